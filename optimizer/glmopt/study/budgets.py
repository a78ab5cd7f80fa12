"""The other frontier: the most streams for every budget, exactly, and where the mix changes.

Of the plans with the most streams for budget B the cheapest costs c: for every budget from c to B they are
the most, and the next lower budget to look at is c less one minor unit. The next higher one is what more
streams than these cost at least.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
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
    """Steps in rising order, each beginning where the one before it ends.

    With a `step` only every so many budgets were looked at.
    """

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
    start: int | None = None,
) -> Budgets:
    """The most streams for every budget from `low` to `high` minor units, or only for every `step`.

    Needs and rules stay as asked, but for the scenario's own budget. The highest budget is looked at first,
    then lower ones; without a `step`, first that of `start`, then lower and higher ones in turn. Ctrl-C and
    the time limit of a solve end it with the steps that are done. Raises InputError for a range that is none
    and where a card has no price, CheckFailure for a plan that is not true.
    """
    first = high if start is None or step is not None else start
    if not 0 <= low <= first <= high or (step is not None and step < 1):
        action = "for example --budgets 500000:2000000:100000"
        raise InputError(Fault("usage", "no range of budgets", action=action))
    refuse_classes(scenario)
    search = _Search(_problem(scenario, catalog, high), scenario, catalog, low, high, journal or Journal())
    steps, complete, interrupted = deque[BudgetStep](), True, False
    budget, dearer = first, first < high
    try:
        while budget >= low or dearer:
            if budget >= low:
                steps.appendleft(search.at(budget))
                budget = _next(steps[0].low - 1, low, step)
                _tell(progress, steps, low, high)
            if dearer:
                above = search.above(steps[-1])
                steps[-1] = replace(steps[-1], high=above.low - 1 if above else high)
                steps.extend([above] if above else [])
                dearer = steps[-1].high < high
                _tell(progress, steps, low, high)
    except KeyboardInterrupt:
        complete, interrupted = False, True
    except NotProvedError:
        complete = False
    new = marks([s.plan for s in steps])
    marked = tuple(replace(s, new_mix=is_new) for s, is_new in zip(steps, new, strict=True))
    return Budgets(scenario, low, high, step, marked, complete, interrupted)


def _tell(progress: Progress | None, steps: Sequence[BudgetStep], low: int, high: int) -> None:
    if progress:
        progress(steps[-1].high - steps[0].low + 1, high - low + 1)


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


@dataclass(frozen=True, slots=True)
class _Search:
    """Steps of one question, each solved once; `problem` has the most streams as its goal."""

    problem: Problem
    scenario: Scenario
    catalog: Catalog
    low: int
    high: int
    journal: Journal

    def at(self, budget: int) -> BudgetStep:
        """The step that has `budget`, as far as is known up to there."""
        trial = replace(self.problem, budget=budget)

        def solve() -> dict[str, Any] | None:
            point = best_of_both(trial, once(self.scenario), GOALS["streams"], GOALS["capex"])
            return None if point is None else plain_counts(trial, point.counts)

        row = self.journal.recall(f"budget {budget}", solve)
        if row is None:
            # What does not fit for this budget fits for no lower one.
            return BudgetStep(self.low, budget, None, new_mix=False)
        plan, cost = self._judged(row, trial, budget)
        return BudgetStep(max(self.low, cost), budget, plan, new_mix=False)

    def above(self, last: BudgetStep) -> BudgetStep | None:
        """The least that more streams than those of `last` cost, and the most for it; None where none fit."""
        streams = last.plan.totals.streams if last.plan else None
        least = None if streams is None else -(streams + 1)

        def solve() -> dict[str, Any] | None:
            point = best_of_both(self.problem, once(self.scenario), GOALS["capex"], GOALS["streams"], least)
            return None if point is None else plain_counts(self.problem, point.counts)

        row = self.journal.recall(f"more than {'nothing' if streams is None else streams}", solve)
        if row is None:
            return None
        plan, cost = self._judged(row, self.problem, self.high)
        if cost <= last.high or (streams is not None and plan.totals.streams <= streams):
            raise CheckFailure([f"budget: {cost} spent for more streams than {last.high} buys"])
        return BudgetStep(cost, cost, plan, new_mix=False)

    def _judged(self, row: dict[str, Any], trial: Problem, budget: int) -> tuple[Plan, int]:
        """The plan of a row, and what it costs in minor units, no more than `budget`."""
        # Judged without the scenario's own budget; its cost is compared here.
        judged = self.scenario.model_copy(update={"budget": type(self.scenario.budget)()})
        # What running costs is told where the scenario counts it.
        plan = plan_from(row, replace(trial, goal=self.scenario.goal), judged, self.catalog)
        if plan.totals.cost is None:
            raise InputError(Fault("no-price", "most streams for a budget: a server or network has no price"))
        cost = to_minor(plan.totals.cost, trial.currency)
        if cost > budget:
            raise CheckFailure([f"budget: {cost} spent, {budget} allowed"])
        return plan, cost
