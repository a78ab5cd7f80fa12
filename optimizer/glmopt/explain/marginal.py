"""What one more costs: the optimum with the need raised by one, minus the optimum."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from glmopt.explain.terms import in_units, proved
from glmopt.problem import Problem
from glmopt.scenario import Scenario
from glmopt.solve import ending

TENTH_MORE = Fraction(11, 10)


@dataclass(frozen=True, slots=True)
class Marginal:
    """One more of a need: `cost` in the goal's unit; None where no plan gives it."""

    need: str
    cost: Decimal | None


def marginal(problem: Problem, scenario: Scenario, objective: int) -> tuple[Marginal, ...]:
    """The next stream, or all classes a tenth more, and the next gang; where cost or cards are minimised."""
    if problem.goal == "streams":
        return ()
    if problem.workload is None:
        more = ("streams", replace(problem, streams=problem.streams + 1))
    else:
        more = ("classes, a tenth more", replace(problem, workload=problem.workload.times(TENTH_MORE)))
    raised = (more, ("full fine-tuning", replace(problem, gangs=problem.gangs + 1)))
    found = []
    for need, trial in raised:
        least = proved(ending(trial, scenario.solver))
        cost = None if least is None else in_units(problem, least - objective)
        found.append(Marginal(need, cost))
    return tuple(found)
