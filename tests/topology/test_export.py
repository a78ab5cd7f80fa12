"""What is written down can be read back: GraphML by networkx, DOT and Mermaid by small readers of our own."""

from __future__ import annotations

import re
from typing import Any

import networkx as nx
import pytest

from glmopt.catalog import Catalog
from glmopt.topology import plan_graph, to_dot, to_graphml, to_mermaid

HOSTILE = 'x"] --> y; "<&>\\ #quot; 机房 }'


@pytest.fixture
def graph(shipped: Catalog, node: Any, gang: Any) -> Any:
    """Two Atlas servers with a gang of sixteen and a workstation, at a site with a hostile name."""
    return plan_graph(
        [
            node("ascend-910-32g", "atlas-800-9000", count=2, site=HOSTILE),
            node("a6000-48g", "ws-2x", site=HOSTILE),
        ],
        [gang("ascend-910-32g", "atlas-800-9000", "roce-100g", 10, site=HOSTILE)],
        shipped.fabrics["roce-100g"],
    )


def _wires(graph: Any) -> set[tuple[frozenset[str], float]]:
    return {
        (frozenset((a, b)), float(d["gb_s"]))
        for a, b, d in graph.edges(data=True)
        if d.get("gb_s") is not None
    }


def test_graphml(graph: Any) -> None:
    back = nx.parse_graphml(to_graphml(graph))
    assert set(back) == set(graph)
    assert _wires(back) == _wires(graph)
    for vertex, data in graph.nodes(data=True):
        assert back.nodes[vertex] == data


def _string(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def test_dot(graph: Any) -> None:
    """Every line is one statement of the grammar; labels hold what was meant."""
    quoted = r'"((?:[^"\\]|\\.)*)"'
    vertices, clusters, wires, depth = {}, [], set(), 0
    for line in to_dot(graph).splitlines():
        if found := re.fullmatch(rf"\s+{quoted} \[label={quoted}, fillcolor={quoted}\];", line):
            vertices[found[1]] = _string(found[2])
        elif found := re.fullmatch(rf"\s+{quoted} -- {quoted} \[label={quoted}\];", line):
            wires.add((frozenset((found[1], found[2])), float(found[3])))
        elif found := re.fullmatch(rf"\s+label={quoted};", line):
            clusters.append(_string(found[1]))
        elif line.endswith("{"):
            depth += 1
        elif line.strip() == "}":
            depth -= 1
        else:
            assert line.startswith("  node ["), line
    assert depth == 0
    assert set(vertices) == {v for v, d in graph.nodes(data=True) if d["kind"] != "node"}
    assert vertices["n1.c0"] == "ascend-910-32g gang 1"
    assert clusters[0] == f"n1: atlas-800-9000, {HOSTILE}"
    assert wires == _wires(graph)


def _unescaped(text: str) -> str:
    return re.sub(r"#(\d+);", lambda m: chr(int(m[1])), text)


def test_mermaid(graph: Any) -> None:
    lines = to_mermaid(graph).splitlines()
    assert lines[0] == "flowchart LR"
    vertices, subgraphs, wires, depth = {}, {}, set(), 0
    for line in lines[1:]:
        if found := re.fullmatch(r'  subgraph (\w+)\["([^"]*)"\]', line):
            subgraphs[found[1]] = _unescaped(found[2])
            depth += 1
        elif line == "  end":
            depth -= 1
        elif found := re.fullmatch(r'    (\w+)\["([^"]*)"\]', line):
            vertices[found[1]] = _unescaped(found[2])
        elif found := re.fullmatch(r'  (\w+) ---\|"([\d.]+)"\| (\w+)', line):
            wires.add((frozenset((found[1], found[3])), float(found[2])))
        else:
            assert re.fullmatch(r"  style \w+ fill:#[0-9A-F]{6},color:#000", line), line
    assert depth == 0
    assert subgraphs["n1"] == f"n1: atlas-800-9000, {HOSTILE}"
    assert vertices["n1_c0"] == "ascend-910-32g gang 1"
    assert wires == {(frozenset(v.replace(".", "_") for v in ends), rate) for ends, rate in _wires(graph)}
