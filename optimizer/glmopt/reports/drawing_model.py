"""What a picture of a purchase shows, read from its graph: sites, boxes, cells, brackets, gangs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from glmopt.dataclass import dataclass
from glmopt.topology import gangs_of, verify_gang
from glmopt.units import plain_number

if TYPE_CHECKING:
    from glmopt.topology.attributes import Graph

# More servers than these are folded: equal ones share a box.
MAX_BOXES = 40

Wire = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Box:
    """One server, or `count` equal ones. Wires: first slot, last slot, GB/s per direction as text.

    `bridged`: its links are bridges, which no bill has.
    """

    name: str
    chassis: str
    card: str
    slots: int
    roles: tuple[str, ...]
    link: str
    links: tuple[Wire, ...]
    bridged: bool
    bus: tuple[Wire, ...]
    sockets: str
    ports: int
    port_gb_s: Decimal
    count: int = 1


@dataclass(frozen=True, slots=True)
class Site:
    """A room or city: its fabric's name (empty: none) and its boxes."""

    name: str
    fabric: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Gang:
    """A gang for the legend; `rate` is its bottleneck, None for a single card."""

    role: str
    card: str
    cards: int
    nodes: tuple[str, ...]
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that is drawn."""

    sites: tuple[Site, ...]
    gangs: tuple[Gang, ...]
    roles: frozenset[str]
    nodes: int
    cards: int


def picture(graph: Graph, names: Mapping[str, str]) -> Picture:
    """The picture of a graph made by `topology.plan_graph`, with the `names` of what has one."""
    inside: dict[str, list[str]] = {v: [] for v, d in graph.nodes(data=True) if d["kind"] == "node"}
    for vertex, data in graph.nodes(data=True):
        if data.get("node"):
            inside[data["node"]].append(vertex)
    fabrics = {
        d["site"]: names.get(d["fabric"], d["fabric"])
        for _, d in graph.nodes(data=True)
        if d["kind"] == "pod"
    }
    by_site: dict[str, list[Box]] = {}
    for name, vertices in inside.items():
        by_site.setdefault(graph.nodes[name]["site"], []).append(_box(graph, name, vertices, names))
    if len(inside) > MAX_BOXES:
        by_site = {site: _fold(boxes) for site, boxes in by_site.items()}
    roles = [d["role"] for _, d in graph.nodes(data=True) if d["kind"] == "card"]
    return Picture(
        sites=tuple(Site(name, fabrics.get(name, ""), tuple(boxes)) for name, boxes in by_site.items()),
        gangs=tuple(_gang(graph, role, cards, names) for role, cards in gangs_of(graph).items()),
        roles=frozenset(roles),
        nodes=len(inside),
        cards=len(roles),
    )


def shorten(text: str, width: int) -> str:
    """`text` in at most `width` columns, wide characters counting two, with an ellipsis where it is cut.

    Characters that XML cannot hold become a question mark.
    """
    clean = re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", "?", text)
    taken, columns = "", 0
    for character in clean:
        columns += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if columns > width:
            return taken[:-1] + "…"
        taken += character
    return taken


def _box(graph: Graph, name: str, vertices: list[str], names: Mapping[str, str]) -> Box:
    data = graph.nodes[name]
    cards = [v for v in vertices if graph.nodes[v]["kind"] == "card"]
    groups: dict[int, list[str]] = {}
    hosts: dict[str, list[str]] = {}
    for card in cards:
        if "group" in graph.nodes[card]:
            groups.setdefault(graph.nodes[card]["group"], []).append(card)
        for other, edge in graph[card].items():
            if edge["kind"] == "pcie":
                hosts.setdefault(other, []).append(card)
    ports = [v for v in vertices if graph.nodes[v]["kind"] == "port"]
    port_rates = [edge["gb_s"] for port in ports for edge in graph[port].values()]
    sockets = [v for v in vertices if graph.nodes[v]["kind"] == "socket"]
    between = [e["gb_s"] for s in sockets for e in graph[s].values() if e["kind"] == "socket"]
    return Box(
        name=name,
        chassis=names.get(data["chassis"], data["chassis"]),
        card=names.get(data["card"], data["card"]),
        slots=data["slots"],
        roles=tuple(graph.nodes[card]["role"] for card in cards),
        link=data["link"],
        links=_wires(graph, groups.values(), "link", "bridge"),
        bridged=any(e["kind"] == "bridge" for card in cards for e in graph[card].values()),
        bus=_wires(graph, hosts.values(), "pcie"),
        sockets=plain_number(min(between)) if between else "",
        ports=len(ports),
        port_gb_s=min(port_rates, default=Decimal(0)),
    )


def _wires(graph: Graph, groups: Iterable[list[str]], *kinds: str) -> tuple[Wire, ...]:
    """A bracket for each group of cards, with the rate of one of their edges of `kinds`."""
    found = []
    for cards in groups:
        rates = [e["gb_s"] for card in cards for e in graph[card].values() if e["kind"] in kinds]
        if rates:
            slots = [graph.nodes[card]["slot"] for card in cards]
            found.append((min(slots), max(slots), plain_number(min(rates))))
    return tuple(found)


def _gang(graph: Graph, role: str, cards: tuple[str, ...], names: Mapping[str, str]) -> Gang:
    card = graph.nodes[cards[0]]["card"]
    proof = verify_gang(graph, cards, graph.graph["asked_gb_s"])
    nodes = tuple(dict.fromkeys(graph.nodes[card]["node"] for card in cards))
    return Gang(role, names.get(card, card), len(cards), nodes, proof.bottleneck_gb_s)


def _fold(boxes: Iterable[Box]) -> list[Box]:
    """Equal boxes become one under the name of the first, with their count."""
    found: dict[Box, Box] = {}
    for box in boxes:
        key = replace(box, name="")
        found[key] = replace(found[key], count=found[key].count + 1) if key in found else box
    return list(found.values())
