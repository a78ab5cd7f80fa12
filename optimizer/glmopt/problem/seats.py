"""Pools of one card that no best plan stands nodes in: another does as much, and costs no more.

Where two server types take the same cards wired in the same ways, nodes of the one can stand in the other's
pool. The pool that costs and draws no more, and comes first or costs less, is then enough: a plan with nodes
in the other one is dearer, or the tie rules name another (docs/formulation.md, Dominated pools).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from glmopt.problem.housing import Housing, Pool

Seat = tuple[object, ...]


def wiring(pool: Pool) -> Seat:
    """Everything about a pool but its server type, prices and consumption: where, how many, how wired."""
    ways = tuple(
        (w.fabric, w.option.cards, w.option.nodes, w.option.per_node, w.option.gangs_per_node, w.least)
        for w in pool.ways
    )
    return (pool.site, pool.slots, pool.unit, pool.sold_full, ways, pool.links, pool.light)


def no_worse(mine: Pool, theirs: Pool) -> bool:
    """Whether a node of `mine` costs and draws no more than one of `theirs`."""
    return all(x <= y for x, y in zip(_takes(mine), _takes(theirs), strict=True))


def best_seats(housing: Housing, cards: set[str], *, priced: bool) -> Housing:
    """`housing` with no new nodes in the pools of `cards` that another one dominates; itself where none is.

    The pools keep their places, for ties are settled by them. Costs settle a tie only where everything is
    `priced`.
    """
    alike: dict[tuple[str, Seat], list[int]] = defaultdict(list)
    for place, pool in enumerate(housing.pools):
        if pool.card in cards and pool.buyable and not pool.owned:
            alike[pool.card, wiring(pool)].append(place)
    pools = list(housing.pools)
    for places in alike.values():
        for place in _dominated(housing.pools, places, priced=priced):
            pools[place] = replace(pools[place], buyable=False)
    closed = any(new is not old for new, old in zip(pools, housing.pools, strict=True))
    return replace(housing, pools=tuple(pools)) if closed else housing


def _takes(p: Pool) -> tuple[int, ...]:
    return (p.host, p.card_power_w, p.host_power_w, p.rack, p.card_electricity, p.host_electricity)


def _dominated(pools: tuple[Pool, ...], places: list[int], *, priced: bool) -> list[int]:
    """Those of `places` whose pool is dominated by that of another: no cycle, for cost and place decide."""
    return [
        b
        for b in places
        if any(
            a != b and no_worse(pools[a], pools[b]) and (a < b or (priced and pools[a].host < pools[b].host))
            for a in places
        )
    ]
