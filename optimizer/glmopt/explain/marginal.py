"""What one more costs: the optimum with the need raised by one, minus the optimum; and one kW less."""

from __future__ import annotations

import functools
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.explain.terms import Recall, in_units, made, proved
from glmopt.plan import Plan
from glmopt.problem import Problem
from glmopt.scenario import Scenario
from glmopt.sizing import tdp_w
from glmopt.solve import ending
from glmopt.units import to_minor

KW = 1_000
TENTH_MORE = Fraction(11, 10)


@dataclass(frozen=True, slots=True)
class Marginal:
    """One more of a need, or one kW less: `cost` in money, or cards where they are the goal.

    None where no plan gives it.
    """

    need: str
    cost: Decimal | None


def marginal(
    problem: Problem,
    scenario: Scenario,
    catalog: Catalog,
    plan: Plan,
    objective: int,
    recall: Recall = made,
) -> tuple[Marginal, ...]:
    """The next stream (or all classes a tenth more), the next gang, 1 kW less, 1 kW more of a limit on power.

    Of classes all a tenth more instead of the next stream.

    Where the most streams are the goal: the least cost of one stream more than the most, whatever the
    budget, and of one more gang with as many streams. Nothing is said of power where a card on offer has no
    figure of it. `recall` keeps the optimum of each.
    """
    if problem.goal == "streams":
        if plan.totals.cost is None:
            return ()
        problem = replace(problem, goal="capex", budget=None, streams=objective)
        objective = to_minor(plan.totals.cost, problem.currency)
    if problem.workload is None:
        more = ("streams", replace(problem, streams=problem.streams + 1))
    else:
        more = ("classes, a tenth more", replace(problem, workload=problem.workload.times(TENTH_MORE)))
    raised = (more, ("full fine-tuning", replace(problem, gangs=problem.gangs + 1)))
    trials = (*raised, *_power(problem, catalog, plan))
    return tuple(
        Marginal(need, _cost(problem, objective, recall(need, functools.partial(_least, trial, scenario))))
        for need, trial in trials
    )


def _power(problem: Problem, catalog: Catalog, plan: Plan) -> tuple[tuple[str, Problem], ...]:
    """One kW less than the plan draws, and where power is limited one kW more of the limit."""
    now = plan.totals.power_w
    known = all(tdp_w(catalog.cards[o.card], catalog) is not None for o in problem.open_offers)
    if now is None or now <= KW or not known:
        return ()
    trials = [("1 kW less", now - KW)]
    if problem.power_w is not None:
        trials.append(("1 kW more of the limit", problem.power_w + KW))
    return tuple((name, replace(problem, power_w=most)) for name, most in trials)


def _least(problem: Problem, scenario: Scenario) -> int | None:
    return proved(ending(problem, scenario.solver))


def _cost(problem: Problem, objective: int, least: int | None) -> Decimal | None:
    return None if least is None else in_units(problem, least - objective)
