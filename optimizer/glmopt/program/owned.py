"""Owned: what is there costs nothing, may be left unused, and owned servers may be filled up."""

from __future__ import annotations

from glmopt.problem import Problem
from glmopt.program.model import Program


def applies(problem: Problem) -> bool:
    """Where something is owned."""
    return any(o.owned for o in problem.open_offers)


def add(program: Program) -> None:
    """Bare cards: n_i - b_i <= o_i. Servers: w <= N, and cards for their free slots f <= (s - o) w."""
    for o in program.offers:
        if o.card in program.b:
            program.require(f"owned_{o.card}", program.n[o.card] - program.b[o.card] <= o.owned)
    if program.servers is None:
        return
    for number, p in enumerate(program.servers.pools):
        for k, (there, used) in enumerate(zip(p.pool.owned, p.used, strict=True)):
            program.require(f"owned_{number}_{k}", used <= there.nodes)
            if k in p.filled:
                free = p.pool.slots - there.cards
                program.require(f"filled_{number}_{k}", p.filled[k] - free * used <= 0)
