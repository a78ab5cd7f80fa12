"""What one more costs: the optimum with the need raised by one, minus the optimum; and one kW less."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from glmopt.catalog import Catalog, card_power_w
from glmopt.explain.labels import power_w
from glmopt.explain.terms import in_units, once, proved
from glmopt.plan import Plan
from glmopt.problem import Problem
from glmopt.program import GOALS, Program
from glmopt.scenario import Scenario
from glmopt.solve import Aim, optimum
from glmopt.units import to_minor

KW = 1_000


@dataclass(frozen=True, slots=True)
class Marginal:
    """One more of a need, or one kW less: `cost` in money, or cards where they are the goal.

    None where no plan gives it.
    """

    need: str
    cost: Decimal | None


def marginal(
    problem: Problem, scenario: Scenario, catalog: Catalog, plan: Plan, objective: int
) -> tuple[Marginal, ...]:
    """The next stream, the next gang, and a plan whose cards draw 1 kW less.

    Where the most streams are the goal: the least cost of one stream more than the most, whatever the
    budget, and of one more gang with as many streams. Nothing is said of power where a card on offer has no
    figure of it.
    """
    if problem.goal == "streams":
        if plan.totals.cost is None:
            return ()
        problem = replace(problem, goal="capex", budget=None, streams=objective)
        objective = to_minor(plan.totals.cost, problem.currency)
    raised = (
        ("streams", replace(problem, streams=problem.streams + 1)),
        ("full fine-tuning", replace(problem, gangs=problem.gangs + 1)),
    )
    found = [
        Marginal(need, _cost(problem, objective, proved(optimum(trial, once(scenario)).ending)))
        for need, trial in raised
    ]
    return (*found, *_less_power(problem, scenario, catalog, plan, objective))


def _less_power(
    problem: Problem, scenario: Scenario, catalog: Catalog, plan: Plan, objective: int
) -> tuple[Marginal, ...]:
    watts = {o.card: card_power_w(catalog, o.card) for o in problem.open_offers}
    now = power_w(catalog, plan)
    if now is None or now <= KW or any(w is None for w in watts.values()):
        return ()
    aim: Aim = GOALS[problem.goal]

    def limited(program: Program) -> object:
        program.at_most("power", program.total(lambda o: watts[o.card] or 0), now - KW)
        return aim(program)

    # The budget is a row of the program where the goal is not cost.
    trial = replace(problem, goal="cards") if problem.goal == "capex" else problem
    least = proved(optimum(trial, once(scenario), limited).ending)
    unit = problem.price_unit if problem.goal == "capex" else 1
    return (Marginal("1 kW less", _cost(problem, objective, None if least is None else least * unit)),)


def _cost(problem: Problem, objective: int, least: int | None) -> Decimal | None:
    return None if least is None else in_units(problem, least - objective)
