"""Slots: every card sits in a node; y <= s x, and y = s x where the board is sold full."""

from __future__ import annotations

import pulp

from glmopt.problem import Problem
from glmopt.program.model import Program


def applies(problem: Problem) -> bool:
    """Where cards sit in servers."""
    return problem.housing is not None


def add(program: Program) -> None:
    """n_i = the cards of its pools; in new nodes g x <= y <= s x, with g the cards that go together."""
    for o in program.offers:
        in_use = pulp.lpSum(p.in_use for p in program.housed.of(o.card))
        program.require(f"placed_{o.card}", in_use - program.n[o.card] == 0)
    for number, p in enumerate(program.housed.pools):
        if p.pool.buyable and not p.pool.sold_full:
            program.require(f"slots_{number}", p.cards - p.pool.slots * p.new <= 0)
            program.require(f"no_empty_node_{number}", p.cards - p.pool.unit * p.new >= 0)
