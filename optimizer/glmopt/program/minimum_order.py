"""Minimum order: b_i = 0 or b_i >= the smallest order."""

from __future__ import annotations

from glmopt.problem import Problem
from glmopt.program.model import Program


def applies(problem: Problem) -> bool:
    """Where some card has a smallest order."""
    return any(o.minimum_order for o in problem.open_offers)


def add(program: Program) -> None:
    """b_i >= order_i u_i, with b_i <= U_i u_i; where some are owned, u_i is 1 where any is bought."""
    for o in program.offers:
        if not o.minimum_order:
            continue
        bought = program.bought(o)
        if o.owned:
            ordered = program.lp.add_variable(f"ordered_{o.card}".replace("-", "_"), 0, 1, "Integer")
            program.only_if(f"ordered_{o.card}", bought, program.upper[o.card], ordered)
        else:
            ordered = program.u[o.card]
        program.require(f"order_{o.card}", bought - o.minimum_order * ordered >= 0)
