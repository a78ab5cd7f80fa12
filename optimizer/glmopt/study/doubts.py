"""What a report asks of a plan that is proved best: what decides it, how far it moves, how sure it is.

And of a scenario that nothing meets: every conflict and the ways out. Each within the time of its study:
`go` is called as it advances and raises where the time is over.
"""

from __future__ import annotations

from collections.abc import Callable

from glmopt.catalog import Catalog
from glmopt.errors import InputError, NotProvedError
from glmopt.explain import Conflicts, Decision, Ways, conflicts, deciding, ways
from glmopt.plan import Plan
from glmopt.problem import formulate
from glmopt.scenario import Scenario
from glmopt.study.confidence import Confidence, confidence
from glmopt.study.journal import Journal
from glmopt.study.tornado import Tornado, tornado

Progress = Callable[[int, int], None]
DRAWS = 200
# The conflicts and the ways out have so many seconds each, at most.
PATIENCE_S = 10.0


class TimeOverError(Exception):
    """The time of one study is over."""


def stopping(go: Progress) -> Progress:
    """`go`, but where the time is over as if interrupted: what is done is kept."""

    def check(done: int, total: int) -> None:
        try:
            go(done, total)
        except TimeOverError:
            raise KeyboardInterrupt from None

    return check


def decided(scenario: Scenario, catalog: Catalog, plan: Plan | None, go: Progress) -> Decision | None:
    """The figures of the catalog that flip the mix; None where none has a range. All of them or nothing."""
    if plan is None:
        return None
    found = deciding(formulate(scenario, catalog), scenario, catalog, plan, go)
    return found if found.varied else None


def varied(
    scenario: Scenario, catalog: Catalog, plan: Plan | None, go: Progress, journal: Journal | None = None
) -> Tornado | None:
    """One input at a time; the inputs that are done when the time is over."""
    if plan is None:
        return None
    found = tornado(scenario, catalog, stopping(go), journal)
    if found is None or not (found.bars or found.complete):
        raise NotProvedError
    return found if found.bars else None


def sampled(
    scenario: Scenario, catalog: Catalog, plan: Plan | None, go: Progress, journal: Journal | None = None
) -> Confidence | None:
    """Prices drawn `DRAWS` times, or as often as the time lets; None where no price has a range."""
    if plan is None:
        return None
    try:
        found = confidence(scenario, catalog, DRAWS, progress=stopping(go), journal=journal)
    except InputError:
        # no price plays a part
        return None
    if found is None or not found.draws:
        raise NotProvedError
    return found if found.varied else None


def unmet(scenario: Scenario, catalog: Catalog, seconds: float) -> tuple[Conflicts, Ways]:
    """Every conflict of a scenario that nothing meets, and the ways out, each for `seconds` at most."""
    problem, patience = formulate(scenario, catalog), min(seconds / 2, PATIENCE_S)
    every = conflicts(problem, scenario, seconds=patience)
    sets = [frozenset(c.rule for c in one) for one in every.sets]
    rules = tuple(r for r in problem.rules() if any(r in one for one in sets))
    return every, ways(problem, scenario, catalog, rules, sets, patience)
