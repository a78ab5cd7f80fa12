"""The other frontier: the most streams for every budget, exactly, and where the mix changes.

Of the plans with the most streams for budget B the cheapest costs c: for every budget from c to B they are
the most, and the next budget to look at is c less one minor unit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.errors import CheckFailure, Fault, InputError, NotProvedError
from glmopt.explain import best_of_both
from glmopt.explain.terms import once
from glmopt.plan import Plan
from glmopt.problem import Problem, formulate
from glmopt.program import GOALS
from glmopt.scenario import Scenario
from glmopt.study.counts import plain_counts
from glmopt.study.frontier import refuse_classes
from glmopt.study.journal import Journal
from glmopt.study.proving import marks, plan_from
from glmopt.units import Money, from_minor, to_minor

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class BudgetStep:
    """For every budget from `low` to `high`, minor units, this plan has the most streams.

    `low` is exact: one unit less buys fewer streams, or nothing. The plan is the cheapest of those with so
    many streams, and costs `low` where that lies in the range; None where nothing fits.
    """

    low: int
    high: int
    plan: Plan | None
    new_mix: bool


@dataclass(frozen=True, slots=True)
class Budgets:
    """Steps in rising order. With a `step` only every so many budgets were looked at."""

    scenario: Scenario
    low: int
    high: int
    step: int | None
    steps: tuple[BudgetStep, ...]
    complete: bool
    interrupted: bool = False


def budgets(
    scenario: Scenario,
    catalog: Catalog,
    low: int,
    high: int,
    step: int | None = None,
    progress: Progress | None = None,
    journal: Journal | None = None,
) -> Budgets:
    """The most streams for every budget from `low` to `high` minor units, or only for every `step`.

    Needs and rules stay as asked, but for the scenario's own budget. Ctrl-C and the time limit of a solve
    end it with the steps that are done, those of the highest budgets. Raises InputError for a range that is
    none and where a card has no price, CheckFailure for a plan that is not true.
    """
    if not 0 <= low <= high or (step is not None and step < 1):
        action = "for example --budgets 500000:2000000:100000"
        raise InputError(Fault("usage", "no range of budgets", action=action))
    refuse_classes(scenario)
    problem = _problem(scenario, catalog, high)
    budget, steps, complete, interrupted = high, list[BudgetStep](), True, False
    try:
        while budget >= low:
            found = _step(problem, scenario, catalog, low, budget, journal or Journal())
            steps.append(found)
            budget = _next(found.low - 1, low, step)
            if progress:
                progress(high - max(budget, low) + (budget < low), high - low + 1)
    except KeyboardInterrupt:
        complete, interrupted = False, True
    except NotProvedError:
        complete = False
    steps.reverse()
    new = marks([s.plan for s in steps])
    marked = tuple(replace(s, new_mix=is_new) for s, is_new in zip(steps, new, strict=True))
    return Budgets(scenario, low, high, step, marked, complete, interrupted)


def _problem(scenario: Scenario, catalog: Catalog, high: int) -> Problem:
    currency = scenario.money.currency
    budget = type(scenario.budget)(max=Money(from_minor(high, currency), currency))
    problem = formulate(scenario.model_copy(update={"budget": budget}), catalog)
    unpriced = [o.card for o in problem.open_offers if o.buyable and o.price is None]
    free = [o.card for o in problem.open_offers if o.buyable and o.free and o.stock is None]
    if unpriced or free:
        card = (unpriced or free)[0]
        message = f"{card} has no price" if unpriced else f"{card} costs nothing and has no stock limit"
        fault = Fault("no-price", f"most streams for a budget: {message}", field=f"cards.price.{card}")
        raise InputError(fault)
    return replace(problem, goal="streams")


def _next(budget: int, low: int, step: int | None) -> int:
    """The highest budget to look at that is no more than `budget`."""
    return budget if step is None or budget < low else low + (budget - low) // step * step


def _step(
    problem: Problem, scenario: Scenario, catalog: Catalog, low: int, budget: int, journal: Journal
) -> BudgetStep:
    trial = replace(problem, budget=budget)

    def solve() -> dict[str, Any] | None:
        point = best_of_both(trial, once(scenario), GOALS["streams"], GOALS["capex"])
        return None if point is None else plain_counts(trial, point.counts)

    row = journal.recall(f"budget {budget}", solve)
    if row is None:
        # What does not fit for this budget fits for no lower one.
        return BudgetStep(low, budget, None, new_mix=False)
    # Judged without the scenario's own budget; its cost is compared here.
    judged = scenario.model_copy(update={"budget": type(scenario.budget)()})
    # What running costs is told where the scenario counts it.
    plan = plan_from(row, replace(trial, goal=scenario.goal), judged, catalog)
    if plan.totals.cost is None:
        raise InputError(Fault("no-price", "most streams for a budget: a server or network has no price"))
    cost = to_minor(plan.totals.cost, problem.currency)
    if cost > budget:
        raise CheckFailure([f"budget: {cost} spent, {budget} allowed"])
    return BudgetStep(max(low, cost), budget, plan, new_mix=False)
