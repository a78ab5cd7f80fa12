"""What one more costs: the optimum with the need raised by one, minus the optimum."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from glmopt.explain.terms import in_units, proved
from glmopt.problem import Problem
from glmopt.scenario import Scenario
from glmopt.solve import ending


@dataclass(frozen=True, slots=True)
class Marginal:
    """One more of a need: `cost` in the goal's unit; None where no plan gives it."""

    need: str
    cost: Decimal | None


def marginal(problem: Problem, scenario: Scenario, objective: int) -> tuple[Marginal, ...]:
    """The next stream beyond what is asked, and the next gang; only where cost or cards are minimised."""
    if problem.goal == "streams":
        return ()
    raised = (
        ("streams", replace(problem, streams=problem.streams + 1)),
        ("full fine-tuning", replace(problem, gangs=problem.gangs + 1)),
    )
    found = []
    for need, trial in raised:
        least = proved(ending(trial, scenario.solver))
        cost = None if least is None else in_units(problem, least - objective)
        found.append(Marginal(need, cost))
    return tuple(found)
