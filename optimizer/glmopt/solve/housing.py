"""From counts of nodes to the servers of a plan: how many cards each holds, and on which network it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

from glmopt.dataclass import dataclass
from glmopt.plan import GangLine, NodeLine
from glmopt.problem.housing import Way
from glmopt.program import PoolCounts


@dataclass(slots=True)
class _Node:
    """One server while cards are dealt out: `least` cards are needed by its gangs.

    `had`: the cards that an owned server came with; 0 for a new one.
    """

    fabric: str
    least: int
    cards: int = 0
    had: int = 0


def house(pools: tuple[PoolCounts, ...]) -> tuple[tuple[NodeLine, ...], tuple[GangLine, ...]]:
    """The servers of a plan and its gangs, in the order of the pools.

    Owned cards stay where they stand, unless gangs or nodes that would be empty need them; every node has
    what its gangs need and at least one group of cards, and the rest fills nodes up one after the other.
    Owned servers come first.
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
    """The nodes of one pool with their cards: of the ways to spread gangs one that moves the fewest."""
    had = sorted((o.cards for o, w in zip(counts.pool.owned, counts.used, strict=True) for _ in range(w)))
    best: list[_Node] = []
    for carrying in _carrying(counts) if had else islice(_carrying(counts), 1):
        nodes = _filled(counts, _shapes(counts, carrying), had[::-1])
        if not best or _moved(nodes) < _moved(best):
            best = nodes
        if not _moved(best):
            break
    return best


def _moved(nodes: list[_Node]) -> int:
    """Owned cards that leave the server they came with."""
    return sum(max(0, node.had - node.cards) for node in nodes)


def _shapes(counts: PoolCounts, carrying: list[tuple[Way, list[int]]]) -> list[_Node]:
    """The nodes of one pool: on which network each hangs, and what its gangs need."""
    left = dict(counts.joined)
    nodes: list[_Node] = []
    for way, needed in carrying:
        for least in needed:
            nodes.append(_Node(way.fabric or "", least))
            if way.fabric:
                left[way.fabric] -= 1
    nodes += [_Node(fabric, 0) for fabric, more in left.items() for _ in range(more)]
    return nodes + [_Node("", 0) for _ in range(counts.nodes - len(nodes))]


def _filled(counts: PoolCounts, nodes: list[_Node], had: list[int]) -> list[_Node]:
    """`nodes` with all cards in them. Who needs most is the owned server that came with most.

    That moves the fewest cards: what a server needs beyond what it has is convex in both.
    """
    pool = counts.pool
    fills = sorted((f for f, k in counts.fill.items() for _ in range(k)), reverse=True)
    wanting = sorted(nodes, key=lambda n: -n.least)
    for node, came in zip(wanting, had, strict=False):
        node.had = came
    if fills:
        for node, cards in zip(wanting, fills, strict=True):
            node.cards = cards
        return nodes
    for node in nodes:
        node.cards = max(node.least, pool.slots if pool.always_full else pool.unit)
    rest = counts.in_use - sum(node.cards for node in nodes)
    rest = _add(wanting, rest, lambda node: node.had)
    _add(nodes, rest, lambda _: pool.slots)
    return nodes


def _add(nodes: list[_Node], rest: int, most: Callable[[_Node], int]) -> int:
    """`rest` cards into nodes, one after the other, up to `most` in each; how many are left."""
    for node in nodes:
        more = max(0, min(rest, most(node) - node.cards))
        node.cards += more
        rest -= more
    return rest


def _carrying(counts: PoolCounts) -> Iterator[list[tuple[Way, list[int]]]]:
    """For each way the cards that each node with its gangs must hold, on few nodes first, then on more.

    Where too few cards are left for the other nodes, which all hold some, gangs must be spread over more.
    """
    spread = [_fewest(way, count) for way, count, _, _ in counts.gangs]
    while True:
        found = [
            (way, _needed(way, count, sized, on))
            for (way, count, _, sized), on in zip(counts.gangs, spread, strict=True)
        ]
        least = [cards for _, needed in found for cards in needed]
        idle = counts.nodes - len(least)
        wider = [
            k
            for k, (way, count, nodes, sized) in enumerate(counts.gangs)
            if not sized and spread[k] < min(nodes, count * way.option.nodes)
        ]
        if counts.fill or not wider or sum(least) + counts.pool.unit * idle <= counts.in_use:
            yield found
        if not wider or counts.fill:
            return
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
    """Equal nodes in one line each, owned ones first, those with most cards first."""
    pool = counts.pool
    kinds = Counter((node.cards, node.fabric, node.had) for node in nodes)
    for (cards, fabric, had), number in sorted(
        kinds.items(), key=lambda k: (not k[0][2], -k[0][0], k[0][1], -k[0][2])
    ):
        where = fabric or "none"
        yield NodeLine(pool.chassis, pool.card, pool.site, where, cards, number, bool(had), had)
