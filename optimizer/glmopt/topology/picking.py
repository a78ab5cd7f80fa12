"""Which cards of a graph a gang takes: always the same ones for the same graph.

Cards are taken in the order of a walk along the wires (depth first), because every beginning of such a
walk is connected by itself: no card outside the gang has to relay.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from glmopt.catalog import Chassis
from glmopt.topology.groups import components

if TYPE_CHECKING:
    import networkx as nx

HUB = "fabric"


def one_group(graph: nx.Graph[str], part: set[str], size: int, chassis: Chassis) -> Iterator[tuple[str, ...]]:
    """The cards of `part`, split by linked group where a job of `size` cards must sit inside one."""
    cards = [v for v in graph if v in part and graph.nodes[v]["kind"] == "card"]
    limit = chassis.jobs.one_group_up_to
    if limit is None or size > limit.value or any("group" not in graph.nodes[c] for c in cards):
        yield tuple(cards)
        return
    for group in dict.fromkeys(graph.nodes[c]["group"] for c in cards):
        yield tuple(c for c in cards if graph.nodes[c]["group"] == group)


def pick(graph: nx.Graph[str], size: int, rate: Decimal, chassis: Chassis) -> tuple[str, ...]:
    """`size` cards of the smallest part of `graph` that has so many at `rate`; ValueError without one."""
    fitting = [
        (len(cards), cards, part)
        for part in components(graph, rate)
        for cards in one_group(graph, part, size, chassis)
        if len(cards) >= size
    ]
    if not fitting:
        raise ValueError(f"no {size} cards at {rate} GB/s")
    order = {vertex: i for i, vertex in enumerate(graph)}
    _, cards, part = min(fitting, key=lambda f: (f[0], order[f[1][0]]))
    walk = [c for c in _walk(graph, cards[0], rate, part) if c in set(cards)]
    return _even_split(graph, walk, size, chassis) or tuple(walk[:size])


def _even_split(graph: nx.Graph[str], walk: list[str], size: int, chassis: Chassis) -> tuple[str, ...] | None:
    """The same number of cards from each linked group, for jobs that are too large for one."""
    limit = chassis.jobs.one_group_up_to
    if limit is None or size <= limit.value:
        return None
    members: dict[int, list[str]] = {}
    for card in walk:
        members.setdefault(graph.nodes[card]["group"], []).append(card)
    each, rest = divmod(size, len(members))
    if rest or any(len(cards) < each for cards in members.values()):
        return None
    return tuple(card for cards in members.values() for card in cards[:each])


def hub_component(graph: nx.Graph[str], rate: Decimal, hub: str = HUB) -> tuple[str, ...]:
    """The cards that reach the fabric at `rate`, in the order of a walk from it."""
    part = next((p for p in components(graph, rate) if hub in p), set())
    return tuple(v for v in _walk(graph, hub, rate, part) if graph.nodes[v]["kind"] == "card")


def _walk(graph: nx.Graph[str], start: str, rate: Decimal, part: set[str]) -> list[str]:
    """The vertices of `part` in the order of a depth-first walk over edges of at least `rate`."""
    import networkx as nx

    if start not in part:
        return []

    def wide(a: str, b: str) -> bool:
        value: Decimal | None = graph.edges[a, b].get("gb_s")
        return value is not None and value >= rate

    view: nx.Graph[str] = nx.subgraph_view(graph, filter_node=part.__contains__, filter_edge=wide)
    return list(nx.dfs_preorder_nodes(view, start))
