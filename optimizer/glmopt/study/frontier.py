"""The frontier of cost and streams: the least cost for every target, exactly, and where the mix changes.

The least cost never falls when the target rises. A plan found for target t that serves s >= t is therefore
the cheapest for every target from t to s, and the next target to solve is s + 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from glmopt.catalog import Catalog
from glmopt.errors import Fault, InputError
from glmopt.plan import Plan
from glmopt.problem import Problem, formulate
from glmopt.scenario import Scenario
from glmopt.solve import checked_plan, prove_once

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


def frontier(
    scenario: Scenario, catalog: Catalog, low: int, high: int, progress: Progress | None = None
) -> Frontier:
    """The least cost of every stream target from `low` to `high`.

    The other needs and rules stay as asked. Ctrl-C ends it with the steps that are done. Raises InputError
    for a range that is none and where the goal is the most streams, CheckFailure for a plan that is not true.
    """
    if not 0 <= low <= high:
        raise InputError(Fault("usage", f"no range: {low}..{high}", action="for example --streams 1..400"))
    problem = formulate(scenario, catalog)
    if problem.goal == "streams":
        action = "--set objective=capex"
        raise InputError(Fault("usage", "a frontier needs something to minimise", action=action))
    steps: list[Step] = []
    target = low
    try:
        while target <= high:
            step = _step(problem, scenario, catalog, target, high)
            if step is None:
                return Frontier(scenario, low, high, tuple(_mixes(steps)), complete=False)
            steps.append(step)
            target = step.high + 1
            if progress:
                progress(min(target, high + 1) - low, high - low + 1)
    except KeyboardInterrupt:
        return Frontier(scenario, low, high, tuple(_mixes(steps)), complete=False)
    return Frontier(scenario, low, high, tuple(_mixes(steps)), complete=True)


def _step(problem: Problem, scenario: Scenario, catalog: Catalog, target: int, high: int) -> Step | None:
    """The step that begins at `target`; None where a limit or Ctrl-C came before its proof."""
    trial = replace(problem, streams=target)
    ending, counts = prove_once(trial, scenario.solver)
    if ending.status == "infeasible":
        # What does not fit for this target fits for no higher one.
        return Step(target, high, None, None, new_mix=False)
    if ending.status != "optimal" or counts is None:
        return None
    asked = scenario.model_copy(update={"demand": scenario.demand.model_copy(update={"streams": target})})
    plan = checked_plan(trial, counts, asked, catalog)
    return Step(target, min(high, max(target, plan.totals.streams)), plan, ending.objective, new_mix=False)


def _mixes(steps: list[Step]) -> list[Step]:
    """The steps with those marked at which other card types are bought than before."""
    marked: list[Step] = []
    for step in steps:
        before = marked[-1].plan if marked else None
        mine, theirs = _types(step.plan), _types(before)
        marked.append(replace(step, new_mix=bool(marked) and mine != theirs))
    return marked


def _types(plan: Plan | None) -> frozenset[str] | None:
    return None if plan is None else frozenset(line.card for line in plan.lines)
