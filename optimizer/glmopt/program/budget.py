"""Budget: the purchase, Sum p_i b_i with hosts and networks, costs at most B."""

from __future__ import annotations

from glmopt.problem import Problem
from glmopt.program.model import Program
from glmopt.program.objective import capex


def applies(problem: Problem) -> bool:
    """Where spending is limited and is not itself minimised.

    The least cost is compared with B exactly, outside the solver (solve/optimum.py): its tolerance lets
    a budget pass that is one fen too small.
    """
    return problem.budget is not None and problem.goal != "capex"


def add(program: Program) -> None:
    """Purchase <= B, both divided by the prices' common unit, digit by digit where prices are large."""
    most = (program.problem.budget or 0) // program.problem.price_unit
    program.at_most("budget", capex(program), most)
