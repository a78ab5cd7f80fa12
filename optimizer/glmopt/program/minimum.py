"""Minimum: n_i >= the number that must be bought."""

from __future__ import annotations

import pulp

from glmopt.problem import Problem
from glmopt.program.model import Program


def applies(problem: Problem) -> bool:
    """Where some card must be bought; also one that another rule forbids, which is then infeasible."""
    return any(o.minimum for o in problem.offers)


def add(program: Program) -> None:
    """n_i >= minimum_i; an offer that may not be bought counts as n_i = 0."""
    for o in program.problem.offers:
        if o.minimum:
            n = program.n.get(o.card, pulp.lpSum([]))
            program.require(f"minimum_{o.card}", n >= o.minimum)
