"""Minimum order: n_i = 0 or n_i >= the smallest order."""

from __future__ import annotations

from glmopt.problem import Problem
from glmopt.program.model import Program


def applies(problem: Problem) -> bool:
    """Where some card has a smallest order."""
    return any(o.minimum_order for o in problem.open_offers)


def add(program: Program) -> None:
    """n_i >= order_i u_i, with n_i <= U_i u_i."""
    for o in program.offers:
        if o.minimum_order:
            row = program.n[o.card] - o.minimum_order * program.u[o.card] >= 0
            program.require(f"order_{o.card}", row)
