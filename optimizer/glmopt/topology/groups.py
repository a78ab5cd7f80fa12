"""Groups: the cards that reach each other at no less than a given bandwidth.

All rates are GB/s per direction, all graphs as `wiring` makes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from glmopt.catalog import Chassis
from glmopt.topology.attributes import rates
from glmopt.topology.fit import CardPort
from glmopt.topology.wiring import chassis_graph

if TYPE_CHECKING:
    import networkx as nx


def groups(
    chassis: Chassis, card: CardPort, bandwidth_gb_s: Decimal, filled: int | None = None
) -> tuple[int, ...]:
    """How many cards each group of a node has, the largest first."""
    graph = chassis_graph(chassis, card, filled)
    return tuple(len(cards) for cards in card_groups(graph, bandwidth_gb_s))


def links_join(chassis: Chassis, card: CardPort, cards: int, rate_gb_s: Decimal) -> bool:
    """Whether so many cards of a full node reach each other at that rate over their links alone."""
    graph = chassis_graph(chassis, card)
    return any(len(part) >= cards for part in card_groups(by_links(graph), rate_gb_s))


def by_links(graph: nx.Graph[str]) -> nx.Graph[str]:
    """The links between the cards of `graph`, bridges too, without the host's bus and the network."""
    return graph.edge_subgraph(e for e in graph.edges if graph.edges[e]["kind"] in ("link", "bridge"))


def card_groups(graph: nx.Graph[str], bandwidth_gb_s: Decimal) -> list[tuple[str, ...]]:
    """The cards of each group of `graph`, the largest group first, then in the order of its first card."""
    order = {vertex: i for i, vertex in enumerate(graph)}
    found = []
    for part in components(graph, bandwidth_gb_s):
        cards = sorted((v for v in part if graph.nodes[v]["kind"] == "card"), key=order.__getitem__)
        if cards:
            found.append(tuple(cards))
    return sorted(found, key=lambda cards: (-len(cards), order[cards[0]]))


def components(graph: nx.Graph[str], bandwidth_gb_s: Decimal) -> Iterable[set[str]]:
    """The connected parts that are left when every edge below `bandwidth_gb_s` is dropped."""
    import networkx as nx

    def wide(a: str, b: str) -> bool:
        rate: Decimal | None = graph.edges[a, b].get("gb_s")
        return rate is not None and rate >= bandwidth_gb_s

    view: nx.Graph[str] = nx.subgraph_view(graph, filter_edge=wide)
    return nx.connected_components(view)


def levels(graph: nx.Graph[str]) -> list[Decimal]:
    """The different rates of the edges, the highest first: groups change at these only."""
    found = {rate for _, _, rate in rates(graph)}
    return sorted(found, reverse=True)


def widest(
    graph: nx.Graph[str], enough: Callable[[set[str]], bool], at_least: Decimal = Decimal(0)
) -> Decimal | None:
    """The highest rate at or above `at_least` at which some connected part is `enough`; None without one."""
    for rate in levels(graph):
        if rate < at_least:
            return None
        if any(enough(part) for part in components(graph, rate)):
            return rate
    return None
