"""The graph of a plan's servers as a file: a drawing, or the graph for other tools, by the file's ending."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glmopt.catalog import Catalog
from glmopt.errors import Fault, InputError, Place
from glmopt.placement import graph_of
from glmopt.reports import drawing
from glmopt.result import Result
from glmopt.topology import to_dot, to_graphml, to_mermaid

if TYPE_CHECKING:
    from glmopt.topology.attributes import Graph

Writer = Callable[["Graph", str, Mapping[str, str]], str]
# Ending of a file to what is written; language and names matter to the drawing alone.
WRITERS: dict[str, Writer] = {
    ".svg": drawing.svg,
    ".graphml": lambda graph, _lang, _names: to_graphml(graph),
    ".dot": lambda graph, _lang, _names: to_dot(graph),
    ".mmd": lambda graph, _lang, _names: to_mermaid(graph),
}


def names(catalog: Catalog, lang: str) -> dict[str, str]:
    """What people call every card, server type and network of `catalog`, by id."""
    known: dict[str, Any] = {**catalog.fabrics, **catalog.chassis, **catalog.cards}
    return {key: record.name.get(lang) for key, record in known.items()}


def writer_of(path: Path) -> Writer:
    """What writes a file of this name; InputError for an ending that no writer has."""
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        known = ", ".join(WRITERS)
        raise InputError(
            Fault("usage", f"no graph format {path.suffix!r}", Place("--graph"), action=f"known: {known}")
        )
    return writer


def graph_bytes(result: Result, path: Path, lang: str) -> bytes:
    """The graph of the plan in the format of `path`; InputError where there are no servers to draw."""
    writer = writer_of(path)
    if result.plan is None or not result.plan.nodes:
        message = "no servers to draw: " + ("no plan" if result.plan is None else "the cards are bare")
        raise InputError(Fault("usage", message, Place("--graph"), action="add nodes to the scenario"))
    graph = graph_of(result.plan, result.scenario, result.catalog)
    return writer(graph, lang, names(result.catalog, lang)).encode()
