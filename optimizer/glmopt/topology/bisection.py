"""How much can flow between two halves of a gang: the least cut over all ways to halve it.

Cards that are wired alike are interchangeable, and so are nodes that hold the same; only halves that
differ are tried. Where there are still too many, halves made of whole nodes are tried alone, which
gives an upper bound.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import islice, product
from typing import TYPE_CHECKING

from glmopt.topology.attributes import of_kind

if TYPE_CHECKING:
    import networkx as nx

# Halves that are tried before the search is cut down to halves of whole nodes.
MAX_HALVES = 100
# Ways to take cards from one node beyond which it is not tried at all.
MAX_TAKES = 20_000
_SCALE = 10_000  # flows are whole numbers of 0.1 MB/s, so that sums are exact

Half = frozenset[str]
Node = list[list[str]]  # the cards of a node, by classes of cards that are wired alike
Take = tuple[int, ...]


def bisection(graph: nx.Graph[str], cards: Iterable[str], at_least: Decimal) -> tuple[Decimal, bool]:
    """GB/s per direction across the worst halving of `cards` in `graph`, and whether that is exact.

    Only edges of `at_least` count, the gang's bottleneck: a job does not use a slow way beside a fast one.
    Other cards do not relay. The halves differ by at most one card; a single card has nothing to halve
    and gives 0.
    """
    chosen = list(cards)
    if len(chosen) < 2:
        return Decimal(0), True
    network = _network(graph, set(chosen), at_least)
    numbers: dict[str, int] = {}
    for card in chosen:
        numbers.setdefault(graph.nodes[card].get("node", ""), len(numbers))
    names = _names(graph, network, chosen, numbers)
    edges = frozenset(
        (names[a], names[b], int(data["capacity"]))
        for a, b, data in network.edges(data=True)
        if a in names and b in names
    )
    nodes = tuple(str(numbers[graph.nodes[card].get("node", "")]) for card in chosen)
    least, exact = _least(edges, tuple(names[card] for card in chosen), nodes)
    return Decimal(least) / _SCALE, exact


def _names(
    graph: nx.Graph[str], network: nx.Graph[str], cards: list[str], numbers: Mapping[str, int]
) -> dict[str, str]:
    """Every vertex that a card reaches, with the number of its node in the place of the node's name.

    A gang that is wired alike has the same names then, whatever else there is, and is not judged again.
    """
    import networkx as nx

    reached: set[str] = set()
    for card in cards:
        if card not in reached:
            reached |= nx.node_connected_component(network, card)
    names = {}
    for v in reached:
        node = graph.nodes[v].get("node", "")
        own = node in numbers and v.startswith(f"{node}.")
        names[v] = f"@{numbers[node]}.{v.removeprefix(f'{node}.')}" if own else v
    return names


@functools.lru_cache(maxsize=256)
def _least(
    edges: frozenset[tuple[str, str, int]], cards: tuple[str, ...], nodes: tuple[str, ...]
) -> tuple[int, bool]:
    """The least cut and whether it is exact; kept, for studies judge the same servers again and again."""
    import networkx as nx

    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(cards)
    for a, b, capacity in sorted(edges):
        network.add_edge(a, b, capacity=capacity)
    halves, exact = _halves(network, list(cards), dict(zip(cards, nodes, strict=True)))
    return min(_cut(network, half, set(cards) - half) for half in halves), exact


def _network(graph: nx.Graph[str], cards: set[str], at_least: Decimal) -> nx.Graph[str]:
    """The gang's cards and what joins them; network ports are drawn into their edge."""
    import networkx as nx

    network: nx.Graph[str] = nx.Graph()
    for a, b, data in graph.edges(data=True):
        kinds = {graph.nodes[v]["kind"]: v for v in (a, b)}
        foreign = any(graph.nodes[v]["kind"] == "card" and v not in cards for v in (a, b))
        if data.get("gb_s") is not None and data["gb_s"] >= at_least and not foreign and "port" not in kinds:
            network.add_edge(a, b, capacity=int(data["gb_s"] * _SCALE))
    for port in of_kind(graph, "port"):
        ends = sorted(graph[port])
        rate = min((graph.edges[port, end]["gb_s"] for end in ends), default=Decimal(0))
        ours = all(e in cards or graph.nodes[e]["kind"] != "card" for e in ends)
        if len(ends) == 2 and ours and rate >= at_least:
            a, b = ends
            before = network.edges[a, b]["capacity"] if network.has_edge(a, b) else 0
            network.add_edge(a, b, capacity=before + int(rate * _SCALE))
    network.add_nodes_from(cards)
    return network


def _halves(network: nx.Graph[str], cards: list[str], nodes: Mapping[str, str]) -> tuple[list[Half], bool]:
    """Halves of which one is worst, one of each sort that differ only by cards and nodes that are alike."""
    size = len(cards) // 2
    by_node: dict[str, Node] = {}
    for twins in _twins(network, cards):
        by_node.setdefault(nodes[twins[0]], []).append(twins)
    alike: dict[Take, list[Node]] = {}
    for classes in by_node.values():
        alike.setdefault(tuple(len(c) for c in classes), []).append(classes)
    if all(math.prod(n + 1 for n in shape) <= MAX_TAKES for shape in alike):
        kinds = [(members, _takes(shape)) for shape, members in alike.items()]
        found = [frozenset(half) for half in islice(_shared_out(kinds, size), MAX_HALVES + 1)]
        if len(found) <= MAX_HALVES:
            return found, True
    return [_whole_nodes(cards, nodes, size)], False


def _takes(shape: tuple[int, ...]) -> list[Take]:
    """How many cards of each class may be taken from a node: every way, fewest cards first."""
    return sorted(product(*(range(n + 1) for n in shape)), key=lambda take: (sum(take), take))


def _shared_out(kinds: list[tuple[list[Node], list[Take]]], size: int) -> Iterator[list[str]]:
    """`size` cards from nodes of several kinds, in every way that differs."""
    if not kinds:
        if not size:
            yield []
        return
    (members, takes), *others = kinds
    most = [len(nodes) * sum(ways[-1]) for nodes, ways in kinds]
    for here in range(max(0, size - sum(most[1:])), min(size, most[0]) + 1):
        for chosen in _taken(members, takes, here, 0):
            for more in _shared_out(others, size - here):
                yield chosen + more


def _taken(members: list[Node], takes: list[Take], size: int, first: int) -> Iterator[list[str]]:
    """`size` cards from alike nodes, none taking by an earlier way than the one before it.

    Takes rise in cards, and there is one of every number: what is left can be met, or is not tried.
    """
    if not members:
        if not size:
            yield []
        return
    classes, *others = members
    most = sum(takes[-1])
    for number in range(first, len(takes)):
        take = takes[number]
        count = sum(take)
        if count * len(members) > size:
            return
        if size - count > most * len(others):
            continue
        here = [card for twins, k in zip(classes, take, strict=True) for card in twins[:k]]
        for more in _taken(others, takes, size - count, number):
            yield here + more


def _twins(network: nx.Graph[str], cards: list[str]) -> list[list[str]]:
    """Classes of cards that can be swapped without changing the network."""

    def around(card: str, but: str) -> dict[str, int]:
        return {v: d["capacity"] for v, d in network[card].items() if v != but}

    classes: list[list[str]] = []
    for card in cards:
        for twins in classes:
            if around(card, twins[0]) == around(twins[0], card):
                twins.append(card)
                break
        else:
            classes.append([card])
    return classes


def _whole_nodes(cards: list[str], nodes: Mapping[str, str], size: int) -> Half:
    """The half of the first cards in node order; with an even number of equal nodes it splits none."""
    order = list(dict.fromkeys(nodes[card] for card in cards))
    return frozenset(sorted(cards, key=lambda c: order.index(nodes[c]))[:size])


def _cut(network: nx.Graph[str], left: Half, right: set[str]) -> int:
    """The largest flow from all of `left` to all of `right`."""
    import networkx as nx

    joined: nx.Graph[str] = network.copy()
    # edges without a capacity are infinite
    joined.add_edges_from(("source", card) for card in left)
    joined.add_edges_from(("sink", card) for card in right)
    return int(nx.minimum_cut_value(joined, "source", "sink"))
