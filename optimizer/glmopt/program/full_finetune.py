"""Full fine-tuning: Sum z_i = G gangs, each of K_i identical cards that no other gang uses.

In servers a gang is wired in one of the ways of its pool: inside a node, or over N nodes of a network.
"""

from __future__ import annotations

from typing import Any

import pulp

from glmopt.problem import Problem
from glmopt.program.model import Program
from glmopt.program.servers import PoolVariables, WiredGangs


def applies(problem: Problem) -> bool:
    """Where full fine-tuning is demanded."""
    return problem.gangs > 0


def add(program: Program) -> None:
    """Sum z = G (a gang more could be left out), and of bare cards K_i z_i <= n_i."""
    program.require("full_finetune", pulp.lpSum(z for _, _, z in program.gangs) == program.problem.gangs)
    for o in program.offers:
        if o.card in program.z:
            gang = o.capacity.gang_cards * program.z[o.card]
            program.require(f"gang_{o.card}", gang - program.n[o.card] <= 0)
    for number, p in enumerate(program.servers.pools if program.servers else ()):
        _wire(program, number, p)


def _wire(program: Program, number: int, p: PoolVariables) -> None:
    """The gangs of one pool: enough nodes for each way, and enough cards in them."""
    for k, gangs in enumerate(p.gangs):
        if gangs.way.option.nodes == 1:
            _inside(program, f"{number}_{k}", gangs)
        else:
            _across(program, f"{number}_{k}", gangs)
    if len(p.gangs) > 1:
        program.require(f"carrying_{number}", pulp.lpSum(g.nodes for g in p.gangs) - p.nodes <= 0)
        for fabric, joined in p.joined.items():
            wired = pulp.lpSum(g.nodes for g in p.gangs if g.way.fabric == fabric)
            program.require(f"carrying_{number}_{fabric}", wired - joined <= 0)
    if p.gangs and not p.pool.always_full:
        program.require(f"gang_{number}", pulp.lpSum(_cards(g) for g in p.gangs) - p.in_use <= 0)


def _inside(program: Program, name: str, gangs: WiredGangs) -> None:
    """z <= c v; where a node with t gangs needs phi(t) cards: z <= Sum t v_t, Sum v_t <= v."""
    if gangs.sized:
        program.require(f"gangs_{name}", gangs.z - pulp.lpSum(t * v for t, v in gangs.sized.items()) <= 0)
        program.require(f"sized_{name}", pulp.lpSum(gangs.sized.values()) - gangs.nodes <= 0)
        return
    program.require(f"gangs_{name}", gangs.z - len(gangs.way.least) * gangs.nodes <= 0)


def _across(program: Program, name: str, gangs: WiredGangs) -> None:
    """N z <= c (v - m) and v - m >= N where z > 0: every gang finds N different nodes, also when m fail."""
    nodes, shares = gangs.way.option.nodes, len(gangs.way.least)
    lost = program.problem.housing.survive_nodes if program.problem.housing else 0
    carrying: Any = gangs.nodes
    if gangs.sized:
        carrying, shares = gangs.sized[1], 1
        program.require(f"sized_{name}", carrying - gangs.nodes <= 0)
    if shares == 1 and not lost:
        program.require(f"gangs_{name}", nodes * gangs.z - carrying <= 0)
        return
    if program.problem.gangs == 1:
        any_gang = gangs.z
    else:
        any_gang = program.lp.add_variable(f"any_{name}", 0, 1, "Integer")
        program.require(f"any_{name}", gangs.z - program.problem.gangs * any_gang <= 0)
    row = nodes * gangs.z + shares * lost * any_gang - shares * carrying <= 0
    program.require(f"gangs_{name}", row)
    program.require(f"apart_{name}", (nodes + lost) * any_gang - carrying <= 0)


def _cards(gangs: WiredGangs) -> Any:
    """Cards that nodes must hold for these gangs."""
    option, least = gangs.way.option, gangs.way.least
    if gangs.sized:
        return pulp.lpSum(least[t - 1] * v for t, v in gangs.sized.items())
    return option.cards * gangs.z
