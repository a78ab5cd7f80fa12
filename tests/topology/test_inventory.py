"""A purchase's graph that could not be built: each fault is found on the graph alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from glmopt.catalog import Catalog
from glmopt.topology import plan_graph, verify_nodes

BOX = ("a100-80g", "pcie-8x-4u-switched")
OTHER = ("ascend-910-32g", "atlas-800-9000")


def _second_home(graph: Any) -> None:
    graph.add_edge("n2", "n1.c0", kind="holds")


def _no_home(graph: Any) -> None:
    graph.remove_edge("n1", "n1.c0")


def _same_slot(graph: Any) -> None:
    graph.nodes["n1.c1"]["slot"] = 0


def _slot_beyond(graph: Any) -> None:
    graph.nodes["n1.c1"]["slot"] = 8


def _another_form(graph: Any) -> None:
    graph.nodes["n1.c0"]["part"] = "a100-sxm-80g"


def _another_card(graph: Any) -> None:
    graph.nodes["n1.c0"]["card"] = "a100-40g"


def _port_more(graph: Any) -> None:
    graph.add_node("n1.n2", kind="port", node="n1", site="main")
    graph.add_edge("n1.n2", "pod1", gb_s=1, kind="port")


def _wrong_network(graph: Any) -> None:
    graph.nodes["pod1"]["fabric"] = "none"


def _far_network(graph: Any) -> None:
    graph.nodes["pod1"]["site"] = "elsewhere"


def _two_networks(graph: Any) -> None:
    graph.add_node("pod2", kind="pod", fabric="roce-100g", site="main")
    graph.add_edge("n1.n1", "pod2", gb_s=1, kind="port")


FAULTS: dict[str, tuple[Callable[[Any], None], str]] = {
    "a card in two nodes": (_second_home, "n1.c0 sits in n1, n2"),
    "a card in none": (_no_home, "n1.c0 sits in no node"),
    "two cards in a slot": (_same_slot, "n1: cards in slots 0, 0, 2 of 8"),
    "a slot that is not there": (_slot_beyond, "n1: cards in slots 0, 2, 8 of 8"),
    "a form that does not fit": (_another_form, "a100-sxm-80g has the form sxm4"),
    "two kinds of cards": (_another_card, "n1 holds several kinds of cards"),
    "a port too many": (_port_more, "n1 has 3 ports, pcie-8x-4u-switched has 2"),
    "a network without ports": (_wrong_network, "n1: pcie-8x-4u-switched has no port for none"),
    "a network of another site": (_far_network, "n1 hangs on a network of another site"),
    "two networks": (_two_networks, "n1 hangs on several networks"),
}


def _graph(shipped: Catalog, node: Any) -> Any:
    return plan_graph([node(*BOX, 3), node(*OTHER)], [], shipped.fabrics["roce-100g"])


def _found(graph: Any, shipped: Catalog) -> list[str]:
    return list(verify_nodes(graph, shipped.chassis, shipped.cards, shipped.fabrics))


def test_a_purchase_as_it_is_made_can_be_built(shipped: Catalog, node: Any) -> None:
    assert _found(_graph(shipped, node), shipped) == []


@pytest.mark.parametrize("what", FAULTS)
def test_what_cannot_be_built_is_said(what: str, shipped: Catalog, node: Any) -> None:
    tamper, says = FAULTS[what]
    graph = _graph(shipped, node)
    tamper(graph)
    assert any(says in sentence for sentence in _found(graph, shipped)), _found(graph, shipped)
