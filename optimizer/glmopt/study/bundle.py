"""Every study that a report shows, each within a time of its own; what does not get done is named."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import field
from decimal import Decimal
from typing import TypeVar

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.errors import SolverFailure
from glmopt.explain import (
    Alternatives,
    BreakEven,
    Conflicts,
    Decision,
    Marginal,
    Ways,
    alternatives,
    breakeven,
    marginal,
)
from glmopt.explain.terms import worth_of
from glmopt.plan import Plan
from glmopt.problem import formulate
from glmopt.scenario import Scenario
from glmopt.study.compare import compared
from glmopt.study.comparison import BASE, Comparison
from glmopt.study.confidence import Confidence
from glmopt.study.doubts import TimeOverError, decided, sampled, stopping, unmet, varied
from glmopt.study.frontier import Frontier, frontier
from glmopt.study.risk import Risk, risk
from glmopt.study.tornado import Tornado

T = TypeVar("T")

SECONDS = 20.0
MOST_ALTERNATIVES = 5
WITHIN = Decimal("0.10")
# Why a study is not there.
TIME_OVER, NOT_PROVED, NOT_ASKED = "its time was over", "not proved in its time", "nothing to study"


@dataclass(frozen=True, slots=True)
class Studies:
    """The studies of one scenario; a study that is None has its reason in `left_out`.

    `seconds` is the time that each of them was given, `within` the share by which alternatives may be worse.
    The frontier is that of the least cost (or cards), without the budget, so that it shows what another
    budget would buy.
    """

    comparison: Comparison | None = None
    frontier: Frontier | None = None
    alternatives: Alternatives | None = None
    breakeven: tuple[BreakEven, ...] | None = None
    marginal: tuple[Marginal, ...] | None = None
    decision: Decision | None = None
    risk: Risk | None = None
    tornado: Tornado | None = None
    confidence: Confidence | None = None
    unmet: tuple[Conflicts, Ways] | None = None
    left_out: Mapping[str, str] = field(default_factory=dict)
    seconds: float = SECONDS
    within: Decimal = WITHIN


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
    tell: Callable[[str], None] | None = None,
) -> Studies:
    """Every study of `scenario` over `catalog`, at most about `seconds` each.

    `plan` is the answer, None where there is none; only where it is `proved` best it has alternatives,
    break-even prices and doubts; only where none is possible, `infeasible`, there are conflicts. Studies in
    `known` are answered already and not made. `tell` is called with the name of each study as it begins.
    """
    left_out: dict[str, str] = {}

    def attempt(name: str, make: Callable[[Scenario, Callable[[int, int], None]], T | None]) -> T | None:
        if tell:
            tell(name)
        if name in known:
            left_out[name] = NOT_ASKED
            return None
        deadline = time.monotonic() + seconds
        limit = min(scenario.solver.time_limit_s, Decimal(str(seconds)))
        terms = scenario.solver.model_copy(update={"time_limit_s": limit})
        try:
            found = make(scenario.model_copy(update={"solver": terms}), lambda *_: _check(deadline))
        except TimeOverError:
            left_out[name] = TIME_OVER
            return None
        except SolverFailure:
            left_out[name] = NOT_PROVED
            return None
        if found is None:
            left_out[name] = NOT_ASKED
        return found

    best = plan if proved and plan is not None and plan.lines else None
    return Studies(
        comparison=attempt("what-if", lambda s, go: _comparison(s, catalog, variations, go)),
        frontier=attempt("frontier", lambda s, go: _frontier(s, catalog, plan, go)),
        alternatives=attempt("alternatives", lambda s, _go: _alternatives(s, catalog, best)),
        breakeven=attempt("break-even", lambda s, go: _breakeven(s, catalog, best, go)),
        marginal=attempt("one more", lambda s, go: _marginal(s, catalog, best)),
        decision=attempt("figures that decide", lambda s, go: decided(s, catalog, best, go)),
        risk=attempt("risk", lambda s, go: risk(s, catalog, best, go) if best else None),
        tornado=attempt("one input at a time", lambda s, go: varied(s, catalog, best, go)),
        confidence=attempt("draws of prices", lambda s, go: sampled(s, catalog, best, go)),
        unmet=attempt("conflicts", lambda s, _go: unmet(s, catalog, seconds) if infeasible else None),
        left_out=left_out,
        seconds=seconds,
    )


def _check(deadline: float) -> None:
    if time.monotonic() > deadline:
        raise TimeOverError


def _comparison(
    scenario: Scenario,
    catalog: Catalog,
    variations: tuple[tuple[str, Scenario], ...],
    go: Callable[[int, int], None],
) -> Comparison | None:
    if not variations:
        return None
    quick = {"solver": scenario.solver}
    planned = [(name, (), one.model_copy(update=quick)) for name, one in variations]
    return compared([(BASE, (), scenario), *planned], lambda _: catalog, go)


def _frontier(
    scenario: Scenario, catalog: Catalog, plan: Plan | None, go: Callable[[int, int], None]
) -> Frontier | None:
    """The frontier up to twice the target; what is done when its time is over is kept, and called so."""
    asked = scenario.demand.streams or (plan.totals.streams if plan else 0)
    if not asked or scenario.demand.classes:
        return None
    changes: dict[str, object] = {"budget": scenario.budget.model_copy(update={"max": None})}
    if scenario.goal == "streams":
        changes["objective"] = "capex"

    found = frontier(scenario.model_copy(update=changes), catalog, 1, 2 * asked, stopping(go))
    return found if found.steps else None


def _alternatives(scenario: Scenario, catalog: Catalog, plan: Plan | None) -> Alternatives | None:
    if plan is None:
        return None
    problem = formulate(scenario, catalog)
    best = worth_of(problem, plan) or 0
    return alternatives(problem, scenario, catalog, plan, best, most=MOST_ALTERNATIVES, within=WITHIN)


def _breakeven(
    scenario: Scenario, catalog: Catalog, plan: Plan | None, go: Callable[[int, int], None]
) -> tuple[BreakEven, ...] | None:
    if plan is None:
        return None
    problem = formulate(scenario, catalog)
    found: list[BreakEven] = []
    for offer in problem.open_offers:
        found += breakeven(problem, scenario, plan, (offer.card,))
        go(len(found), len(problem.open_offers))
    return tuple(found) or None


def _marginal(scenario: Scenario, catalog: Catalog, plan: Plan | None) -> tuple[Marginal, ...] | None:
    if plan is None:
        return None
    problem = formulate(scenario, catalog)
    return marginal(problem, scenario, catalog, plan, worth_of(problem, plan) or 0) or None


__all__ = ["MOST_ALTERNATIVES", "NOT_ASKED", "NOT_PROVED", "SECONDS", "TIME_OVER", "Studies", "studies"]
