"""What the vertices and edges of a graph carry, read in one way everywhere."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import networkx as nx

    # for parts of glmopt that handle a graph without knowing networkx
    Graph: TypeAlias = nx.Graph[str]


def values(graph: nx.Graph[str], key: str) -> dict[str, Any]:
    """The attribute `key` of every vertex, None where it has none, in the order of the graph."""
    return {vertex: data.get(key) for vertex, data in graph.nodes(data=True)}


def of_kind(graph: nx.Graph[str], kind: str) -> list[str]:
    """The vertices of one kind, in the order of the graph."""
    return [vertex for vertex, data in graph.nodes(data=True) if data["kind"] == kind]


def rates(graph: nx.Graph[str]) -> list[tuple[str, str, Decimal]]:
    """The edges that carry data, with GB/s per direction: not those that say what a node holds."""
    return [(a, b, data["gb_s"]) for a, b, data in graph.edges(data=True) if data.get("gb_s") is not None]
