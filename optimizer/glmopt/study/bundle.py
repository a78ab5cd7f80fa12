"""Every study that a report shows, each within a time of its own; what does not get done is named."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import field
from decimal import Decimal

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.explain import Alternatives, BreakEven, Conflicts, Decision, Marginal, Ways
from glmopt.plan import Plan
from glmopt.scenario import Scenario
from glmopt.study import doubts, parts
from glmopt.study.attempts import SECONDS, Attempts
from glmopt.study.budgets import Budgets
from glmopt.study.comparison import Comparison
from glmopt.study.confidence import Confidence
from glmopt.study.frontier import Frontier
from glmopt.study.journal import Journal
from glmopt.study.recorded import Recorded
from glmopt.study.risk import Risk, risk
from glmopt.study.tornado import Tornado
from glmopt.study.tradeoff import Tradeoff

# How many there are.
STUDIES = 12


@dataclass(frozen=True, slots=True)
class Studies:
    """The studies of one scenario; a study that is None has its reason in `recorded.left_out`.

    `recorded` has what they proved, row by row, and the seconds of each; `within` is the share by which
    alternatives may be worse. The frontier is that of the least cost (or cards), without the budget, so that
    it shows what another budget would buy.
    """

    comparison: Comparison | None = None
    frontier: Frontier | None = None
    budgets: Budgets | None = None
    tradeoffs: tuple[Tradeoff, ...] | None = None
    alternatives: Alternatives | None = None
    breakeven: tuple[BreakEven, ...] | None = None
    marginal: tuple[Marginal, ...] | None = None
    decision: Decision | None = None
    risk: Risk | None = None
    tornado: Tornado | None = None
    confidence: Confidence | None = None
    unmet: tuple[Conflicts, Ways] | None = None
    recorded: Recorded = field(default_factory=lambda: Recorded(seconds=SECONDS))
    within: Decimal = parts.WITHIN

    @property
    def left_out(self) -> Mapping[str, str]:
        """Why a study is not there, by its name."""
        return self.recorded.left_out

    @property
    def seconds(self) -> float:
        """The time that each study was given."""
        return self.recorded.seconds


def studies(
    scenario: Scenario,
    catalog: Catalog,
    plan: Plan | None,
    variations: tuple[tuple[str, Scenario], ...] = (),
    *,
    proved: bool = True,
    infeasible: bool = False,
    known: Collection[str] = (),
    seconds: float = SECONDS,
    recorded: Recorded | None = None,
    again: bool = False,
    file: Journal | None = None,
    tell: Callable[[str], None] | None = None,
    pressed: Callable[[], bool] = lambda: False,
) -> Studies:
    """Every study of `scenario` over `catalog`, at most about `seconds` each.

    `plan` is the answer, None where there is none; only where it is `proved` best it has alternatives,
    break-even prices and doubts; only where none is possible, `infeasible`, there are conflicts. Studies in
    `known` are told elsewhere: not made, and not named as left out. Those that are `recorded` are told from
    their rows alone, or with `again` gone on with; `file` keeps rows for a later run. `tell` is called
    with the name of each study as it begins. Ctrl-C, which `pressed` tells of, ends it with what is there.
    """
    best = plan if proved and plan is not None and plan.lines else None
    asked = Attempts(scenario, seconds, frozenset(known), recorded, file, tell, pressed, again=again)
    make = asked.make
    return Studies(
        comparison=make("what-if", lambda s, go, rows: parts.comparison(s, catalog, variations, go, rows)),
        frontier=make("frontier", lambda s, go, rows: parts.streams(s, catalog, plan, go, rows)),
        budgets=make("budgets", lambda s, go, rows: parts.spending(s, catalog, best, go, rows)),
        tradeoffs=make(
            "two criteria", lambda s, _go, rows: parts.tradeoffs(s, catalog, best, rows, asked.seconds)
        ),
        alternatives=make("alternatives", lambda s, _go, rows: parts.near(s, catalog, best, rows)),
        breakeven=make("break-even", lambda s, go, _rows: parts.prices(s, catalog, best, go)),
        marginal=make("one more", lambda s, _go, _rows: parts.one_more(s, catalog, best)),
        decision=make("figures that decide", lambda s, go, _rows: doubts.decided(s, catalog, best, go)),
        risk=make("risk", lambda s, go, rows: risk(s, catalog, best, go, rows) if best else None),
        tornado=make("one input at a time", lambda s, go, rows: doubts.varied(s, catalog, best, go, rows)),
        confidence=make("draws of prices", lambda s, go, rows: doubts.sampled(s, catalog, best, go, rows)),
        unmet=make(
            "conflicts", lambda s, _go, _rows: doubts.unmet(s, catalog, seconds) if infeasible else None
        ),
        recorded=asked.recorded(),
    )
