"""A purchase's graph as text: GraphML for tools, DOT for Graphviz, Mermaid for Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from glmopt.topology.attributes import of_kind, rates
from glmopt.units import plain_number

if TYPE_CHECKING:
    import networkx as nx

# Role to fill colour (Okabe and Ito's palette, told apart by most colour-blind readers).
SERVING, IDLE = "#56B4E9", "#E5E5E5"
GANGS = ("#E69F00", "#009E73", "#CC79A7", "#F0E442", "#D55E00", "#0072B2")


def to_graphml(graph: nx.Graph[str]) -> str:
    """GraphML; rates become numbers in double precision, None is left out."""
    import networkx as nx

    plain: nx.Graph[str] = nx.Graph(**_plain(graph.graph))
    plain.add_nodes_from((v, _plain(d)) for v, d in graph.nodes(data=True))
    plain.add_edges_from((a, b, _plain(d)) for a, b, d in graph.edges(data=True))
    return "\n".join(nx.generate_graphml(plain)) + "\n"


def to_dot(graph: nx.Graph[str]) -> str:
    """DOT with one cluster a node."""
    lines = ["graph purchase {", "  node [shape=box, style=filled, fillcolor=white];"]
    for name, inside in _by_node(graph):
        if name:
            lines += [f'  subgraph "cluster_{name}" {{', f"    label={_quoted(_title(graph, name))};"]
        lines += [
            f'    "{v}" [label={_quoted(_label(graph, v))}, fillcolor="{_fill(graph, v)}"];' for v in inside
        ]
        lines += ["  }"] * bool(name)
    lines += [f'  "{a}" -- "{b}" [label={_quoted(plain_number(rate))}];' for a, b, rate in rates(graph)]
    return "\n".join([*lines, "}"]) + "\n"


def to_mermaid(graph: nx.Graph[str]) -> str:
    """A Mermaid flowchart with one subgraph a node."""
    lines = ["flowchart LR"]
    for name, inside in _by_node(graph):
        if name:
            lines.append(f'  subgraph {name}["{_entities(_title(graph, name))}"]')
        for v in inside:
            lines.append(f'    {_id(v)}["{_entities(_label(graph, v))}"]')
        lines += ["  end"] * bool(name)
    lines += [f'  {_id(a)} ---|"{plain_number(rate)}"| {_id(b)}' for a, b, rate in rates(graph)]
    lines += [f"  style {_id(v)} fill:{_fill(graph, v)},color:#000" for v in of_kind(graph, "card")]
    return "\n".join(lines) + "\n"


def role_colour(role: str) -> str:
    """The colour of a card by its role."""
    if role.startswith("gang "):
        return GANGS[(int(role.split()[1]) - 1) % len(GANGS)]
    return SERVING if role == "serving" else IDLE


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    return {k: float(v) if isinstance(v, Decimal) else v for k, v in data.items() if v is not None}


def _by_node(graph: nx.Graph[str]) -> Iterator[tuple[str, list[str]]]:
    """Each node with the vertices inside it, then, under an empty name, what stands outside."""
    inside: dict[str, list[str]] = {v: [] for v in of_kind(graph, "node")}
    outside = []
    for vertex, data in graph.nodes(data=True):
        if data.get("node"):
            inside[data["node"]].append(vertex)
        elif data["kind"] != "node":
            outside.append(vertex)
    yield from inside.items()
    yield "", outside


def _title(graph: nx.Graph[str], name: str) -> str:
    data = graph.nodes[name]
    return f"{name}: {data['chassis']}, {data['site']}"


def _label(graph: nx.Graph[str], vertex: str) -> str:
    data = graph.nodes[vertex]
    match data["kind"]:
        case "card":
            return f"{data['card']} {data['role']}"
        case "pod":
            return f"{data['fabric']} {data['site']}"
        case "link_switch":
            return str(data["name"])
        case kind:
            return str(kind).replace("_", " ")


def _fill(graph: nx.Graph[str], vertex: str) -> str:
    data = graph.nodes[vertex]
    return role_colour(data["role"]) if data["kind"] == "card" else "#FFFFFF"


def _id(vertex: str) -> str:
    return vertex.replace(".", "_")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _entities(text: str) -> str:
    """Text for a quoted Mermaid label: anything but letters, digits and plain signs as #number;."""
    return "".join(c if c.isalnum() or c in " .,:-_/()" else f"#{ord(c)};" for c in text)
