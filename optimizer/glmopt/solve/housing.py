"""From counts of nodes to the servers of a plan: how many cards each holds, and on which network it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from glmopt.dataclass import dataclass
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
        gangs += (_gang(pool, way, count) for way, count, *_ in pool.gangs)
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
    for way, needed in _carrying(counts):
        for least in needed:
            nodes.append(_Node(way.fabric or "", least))
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


def _carrying(counts: PoolCounts) -> list[tuple[Way, list[int]]]:
    """For each way the cards that each node with its gangs must hold: on as few nodes as can be.

    Where too few cards are left for the other nodes, which all hold some, gangs are spread over more nodes.
    """
    spread = [_fewest(way, count) for way, count, _, _ in counts.gangs]
    while True:
        found = [
            (way, _needed(way, count, sized, on))
            for (way, count, _, sized), on in zip(counts.gangs, spread, strict=True)
        ]
        least = [cards for _, needed in found for cards in needed]
        idle = counts.nodes - len(least)
        if counts.fill or sum(least) + counts.pool.unit * idle <= counts.in_use:
            return found
        wider = [
            k
            for k, (way, count, nodes, sized) in enumerate(counts.gangs)
            if not sized and spread[k] < min(nodes, count * way.option.nodes)
        ]
        if not wider:
            return found
        spread[wider[0]] += 1


def _fewest(way: Way, count: int) -> int:
    return max(way.option.nodes if count else 0, -(-count * way.option.nodes // len(way.least)))


def _needed(way: Way, count: int, sized: dict[int, int], nodes: int) -> list[int]:
    """Cards that each node with gangs must hold, where `nodes` carry them."""
    if sized:
        return [way.least[t - 1] for t, k in sorted(sized.items(), reverse=True) for _ in range(k)]
    most, shares = len(way.least), count * way.option.nodes
    if way.option.nodes > 1:
        each, more = divmod(shares, nodes)
        dealt = [each + 1] * more + [each] * (nodes - more)
    else:
        # one in each, and the rest in the first ones
        dealt, rest = [1] * nodes, shares - nodes
        for k in range(nodes):
            added = min(rest, most - 1)
            dealt[k] += added
            rest -= added
    return [way.least[t - 1] for t in dealt]


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
