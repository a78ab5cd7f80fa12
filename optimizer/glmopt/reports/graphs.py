"""The graph of a plan's servers as a file: a drawing, or the graph for other tools, by the file's ending."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from glmopt.errors import Fault, InputError, Place
from glmopt.placement import graph_of
from glmopt.reports import drawing
from glmopt.result import Result
from glmopt.topology import to_dot, to_graphml, to_mermaid

if TYPE_CHECKING:
    from glmopt.topology.attributes import Graph

# Ending of a file to what is written; the language matters to the drawing alone.
WRITERS: dict[str, Callable[[Graph, str], str]] = {
    ".svg": drawing.svg,
    ".graphml": lambda graph, _: to_graphml(graph),
    ".dot": lambda graph, _: to_dot(graph),
    ".mmd": lambda graph, _: to_mermaid(graph),
}


def writer_of(path: Path) -> Callable[[Graph, str], str]:
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
    return writer(graph_of(result.plan, result.scenario, result.catalog), lang).encode()
