"""The frontier of cost and streams: the least cost for every target, exactly, and where the mix changes.

The least cost never falls when the target rises. A plan found for target t that serves s >= t is therefore
the cheapest for every target from t to s, and the next target to solve is s + 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError, NotProvedError
from glmopt.plan import Plan
from glmopt.problem import Problem, formulate
from glmopt.scenario import Scenario
from glmopt.scenario.classes import AMOUNTS
from glmopt.study.journal import Journal
from glmopt.study.proving import marks, plan_from, proved_row

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the frontier: for every target from `low` to `high` this plan is the cheapest.

    `objective` is its cost in minor units, or its cards where the goal is cards; plan and objective are
    None where no plan reaches the targets. `new_mix` where the card types are others than in the step before.
    """

    low: int
    high: int
    plan: Plan | None
    objective: int | None
    new_mix: bool


@dataclass(frozen=True, slots=True)
class Frontier:
    """Steps in rising order. `complete` is False where it was interrupted or a limit ended a proof."""

    scenario: Scenario
    low: int
    high: int
    steps: tuple[Step, ...]
    complete: bool
    interrupted: bool = False


def frontier(
    scenario: Scenario,
    catalog: Catalog,
    low: int,
    high: int,
    progress: Progress | None = None,
    journal: Journal | None = None,
) -> Frontier:
    """The least cost of every stream target from `low` to `high`; fewest cards where that is the goal.

    The other needs and rules stay as asked. Where the goal is the most streams, cost is minimised instead.
    Ctrl-C and the time limit of a solve end it with the steps that are done. Raises InputError for a range
    that is none, CheckFailure for a plan that is not true.
    """
    if not 0 <= low <= high:
        raise InputError(Fault("usage", f"no range: {low}..{high}", action="for example --streams 1..400"))
    problem = formulate(scenario, catalog)
    if problem.goal == "streams":
        problem = replace(problem, goal="capex")
    refuse_classes(scenario)
    steps: list[Step] = []
    target = low
    complete, interrupted = True, False
    try:
        while target <= high:
            step = _step(problem, scenario, catalog, target, high, journal or Journal())
            steps.append(step)
            target = step.high + 1
            if progress:
                progress(min(target, high + 1) - low, high - low + 1)
    except KeyboardInterrupt:
        complete, interrupted = False, True
    except NotProvedError:
        complete = False
    new = marks([s.plan for s in steps])
    marked = tuple(replace(s, new_mix=is_new) for s, is_new in zip(steps, new, strict=True))
    return Frontier(scenario, low, high, marked, complete, interrupted)


def refuse_classes(scenario: Scenario) -> None:
    """Raise InputError where the demand is in classes, of which no streams can be counted."""
    if scenario.demand.classes:
        action = f"glmopt whatif FILE --set {_amount_of(scenario)}=8,16,32"
        message = "a frontier over streams, and the demand is in classes"
        raise InputError(Fault("usage", message, action=action))


def _amount_of(scenario: Scenario) -> str:
    """The key to raise where the demand is in classes: the rate they share, or the first one's own amount."""
    name, first = next(iter(scenario.demand.classes.items()))
    if scenario.demand.requests_per_s is not None:
        return "demand.requests_per_s"
    amount = next(a for a in AMOUNTS if getattr(first, a) is not None)
    return f"demand.classes.{name}.{amount}"


def _step(
    problem: Problem, scenario: Scenario, catalog: Catalog, target: int, high: int, journal: Journal
) -> Step:
    """The step that begins at `target`."""
    trial = replace(problem, streams=target)
    row = proved_row(trial, scenario, journal, f"streams {target}")
    if row is None:
        # What does not fit for this target fits for no higher one.
        return Step(target, high, None, None, new_mix=False)
    demand = scenario.demand.model_copy(update={"streams": target})
    plan = plan_from(row, trial, scenario.model_copy(update={"demand": demand}), catalog)
    return Step(target, min(high, max(target, plan.totals.streams)), plan, row["objective"], new_mix=False)
