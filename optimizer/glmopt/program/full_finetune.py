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
    lost = program.housed.housing.survive_nodes
    for k, gangs in enumerate(p.gangs):
        name = f"{number}_{k}"
        if lost and gangs.way.option.nodes == 1:
            held = pulp.lpSum(n * p.holding[f] for f, n in p.gangs_by_fill().items())
            program.require(f"gangs_{name}", gangs.z - held <= 0)
        elif lost:
            _across_with_spares(program, name, p, gangs, lost)
        elif gangs.way.option.nodes == 1:
            _inside(program, name, gangs)
        else:
            _across(program, name, gangs)
    if len(p.gangs) > 1:
        program.require(f"carrying_{number}", pulp.lpSum(g.nodes for g in p.gangs) - p.nodes <= 0)
        for fabric, joined in p.joined.items():
            wired = pulp.lpSum(g.nodes for g in p.gangs if g.way.fabric == fabric)
            program.require(f"carrying_{number}_{fabric}", wired - joined <= 0)
    if p.gangs and not lost and not p.pool.always_full:
        held = _held_by_fill if p.of_fill else _filled
        held(program, number, p)


def _filled(program: Program, number: int, p: PoolVariables) -> None:
    """The nodes hold the cards of the gangs, and every node without a gang still holds some.

    With one way the nodes that carry gangs are no more than its shares, nor than hang on its network: a row
    for each. With several ways each has its own nodes, none of them without a gang.
    """
    held = pulp.lpSum(_cards(g) for g in p.gangs)
    name, unit = f"gang_{number}", p.pool.unit
    first = p.gangs[0]
    if len(p.gangs) == 1 and not first.sized:
        program.require(name, held - p.in_use <= 0)
        shares = first.way.option.nodes * first.z
        program.require(f"{name}_idle", held + unit * (p.nodes - shares) - p.in_use <= 0)
        if first.way.fabric:
            program.require(f"{name}_apart", held + unit * (p.nodes - first.nodes) - p.in_use <= 0)
        return
    for k, g in enumerate(p.gangs):
        if not g.sized:
            program.require(f"busy_{number}_{k}", g.nodes - g.way.option.nodes * g.z <= 0)
    busy = pulp.lpSum(v for g in p.gangs for v in (g.sized.values() if g.sized else [g.nodes]))
    program.require(name, held + unit * (p.nodes - busy) - p.in_use <= 0)


def _held_by_fill(program: Program, number: int, p: PoolVariables) -> None:
    """Nodes with phi(t) cards and more for those with t gangs, at each phi: a row for each number of cards.

    Enough, for nodes that hold more can take the place of those that hold less, never the other way round.
    """
    carrying = [(g.way.least[t - 1], v) for g in p.gangs for t, v in g.sized.items()]
    for least in sorted({needed for needed, _ in carrying}):
        asked = pulp.lpSum(v for needed, v in carrying if needed >= least)
        there = pulp.lpSum(k for fill, k in p.of_fill.items() if fill >= least)
        program.require(f"hold_{number}_{least}", asked - there <= 0)


def _inside(program: Program, name: str, gangs: WiredGangs) -> None:
    """z <= c v; where a node with t gangs needs phi(t) cards: z <= Sum t v_t, Sum v_t <= v."""
    if gangs.sized:
        program.require(f"gangs_{name}", gangs.z - pulp.lpSum(t * v for t, v in gangs.sized.items()) <= 0)
        program.require(f"sized_{name}", pulp.lpSum(gangs.sized.values()) - gangs.nodes <= 0)
        return
    program.require(f"gangs_{name}", gangs.z - len(gangs.way.least) * gangs.nodes <= 0)


def _across(program: Program, name: str, gangs: WiredGangs) -> None:
    """N z <= c v and v >= N where z > 0: every gang finds N different nodes."""
    nodes, shares = gangs.way.option.nodes, len(gangs.way.least)
    carrying = gangs.nodes
    if gangs.sized:
        _dealt_unevenly(program, name, gangs)
        return
    if shares == 1:
        program.require(f"gangs_{name}", nodes * gangs.z - carrying <= 0)
        return
    if program.problem.gangs == 1:
        any_gang = gangs.z
    else:
        any_gang = program.lp.add_variable(f"any_{name}", 0, 1, "Integer")
        program.require(f"any_{name}", gangs.z - program.problem.gangs * any_gang <= 0)
    program.require(f"gangs_{name}", nodes * gangs.z - shares * carrying <= 0)
    program.require(f"apart_{name}", nodes * any_gang - carrying <= 0)


def _dealt_unevenly(program: Program, name: str, gangs: WiredGangs) -> None:
    """Sum min(t, z) v_t >= N z: nodes with t shares each give every gang N different nodes.

    The sum is concave in z, so that it holds up to z where it holds at z: a row for each q, in force where
    z >= q, and one for all z beyond the most shares of a node.
    """
    nodes, most = gangs.way.option.nodes, program.problem.gangs
    program.require(f"sized_{name}", pulp.lpSum(gangs.sized.values()) - gangs.nodes <= 0)
    for q in range(1, max(gangs.sized)):
        reached = program.lp.add_variable(f"reached_{name}_{q}", 0, 1, "Integer")
        program.require(f"reached_{name}_{q}", gangs.z - (most - q + 1) * reached <= q - 1)
        dealt = pulp.lpSum(min(t, q) * v for t, v in gangs.sized.items())
        program.require(f"apart_{name}_{q}", nodes * q * reached - dealt <= 0)
    shares = pulp.lpSum(t * v for t, v in gangs.sized.items())
    program.require(f"gangs_{name}", nodes * gangs.z - shares <= 0)


def _across_with_spares(program: Program, name: str, p: PoolVariables, gangs: WiredGangs, lost: int) -> None:
    """N z <= t (v_t - m) and v_t - m >= N where z > 0, for one t: v_t nodes with t shares in each.

    Whichever m nodes fail, v_t - m of them are left. They are among the nodes with phi(t) cards and more.
    """
    nodes, most = gangs.way.option.nodes, program.problem.gangs
    here: dict[int, Any] = {1: gangs.z}
    if most > 1:
        here = {t: program.lp.add_variable(f"each_{name}_{t}", 0, 1, "Integer") for t in gangs.sized}
        program.require(f"one_{name}", pulp.lpSum(here.values()) <= 1)
        program.require(f"any_{name}", gangs.z - most * pulp.lpSum(here.values()) <= 0)
    for t, v in gangs.sized.items():
        if most > 1:
            program.require(f"each_{name}_{t}", v - int(v.upBound) * here[t] <= 0)
        enough = [k for fill, k in p.of_fill.items() if fill >= gangs.way.least[t - 1]]
        program.require(f"hold_{name}_{t}", v - pulp.lpSum(enough) <= 0)
    spare = pulp.lpSum(t * lost * on for t, on in here.items())
    shares = pulp.lpSum(t * v for t, v in gangs.sized.items())
    program.require(f"gangs_{name}", nodes * gangs.z + spare - shares <= 0)
    carrying = pulp.lpSum(gangs.sized.values())
    if most > 1:
        program.require(f"apart_{name}", (nodes + lost) * pulp.lpSum(here.values()) - carrying <= 0)
    program.require(f"sized_{name}", carrying - gangs.nodes <= 0)


def _cards(gangs: WiredGangs) -> Any:
    """Cards that nodes must hold for these gangs."""
    option, least = gangs.way.option, gangs.way.least
    if gangs.sized:
        return pulp.lpSum(least[t - 1] * v for t, v in gangs.sized.items())
    return option.cards * gangs.z
