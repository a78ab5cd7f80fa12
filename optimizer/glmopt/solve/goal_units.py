"""What solvers proved, from the program's own numbers to the goal's unit, and held against the budget."""

from __future__ import annotations

import math
from dataclasses import replace

from glmopt.plan import Ending
from glmopt.problem import Problem


def exact_bound(bound: float | None) -> int | None:
    """A solver's bound as the whole number it proves, with room for its tolerance."""
    return None if bound is None else math.ceil(bound - 1e-6 * max(1.0, abs(bound)))


def ending_in_goal_units(problem: Problem, ending: Ending) -> Ending:
    """The program's numbers in the goal's unit."""
    proofs = tuple(replace(p, objective=in_goal_units(problem, p.objective)) for p in ending.proofs)
    objective, bound = (in_goal_units(problem, value) for value in (ending.objective, ending.bound))
    return replace(ending, objective=objective, bound=bound, proofs=proofs)


def in_goal_units(problem: Problem, value: int | None) -> int | None:
    """A value of the program's objective as minor units of money, cards, or streams with their own sign."""
    factor = {"streams": -1, "cards": 1}.get(problem.goal, problem.price_unit)
    return None if value is None else value * factor


def within_budget(
    problem: Problem, ending: Ending, whole: dict[str, int] | None
) -> tuple[Ending, dict[str, int] | None]:
    """Where cost is minimised: compare the least cost with the budget, exactly, outside the solver."""
    budget = problem.budget
    if problem.goal != "capex" or budget is None or ending.objective is None or ending.objective <= budget:
        return ending, whole
    proved = ending.bound is not None and ending.bound > budget
    return replace(ending, status="infeasible" if proved else "unknown", objective=None), None
