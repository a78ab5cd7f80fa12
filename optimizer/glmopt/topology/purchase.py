"""A whole purchase as one graph: nodes with their cards, sites with their fabric, gangs in their place.

Vertices (attribute `kind`):
  node    a server: chassis, card, cards, site        pod     the fabric of a site: fabric, site
  card    card, part, chassis, node, site, slot, role (`serving`, `idle` or `gang 1`, `gang 2`, ...)
  link_switch, pcie_switch, socket, port              what `wiring` draws inside a node, with node and site
The graph has `fabric` and `asked_gb_s`, the bandwidth that its gangs were asked to have.
Edges: `kind` and, but for `holds` (a node and its card), `gb_s` per direction as Decimal.
Names are n1, n1.c0, pod1: letters and digits only, whatever the sites are called.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from glmopt.catalog import Chassis, Fabric
from glmopt.dataclass import dataclass
from glmopt.topology.attributes import of_kind, values
from glmopt.topology.fit import CardPort
from glmopt.topology.gangs import GangOption
from glmopt.topology.placing import Vacancies
from glmopt.topology.wiring import chassis_graph, join

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class PlacedNode:
    """`count` equal nodes at a site, each with `filled` cards, of which `serving` serve (all if None).

    `fabric`: the network they hang on; None: that of the whole graph. `left_out` more of them are counted in
    the names of the nodes that follow, and are not in the graph.
    """

    chassis: Chassis
    card: CardPort
    filled: int
    site: str = "main"
    count: int = 1
    serving: int | None = None
    fabric: Fabric | None = None
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class PlacedGang:
    """`count` gangs of one option at a site."""

    option: GangOption
    site: str = "main"
    count: int = 1


def plan_graph(nodes: Sequence[PlacedNode], gangs: Sequence[PlacedGang], fabric: Fabric) -> nx.Graph[str]:
    """The graph of the purchase. Equal input gives an equal graph, vertex by vertex.

    Raises CheckFailure where a gang finds no cards, ValueError for cards that do not fit.
    """
    graph, hosts = _nodes(nodes, fabric)
    graph.graph["asked_gb_s"] = max((g.option.min_bandwidth_gb_s for g in gangs), default=Decimal(0))
    vacancies = Vacancies(graph, hosts, fabric)
    wanted = [(gang.option, gang.site) for gang in gangs for _ in range(gang.count)]
    # the hardest to place first; gangs are numbered in the order of the input all the same
    order = sorted(range(len(wanted)), key=lambda i: (-wanted[i][0].nodes, -wanted[i][0].cards, i))
    for index in order:
        for card in vacancies.take(*wanted[index]):
            graph.nodes[card]["role"] = f"gang {index + 1}"
    return graph


def gangs_of(graph: nx.Graph[str]) -> dict[str, tuple[str, ...]]:
    """The cards of each gang: {`gang 1`: (n1.c0, ...)}."""
    found: dict[str, list[str]] = {}
    for vertex, role in values(graph, "role").items():
        if role and role.startswith("gang "):
            found.setdefault(role, []).append(vertex)
    return {role: tuple(found[role]) for role in sorted(found, key=lambda r: int(r.split()[1]))}


def _nodes(nodes: Iterable[PlacedNode], fabric: Fabric) -> tuple[nx.Graph[str], dict[str, PlacedNode]]:
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph(fabric=fabric.id)
    hosts: dict[str, PlacedNode] = {}
    hubs: dict[tuple[str, str], str] = {}
    number = 0
    for placed in nodes:
        network = placed.fabric or fabric
        hub = hubs.setdefault((placed.site, network.id), f"pod{len(hubs) + 1}")
        for _ in range(placed.count):
            number += 1
            hosts[f"n{number}"] = placed
            _add_node(graph, f"n{number}", placed, network, hub)
        number += placed.left_out
    for (site, network_id), hub in hubs.items():
        if hub in graph:
            graph.nodes[hub].update(fabric=network_id, site=site)
    return graph, hosts


def _add_node(graph: nx.Graph[str], name: str, placed: PlacedNode, fabric: Fabric, hub: str) -> None:
    import networkx as nx

    prefix, chassis = f"{name}.", placed.chassis
    inside = chassis_graph(chassis, placed.card, placed.filled, prefix=prefix)
    cards = of_kind(inside, "card")
    serving = len(cards) if placed.serving is None else placed.serving
    for number, card in enumerate(cards):
        role = "serving" if number < serving else "idle"
        inside.nodes[card].update(card=placed.card.card, part=placed.card.part, chassis=chassis.id, role=role)
    join(inside, chassis, placed.filled, fabric, hub, prefix)
    about = {v: {"node": name, "site": placed.site} for v in inside if v != hub}
    nx.set_node_attributes(inside, about)
    graph.add_node(
        name,
        kind="node",
        chassis=chassis.id,
        card=placed.card.card,
        cards=placed.filled,
        slots=chassis.slots.value,
        link=chassis.links.name if chassis.links else "",
        site=placed.site,
    )
    graph.update(inside)
    graph.add_edges_from(((name, card) for card in cards), kind="holds")
