"""Is a purchase's graph one that can be built? Read from the graph alone: cards, slots, forms and ports.

The graph comes without a word of how it was made; what a chassis takes comes from the catalog.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from glmopt.catalog import Card, Chassis, Fabric
from glmopt.topology.attributes import of_kind
from glmopt.topology.fit import card_port, misfit

if TYPE_CHECKING:
    import networkx as nx


def verify_nodes(
    graph: nx.Graph[str],
    chassis: Mapping[str, Chassis],
    cards: Mapping[str, Card],
    fabrics: Mapping[str, Fabric],
) -> Iterator[str]:
    """A sentence for everything that is wrong.

    A card in no node or in two, a slot used twice or not there, a form that does not go in, more ports than
    the chassis has, or ports on a network that they do not speak.
    """
    for card in of_kind(graph, "card"):
        homes = [v for v in graph[card] if graph.nodes[v]["kind"] == "node"]
        if homes != [graph.nodes[card].get("node")]:
            yield f"{card} sits in {', '.join(homes) or 'no node'}"
    inside: dict[str, list[str]] = {node: [] for node in of_kind(graph, "node")}
    for port in of_kind(graph, "port"):
        inside.setdefault(graph.nodes[port]["node"], []).append(port)
    for node, ports in inside.items():
        about = chassis[graph.nodes[node]["chassis"]]
        yield from _slots(graph, node, about, cards)
        yield from _ports(graph, node, ports, about, fabrics)


def _slots(graph: nx.Graph[str], node: str, chassis: Chassis, cards: Mapping[str, Card]) -> Iterator[str]:
    held = [graph.nodes[v] for v in graph[node] if graph.nodes[v]["kind"] == "card"]
    stated, slots = graph.nodes[node]["cards"], chassis.slots.value
    if len(held) != stated:
        yield f"{node} holds {len(held)} cards, stated {stated}"
    taken = Counter(data["slot"] for data in held)
    if any(count > 1 or not 0 <= slot < slots for slot, count in taken.items()):
        yield f"{node}: cards in slots {', '.join(map(str, sorted(taken.elements())))} of {slots}"
    for part in sorted({data["part"] for data in held}):
        port = card_port(cards[part])
        reason = misfit(chassis, port) if port else f"the form of {part} is not known"
        if reason:
            yield f"{node}: {reason}"
    if len({data["card"] for data in held}) > 1:
        yield f"{node} holds several kinds of cards"


def _ports(
    graph: nx.Graph[str], node: str, ports: list[str], chassis: Chassis, fabrics: Mapping[str, Fabric]
) -> Iterator[str]:
    out = chassis.scale_out
    if len(ports) > out.ports.value:
        yield f"{node} has {len(ports)} ports, {chassis.id} has {out.ports.value}"
    pods = {v for port in ports for v in graph[port] if graph.nodes[v]["kind"] == "pod"}
    if len(pods) > 1:
        yield f"{node} hangs on several networks"
    for pod in sorted(pods):
        network = fabrics[graph.nodes[pod]["fabric"]].network
        if network is None or network.speaks not in out.speaks.value:
            yield f"{node}: {chassis.id} has no port for {graph.nodes[pod]['fabric']}"
        if graph.nodes[pod]["site"] != graph.nodes[node]["site"]:
            yield f"{node} hangs on a network of another site"
