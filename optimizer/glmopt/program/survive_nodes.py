"""Survive nodes: every need is still met after any m nodes are lost.

The worst loss are the m nodes that do most. For numbers a_1, a_2, ... of nodes the sum without the m largest
is the highest value of Sum min(a_k, t) - m t over all t, and it is taken at one of the a_k. So

    some t among what a node can do has   Sum min(a, t) k >= S + m t,

with k the nodes of each fill. Where gangs over several nodes count too, t = 0 is one more: they alone are
enough, whatever becomes of the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pulp

from glmopt.problem import Offer, Problem
from glmopt.program.light_finetune import light_jobs_by_fill
from glmopt.program.model import Program
from glmopt.program.servers import PoolVariables


def applies(problem: Problem) -> bool:
    """Where nodes may fail."""
    return problem.housing is not None and problem.housing.survive_nodes > 0


def add(program: Program) -> None:
    """The row above for each need, one t chosen for each; gangs over several nodes keep m nodes to spare."""
    for number, p in enumerate(program.housed.pools):
        fills = p.of_fill
        if p.holding is not fills:
            joined = pulp.lpSum(p.joined.values())
            program.require(f"holding_{number}", pulp.lpSum(p.holding.values()) - joined <= 0)
            for fill, k in p.holding.items():
                program.require(f"holding_{number}_{fill}", k - fills[fill] <= 0)
    offers = {o.card: o for o in program.offers}
    for name, need, each, site in _needs(program.problem):
        pools = [p for p in program.housed.pools if site in (None, p.pool.site)]
        _still_met(program, name, need, [(p.of_fill, _capacity(p, each(offers[p.pool.card]))) for p in pools])
    light = [(p.of_fill, light_jobs_by_fill(p, offers[p.pool.card])) for p in program.housed.pools]
    _still_met(program, "light", program.problem.light_finetune, light)
    if program.problem.gangs:
        inside = [(p.holding, p.gangs_by_fill()) for p in program.housed.pools]
        across = [g.z for p in program.housed.pools for g in p.gangs if g.way.option.nodes > 1]
        _still_met(program, "gangs", program.problem.gangs, inside, across)


def _needs(problem: Problem) -> Iterator[tuple[str, int, Callable[[Offer], int], str | None]]:
    """Name, amount, what one card does, and the site where it must be done."""
    yield "streams", problem.streams, lambda o: o.streams, None
    yield "instances", problem.instances, lambda o: o.capacity.instances, None
    yield "virtual_streams", problem.virtual_streams, lambda o: o.streams * o.virtualization, None
    yield (
        "virtual_instances",
        problem.virtual_instances,
        lambda o: o.virtual_instances * o.virtualization,
        None,
    )
    for site in problem.housing.sites if problem.housing else ():
        yield f"streams_{site.id}", site.min_streams, lambda o: o.streams, site.id


def _capacity(p: PoolVariables, each: int) -> dict[int, int]:
    return {fill: each * fill for fill in p.of_fill}


def _still_met(
    program: Program,
    name: str,
    need: int,
    pools: list[tuple[dict[int, Any], dict[int, int]]],
    further: Sequence[Any] = (),
) -> None:
    """Rows that keep `need` met by nodes that do so much each, and by `further`, which no loss touches."""
    if not need:
        return
    lost = program.housed.housing.survive_nodes
    alone = {0} if further else set()
    levels = sorted(alone | {does for _, by_fill in pools for does in by_fill.values() if does})
    chosen = []
    for number, t in enumerate(levels or [0]):
        here = program.lp.add_variable(f"worst_{name}_{number}".replace("-", "_"), 0, 1, "Integer")
        kept = [
            min(does, t) * nodes[fill] for nodes, by_fill in pools for fill, does in by_fill.items() if does
        ]
        program.require(
            f"survive_{name}_{number}", pulp.lpSum([*kept, *further]) - (need + lost * t) * here >= 0
        )
        chosen.append(here)
    program.require(f"survive_{name}", pulp.lpSum(chosen) >= 1)
