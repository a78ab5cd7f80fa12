"""What an earlier plan costs now, and the optimum for every number of changes to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.explain.conflict import Conflicting, conflict
from glmopt.explain.pareto import pareto
from glmopt.explain.terms import feasible, in_units, once
from glmopt.plan import Plan
from glmopt.problem import Problem, Rule
from glmopt.problem.dropping import without
from glmopt.program import GOALS, Program
from glmopt.scenario import Scenario
from glmopt.solve import checked_plan
from glmopt.units import from_minor

# Rows beyond which the table stops and says so.
MOST_STEPS = 40


@dataclass(frozen=True, slots=True)
class Changed:
    """The best plan with so many `changes`; none with fewer is as good.

    `in_and_out` since the earlier plan. `cost` of the purchase, or in all where that is the goal.
    """

    changes: int
    plan: Plan
    in_and_out: dict[str, int]
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class Staying:
    """An earlier plan today.

    `gone` are its cards that cannot be bought now, with the reason. `cost` what the whole of it costs at
    today's prices, None where that is not known. `broken` are the rules that it does not meet;
    it can stay as it is where there are none and nothing is gone. `steps` begin with the fewest changes.
    """

    earlier: dict[str, int]
    gone: dict[str, str]
    cost: Decimal | None
    broken: tuple[Conflicting, ...]
    steps: tuple[Changed, ...]
    complete: bool

    @property
    def stays(self) -> bool:
        """Whether the earlier plan meets every rule as it is."""
        return not self.gone and not self.broken


def staying(problem: Problem, scenario: Scenario, catalog: Catalog) -> Staying:
    """The earlier plan of `problem` today. Raises CheckFailure for a plan that is not true."""
    earlier = {card: count for card, count in problem.earlier if count}
    free = replace(problem, changes=None)
    steps, complete = _steps(free, scenario, catalog, earlier)
    gone = _gone(problem, catalog, earlier)
    broken = _broken(free, scenario, gone)
    cost = _cost(problem, earlier)
    if not gone and not broken and steps and steps[0].changes == 0:
        cost = steps[0].cost
    return Staying(earlier, gone, cost, broken, steps, complete)


def _steps(
    free: Problem, scenario: Scenario, catalog: Catalog, earlier: dict[str, int]
) -> tuple[tuple[Changed, ...], bool]:
    rules = scenario.rules.model_copy(update={"near": None})
    judged = scenario.model_copy(update={"rules": rules})
    goal: Callable[[Program], object] = GOALS[free.goal]
    # The budget is then a row of the program.
    counted = replace(free, goal="cards") if free.goal == "capex" else free
    found: list[Changed] = []
    for point in pareto(counted, once(scenario), goal, lambda program: program.changes):
        if len(found) == MOST_STEPS:
            return tuple(reversed(found)), False
        plan = checked_plan(free, point.counts, judged, catalog)
        now = point.counts.cards
        differences = {c: now.get(c, 0) - earlier.get(c, 0) for c in sorted(now.keys() | earlier.keys())}
        cost = plan.totals.cost
        if free.goal == "tco":
            cost = in_units(free, point.first * free.price_unit)
        found.append(Changed(point.second, plan, {c: k for c, k in differences.items() if k}, cost))
    return tuple(reversed(found)), True


def _gone(problem: Problem, catalog: Catalog, earlier: dict[str, int]) -> dict[str, str]:
    """Cards of the earlier plan that are no offer at all; what a rule forbids is told with that rule."""
    offered = {o.card for o in problem.offers}
    reasons = dict(problem.not_considered)
    return {
        card: reasons.get(card, "no figures" if card in catalog.cards else "not in the catalog")
        for card in earlier
        if card not in offered
    }


def _cost(problem: Problem, earlier: dict[str, int]) -> Decimal | None:
    """What its cards cost; not known where they stand in servers or are owned, for it has no plan then."""
    if problem.housing is not None or any(o.owned for o in problem.offers):
        return None
    offers = {o.card: o for o in problem.offers if o.price is not None}
    if not offers.keys() >= earlier.keys():
        return None
    return from_minor(sum(offers[c].unit(n) * n for c, n in earlier.items()), problem.currency)


def _broken(free: Problem, scenario: Scenario, gone: dict[str, str]) -> tuple[Conflicting, ...]:
    """The rules that the earlier plan breaks, each on its own; else those that it breaks together."""
    earlier = tuple((card, count) for card, count in free.earlier if card not in gone)
    stay = replace(free, earlier=earlier, changes=0)
    if feasible(stay, scenario):
        return ()
    rules = free.rules()

    def alone(rule: Rule) -> bool:
        others = (r for r in rules if r is not rule)
        return feasible(without(stay, others), scenario)

    broken = [Conflicting(rule, scenario.place(*rule.path)) for rule in rules if not alone(rule)]
    if broken:
        return tuple(broken)
    return tuple(c for c in conflict(stay, scenario) if c.rule.constraint != "near")
