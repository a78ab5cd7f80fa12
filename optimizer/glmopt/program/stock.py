"""Stock: b_i <= the number of cards there are."""

from __future__ import annotations

from glmopt.problem import Problem
from glmopt.program.model import Program


def applies(problem: Problem) -> bool:
    """Where some card is limited."""
    return any(o.stock is not None for o in problem.open_offers)


def add(program: Program) -> None:
    """b_i <= stock_i, cards bought."""
    for o in program.offers:
        if o.stock is not None:
            program.require(f"stock_{o.card}", program.bought(o) <= o.stock)
