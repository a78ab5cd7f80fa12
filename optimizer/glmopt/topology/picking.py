"""Which cards of a graph a gang takes: always the same ones for the same graph.

Cards are taken in the order of a walk along the wires (depth first), because every beginning of such a
walk is connected by itself: no card outside the gang has to relay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from glmopt.catalog import Chassis
from glmopt.topology.attributes import of_kind
from glmopt.topology.groups import components, levels

if TYPE_CHECKING:
    import networkx as nx

# The fabric's vertex in the graph of a single node.
HUB = "fabric"

Cards = tuple[str, ...]


def pick(graph: nx.Graph[str], size: int, rate: Decimal, chassis: Chassis) -> Cards | None:
    """`size` cards that reach each other at `rate`, from the smallest part that has so many; None without."""
    fitting = [walk for walk in _walks(graph, size, rate, chassis) if len(walk) >= size]
    if not fitting:
        return None
    order = {vertex: i for i, vertex in enumerate(graph)}
    walk = min(fitting, key=lambda cards: (len(cards), order[cards[0]]))
    return _even_split(graph, walk, size, chassis) or walk[:size]


def pick_fastest(
    graph: nx.Graph[str], size: int, at_least: Decimal, chassis: Chassis
) -> tuple[Cards, Decimal] | None:
    """`size` cards at the highest rate that so many have, not below `at_least`, and that rate."""
    for rate in levels(graph):
        if rate < at_least:
            break
        cards = pick(graph, size, rate, chassis)
        if cards:
            return cards, rate
    return None


def hub_component(graph: nx.Graph[str], rate: Decimal, hub: str = HUB) -> Cards:
    """The cards that reach the fabric at `rate`, in the order of a walk from it."""
    return _walk(graph, hub, rate) if hub in graph else ()


def packed(graph: nx.Graph[str], take: Callable[[nx.Graph[str]], Cards | None]) -> int:
    """How many gangs `take` finds one after the other in what is left of `graph`."""
    import networkx as nx

    taken: set[str] = set()
    left: nx.Graph[str] = graph
    count = 0
    while cards := take(left):
        count += 1
        taken.update(cards)
        left = nx.restricted_view(graph, taken, [])
    return count


def _walks(graph: nx.Graph[str], size: int, rate: Decimal, chassis: Chassis) -> Iterator[Cards]:
    """The cards of each connected part; by linked group where a job of `size` cards must sit inside one."""
    import networkx as nx

    groups = {card: graph.nodes[card].get("group") for card in of_kind(graph, "card")}
    limit = chassis.jobs.one_group_up_to
    views: list[nx.Graph[str]] = [graph]
    if limit is not None and size <= limit.value and None not in groups.values():
        numbers = dict.fromkeys(groups.values())
        views = [
            nx.restricted_view(graph, [card for card, group in groups.items() if group != number], [])
            for number in numbers
        ]
    for view in views:
        for part in components(view, rate):
            first = next((card for card in groups if card in part), None)
            if first:
                yield _walk(view, first, rate)


def _walk(graph: nx.Graph[str], start: str, rate: Decimal) -> Cards:
    """The cards in the order of a depth-first walk from `start` over edges of at least `rate`."""
    import networkx as nx

    def wide(a: str, b: str) -> bool:
        value: Decimal | None = graph.edges[a, b].get("gb_s")
        return value is not None and value >= rate

    view: nx.Graph[str] = nx.subgraph_view(graph, filter_edge=wide)
    return tuple(v for v in nx.dfs_preorder_nodes(view, start) if graph.nodes[v]["kind"] == "card")


def _even_split(graph: nx.Graph[str], walk: Cards, size: int, chassis: Chassis) -> Cards | None:
    """The same number of cards from each linked group, for jobs that are too large for one."""
    limit = chassis.jobs.one_group_up_to
    if limit is None or size <= limit.value or any("group" not in graph.nodes[c] for c in walk):
        return None
    members: dict[int, list[str]] = {}
    for card in walk:
        members.setdefault(graph.nodes[card]["group"], []).append(card)
    each, rest = divmod(size, len(members))
    if rest or any(len(cards) < each for cards in members.values()):
        return None
    return tuple(card for cards in members.values() for card in cards[:each])
