"""One node as a graph: its cards, switches, sockets and network ports, with GB/s per direction on each edge.

Vertices have a `kind` (card, link_switch, pcie_switch, socket, port), edges a `gb_s` (Decimal) and a `kind`
(link, bridge, pcie, socket, port). Cards also have `slot` and, where cards are linked, `group`: the number
of their group of linked slots. Slots fill from the first, so that a node that is not full keeps whole groups.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from glmopt.catalog import Chassis, Fabric
from glmopt.topology.bus import pcie_gb_s
from glmopt.topology.fit import CardPort, misfit

if TYPE_CHECKING:
    import networkx as nx


def chassis_graph(
    chassis: Chassis, card: CardPort, filled: int | None = None, *, prefix: str = ""
) -> nx.Graph[str]:
    """The graph of `chassis` with `filled` cards (all slots if None); vertex names start with `prefix`.

    Raises ValueError for a card that does not fit or more cards than slots.
    """
    import networkx as nx

    reason = misfit(chassis, card)
    if reason:
        raise ValueError(reason)
    slots = chassis.slots.value
    filled = slots if filled is None else filled
    if not 0 <= filled <= slots:
        raise ValueError(f"{filled} cards in the {slots} slots of {chassis.id}")
    graph: nx.Graph[str] = nx.Graph()
    for slot in range(filled):
        graph.add_node(f"{prefix}c{slot}", kind="card", slot=slot)
    _add_links(graph, chassis, card, filled, prefix)
    _add_bus(graph, chassis, card, filled, prefix)
    return graph


def join(graph: nx.Graph[str], chassis: Chassis, filled: int, fabric: Fabric, hub: str, prefix: str) -> int:
    """Add the ports of one node, each wired to the vertex `hub` of the fabric; how many there are.

    Zero where the fabric is none or speaks another language than the ports.
    """
    network, out = fabric.network, chassis.scale_out
    if network is None or network.speaks not in out.speaks.value:
        return 0
    rate = min(network.port_gb_s.value, out.gb_s.value)
    ports = ports_per_node(chassis, fabric, filled)
    anchors = {
        "card": filled,
        "switch": chassis.bus.switches.value,
        "socket": chassis.bus.sockets.value,
    }[out.attach]
    letter = {"card": "c", "switch": "p", "socket": "s"}[out.attach]
    if hub not in graph:
        graph.add_node(hub, kind="pod")
    for number in range(ports):
        port = f"{prefix}n{number}"
        graph.add_node(port, kind="port")
        graph.add_edge(f"{prefix}{letter}{number * anchors // ports}", port, gb_s=rate, kind="port")
        graph.add_edge(port, hub, gb_s=rate, kind="port")
    return ports


def ports_per_node(chassis: Chassis, fabric: Fabric, filled: int | None = None) -> int:
    """Ports of `fabric` that one node takes: one for each card or adapter, 0 where they do not match."""
    network, out = fabric.network, chassis.scale_out
    if network is None or network.speaks not in out.speaks.value:
        return 0
    return filled if out.attach == "card" and filled is not None else out.ports.value


def _add_links(graph: nx.Graph[str], chassis: Chassis, card: CardPort, filled: int, prefix: str) -> None:
    links = chassis.links
    if links is None or card.link_gb_s is None:
        return
    size = links.size.value
    if links.kind == "bridge":
        if not 1 < card.link_cards <= size:
            return
        size = card.link_cards
    for first in range(0, filled, size):
        members = [f"{prefix}c{slot}" for slot in range(first, min(first + size, filled))]
        group = first // size
        for member in members:
            graph.nodes[member]["group"] = group
        if links.kind == "switch":
            switch = f"{prefix}l{group}"
            graph.add_node(switch, kind="link_switch", name=links.name)
            pairs = [(member, switch) for member in members]
            rate = card.link_gb_s
        elif links.kind == "ring":
            # a ring that lacks cards is open: neighbours by slot, and the last to the first if all are there
            pairs = list(pairwise(members))
            if len(members) == size and size > 2:
                pairs.append((members[-1], members[0]))
            rate = card.link_gb_s / (2 if size > 2 else 1)
        else:
            pairs = list(combinations(members, 2))
            rate = card.link_gb_s / (size - 1)
        limit = links.gb_s.value if links.gb_s else rate
        kind = "bridge" if links.kind == "bridge" else "link"
        graph.add_edges_from(pairs, gb_s=min(rate, limit), kind=kind)


def _add_bus(graph: nx.Graph[str], chassis: Chassis, card: CardPort, filled: int, prefix: str) -> None:
    bus, slots = chassis.bus, chassis.slots.value
    switches, sockets = bus.switches.value, bus.sockets.value
    slot_rate = pcie_gb_s(bus.slot.value) or Decimal(0)
    for number in range(sockets):
        graph.add_node(f"{prefix}s{number}", kind="socket")
    for number in range(switches):
        graph.add_node(f"{prefix}p{number}", kind="pcie_switch")
    # cards first: a walk then takes the cards of one switch before it goes on to the next
    for slot in range(filled):
        above = f"p{slot * switches // slots}" if switches else f"s{slot * sockets // slots}"
        rate = min(slot_rate, card.bus_gb_s)
        graph.add_edge(f"{prefix}c{slot}", f"{prefix}{above}", gb_s=rate, kind="pcie")
    for number in range(switches):
        uplink = pcie_gb_s(bus.uplink.value if bus.uplink else "") or Decimal(0)
        socket = number * sockets // switches
        graph.add_edge(f"{prefix}p{number}", f"{prefix}s{socket}", gb_s=uplink, kind="pcie")
    for a, b in combinations(range(sockets), 2):
        rate = bus.socket_gb_s.value if bus.socket_gb_s else Decimal(0)
        graph.add_edge(f"{prefix}s{a}", f"{prefix}s{b}", gb_s=rate, kind="socket")
