"""The bisection of a gang against every way to halve it."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations
from typing import Any

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from glmopt.catalog import Catalog
from glmopt.topology import PlacedNode, fitting, plan_graph
from glmopt.topology.bisection import bisection


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_bisection_equals_the_least_of_all_halves(shipped: Catalog, data: st.DataObject) -> None:
    """On the shipped machines, with the flow computed on the wires as they are."""
    chassis = data.draw(st.sampled_from(list(shipped.chassis.values())))
    fits = [f for c in shipped.cards.values() if (f := fitting(chassis, c, shipped.cards))]
    card = data.draw(st.sampled_from(fits))
    nodes = [PlacedNode(chassis, card, chassis.slots.value, count=data.draw(st.integers(1, 2)))]
    graph: Any = plan_graph(nodes, [], shipped.fabrics["roce-100g"])
    cards = [v for v, d in graph.nodes(data=True) if d["kind"] == "card"]
    gang = data.draw(st.lists(st.sampled_from(cards), unique=True, min_size=1, max_size=6))
    floor = Decimal(data.draw(st.sampled_from([0, 20, 30, 60])))
    across, exact = bisection(graph, gang, floor)
    least = None
    for half in combinations(gang, len(gang) // 2):
        flow: nx.DiGraph[str] = nx.DiGraph()
        flow.add_nodes_from(["source", "sink"])
        for a, b, d in graph.edges(data=True):
            ours = all(graph.nodes[v]["kind"] != "card" or v in gang for v in (a, b))
            if d.get("gb_s") is not None and d["gb_s"] >= floor and ours:
                flow.add_edge(a, b, capacity=int(d["gb_s"] * 10000))
                flow.add_edge(b, a, capacity=int(d["gb_s"] * 10000))
        flow.add_edges_from(("source", c) for c in half)
        flow.add_edges_from((c, "sink") for c in gang if c not in half)
        value = nx.maximum_flow_value(flow, "source", "sink") if half else 0
        least = value if least is None else min(least, value)
    if exact:
        assert across * 10000 == (least or 0)
    else:
        assert across * 10000 >= (least or 0)
