"""Slots: every card sits in a node; y <= s x, and y = s x where the board is sold full.

Where nodes are counted by the cards in them, k_t of t cards, these add up to the nodes and the cards.
"""

from __future__ import annotations

import pulp

from glmopt.problem import Problem
from glmopt.program.model import Program
from glmopt.program.servers import PoolVariables


def applies(problem: Problem) -> bool:
    """Where cards sit in servers."""
    return problem.housing is not None


def add(program: Program) -> None:
    """n_i = the cards of its pools; in new nodes g x <= y <= s x, with g the cards that go together."""
    for o in program.offers:
        in_use = pulp.lpSum(p.in_use for p in program.housed.of(o.card))
        program.require(f"placed_{o.card}", in_use - program.n[o.card] == 0)
    for number, p in enumerate(program.housed.pools):
        _count_fills(program, number, p)
        if p.pool.buyable and not p.pool.sold_full:
            program.require(f"slots_{number}", p.cards - p.pool.slots * p.new <= 0)
            program.require(f"no_empty_node_{number}", p.cards - p.pool.unit * p.new >= 0)


def _count_fills(program: Program, number: int, p: PoolVariables) -> None:
    """Sum k = nodes and Sum t k = cards, over the nodes k of t cards each."""
    fills = p.of_fill
    if fills:
        program.require(f"fills_{number}", pulp.lpSum(fills.values()) - p.nodes == 0)
        program.require(f"filled_cards_{number}", pulp.lpSum(f * k for f, k in fills.items()) - p.in_use == 0)
