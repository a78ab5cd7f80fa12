"""Budget: Sum p_i n_i <= B."""

from __future__ import annotations

from glmopt.problem import Problem
from glmopt.program.model import Program


def applies(problem: Problem) -> bool:
    """Where spending is limited and is not itself minimised.

    The least cost is compared with B exactly, outside the solver (solve/optimum.py): its tolerance lets
    a budget pass that is one fen too small.
    """
    return problem.budget is not None and problem.goal != "capex"


def add(program: Program) -> None:
    """Sum p_i n_i <= B, both divided by the prices' common unit, digit by digit where prices are large."""
    unit = program.problem.price_unit
    cost = program.total(lambda o: (o.price or 0) // unit)
    program.at_most("budget", cost, (program.problem.budget or 0) // unit)
