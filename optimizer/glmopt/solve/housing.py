"""From counts of nodes to the servers of a plan: how many cards each holds, and on which network it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from glmopt.plan import GangLine, NodeLine
from glmopt.problem.housing import Way
from glmopt.program import PoolCounts


@dataclass(slots=True)
class _Node:
    """One server while cards are dealt out; `least` cards are needed by its gangs."""

    fabric: str
    least: int
    cards: int = 0


def house(pools: tuple[PoolCounts, ...]) -> tuple[tuple[NodeLine, ...], tuple[GangLine, ...]]:
    """The servers of a plan and its gangs, in the order of the pools.

    Nodes of gangs get what their gangs need first, every node at least one group of cards, and the rest
    fills nodes up one after the other. Owned servers come first.
    """
    nodes: list[NodeLine] = []
    gangs: list[GangLine] = []
    for pool in pools:
        nodes += _lines(pool, _dealt(pool))
        gangs += (_gang(pool, way, count) for way, count, _ in pool.gangs)
    return tuple(nodes), tuple(gangs)


def _gang(counts: PoolCounts, way: Way, count: int) -> GangLine:
    pool, option = counts.pool, way.option
    return GangLine(
        card=pool.card,
        chassis=pool.chassis,
        site=pool.site,
        fabric=way.fabric or "none",
        reach=option.reach,
        cards=option.cards,
        nodes=option.nodes,
        per_node=option.per_node,
        count=count,
    )


def _dealt(counts: PoolCounts) -> list[_Node]:
    """The nodes of one pool with their cards."""
    pool, left = counts.pool, dict(counts.joined)
    nodes: list[_Node] = []
    for way, count, sized in counts.gangs:
        for needed in _needed(way, count, sized):
            nodes.append(_Node(way.fabric or "", needed))
            if way.fabric:
                left[way.fabric] -= 1
    nodes += [_Node(fabric, 0) for fabric, more in left.items() for _ in range(more)]
    nodes += [_Node("", 0) for _ in range(counts.nodes - len(nodes))]
    if counts.fill:
        fills = sorted((f for f, k in counts.fill.items() for _ in range(k)), reverse=True)
        for node, cards in zip(sorted(nodes, key=lambda n: -n.least), fills, strict=True):
            node.cards = cards
        return nodes
    for node in nodes:
        node.cards = max(node.least, pool.slots if pool.always_full else pool.unit)
    rest = counts.in_use - sum(node.cards for node in nodes)
    for node in nodes:
        more = min(rest, pool.slots - node.cards)
        node.cards += more
        rest -= more
    return nodes


def _needed(way: Way, count: int, sized: dict[int, int]) -> Iterator[int]:
    """Cards that each node with gangs must hold."""
    option, most = way.option, len(way.least)
    if sized:
        for t, nodes in sorted(sized.items(), reverse=True):
            yield from [way.least[t - 1]] * nodes
        return
    if option.nodes == 1:
        shares, nodes = count, -(-count // most)
    else:
        shares = count * option.nodes
        nodes = max(option.nodes, -(-shares // most))
    each, more = divmod(shares, nodes)
    if option.nodes == 1:
        # one node after the other, so that as few as possible carry gangs
        dealt = [most] * (count // most) + [count % most] * bool(count % most)
    else:
        dealt = [each + 1] * more + [each] * (nodes - more)
    for t in dealt:
        yield way.least[t - 1]


def _lines(counts: PoolCounts, nodes: list[_Node]) -> Iterator[NodeLine]:
    """Equal nodes in one line each; the owned ones are those that hold at least what they came with."""
    pool = counts.pool
    owned = sorted(
        (o.cards for o, used in zip(pool.owned, counts.used, strict=True) for _ in range(used)), reverse=True
    )
    order = sorted(nodes, key=lambda n: (-n.cards, n.fabric))
    kinds = Counter((node.cards, node.fabric, number < len(owned)) for number, node in enumerate(order))
    for (cards, fabric, is_owned), number in sorted(
        kinds.items(), key=lambda k: (not k[0][2], -k[0][0], k[0][1])
    ):
        yield NodeLine(pool.chassis, pool.card, pool.site, fabric or "none", cards, number, is_owned)
