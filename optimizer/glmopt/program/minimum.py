"""Minimum: b_i >= the number that must be bought."""

from __future__ import annotations

import pulp

from glmopt.problem import Problem
from glmopt.program.model import Program


def applies(problem: Problem) -> bool:
    """Where some card must be bought; also one that another rule forbids, which is then infeasible."""
    return any(o.minimum for o in problem.offers)


def add(program: Program) -> None:
    """b_i >= minimum_i; an offer that may not be bought counts as b_i = 0."""
    for o in program.problem.offers:
        if o.minimum:
            bought = program.bought(o) if o.card in program.n else pulp.lpSum([])
            program.require(f"minimum_{o.card}", bought >= o.minimum)
