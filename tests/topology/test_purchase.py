"""A purchase as a graph: gangs in their place, the proof that reads it, and the proof's refusals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from glmopt.catalog import Catalog
from glmopt.errors import CheckFailure
from glmopt.topology import gangs_of, plan_graph, to_graphml, verify_gang

ATLAS = ("ascend-910-32g", "atlas-800-9000")
BOARD = ("a100-80g", "dgx-a100")


def test_a_gang_of_sixteen_takes_two_servers_of_its_own_site(shipped: Catalog, node: Any, gang: Any) -> None:
    fabric = shipped.fabrics["roce-100g"]
    graph = plan_graph(
        [node(*ATLAS, site="a"), node(*ATLAS, site="b", count=2)],
        [gang(*ATLAS, "roce-100g", 10, site="b")],
        fabric,
    )
    (cards,) = gangs_of(graph).values()
    assert {graph.nodes[card]["node"] for card in cards} == {"n2", "n3"}
    proof = verify_gang(graph, cards, Decimal("12.5"))
    assert proof.connected
    assert (proof.bottleneck_gb_s, proof.bisection_gb_s) == (Decimal("12.5"), 100)
    assert not verify_gang(graph, cards, Decimal(13)).connected


def test_sites_do_not_reach_each_other(shipped: Catalog, node: Any, gang: Any) -> None:
    """Eight cards here and eight there are no gang, and the proof says so."""
    fabric = shipped.fabrics["roce-100g"]
    nodes = [node(*ATLAS, site="a"), node(*ATLAS, site="b")]
    with pytest.raises(CheckFailure, match="finds no 2 x 8 free cards"):
        plan_graph(nodes, [gang(*ATLAS, "roce-100g", 10, site="a")], fabric)
    graph = plan_graph(nodes, [], fabric)
    both = [v for v, d in graph.nodes(data=True) if d["kind"] == "card"]
    proof = verify_gang(graph, both, Decimal(0))
    assert (proof.connected, proof.bottleneck_gb_s, proof.bisection_gb_s) == (False, 0, 0)


def test_two_gangs_of_four_share_a_board_and_a_third_finds_no_place(
    shipped: Catalog, node: Any, gang: Any
) -> None:
    fabric = shipped.fabrics["none"]
    graph = plan_graph([node(*BOARD)], [gang(*BOARD, "none", 4, 300, count=2)], fabric)
    assert [len(cards) for cards in gangs_of(graph).values()] == [4, 4]
    with pytest.raises(CheckFailure, match="finds no 1 x 4 free cards wired at 300"):
        plan_graph([node(*BOARD)], [gang(*BOARD, "none", 4, 300, count=3)], fabric)


def test_a_gang_takes_the_fastest_place_and_the_fullest_node(shipped: Catalog, node: Any, gang: Any) -> None:
    """Of a full ring and a node with three free cards left, a pair of cards keeps to one ring."""
    graph = plan_graph(
        [node(*ATLAS, count=2)],
        [gang(*ATLAS, "none", 4, 30), gang(*ATLAS, "none", 2, 30)],
        shipped.fabrics["none"],
    )
    four, two = gangs_of(graph).values()
    assert four == ("n1.c0", "n1.c1", "n1.c2", "n1.c3")
    assert {graph.nodes[card]["group"] for card in two} == {1}
    assert verify_gang(graph, two, Decimal(30)).connected


def test_cards_that_are_in_no_gang_serve_or_idle(shipped: Catalog, node: Any) -> None:
    nodes = [node("rtx-4090-24g", "pcie-8x-4u-switched", 7, serving=5)]
    graph = plan_graph(nodes, [], shipped.fabrics["none"])
    roles = [d["role"] for _, d in graph.nodes(data=True) if d["kind"] == "card"]
    assert roles == ["serving"] * 5 + ["idle"] * 2


def test_a_cut_wire_is_seen(shipped: Catalog, node: Any, gang: Any) -> None:
    """The proof reads the graph, not the plan: without its wires a gang is none."""
    graph = plan_graph([node(*BOARD)], [gang(*BOARD, "none", 4, 300)], shipped.fabrics["none"])
    (cards,) = gangs_of(graph).values()
    graph.edges[cards[0], "n1.l0"]["gb_s"] = Decimal(299)
    assert not verify_gang(graph, cards, Decimal(300)).connected
    assert verify_gang(graph, cards, Decimal(299)).connected
    graph.remove_edges_from(list(graph.edges(cards[0])))
    assert not verify_gang(graph, cards, Decimal(0)).connected


def test_cards_outside_the_gang_do_not_relay(shipped: Catalog, node: Any) -> None:
    """Opposite cards of a ring reach each other only over the host."""
    graph = plan_graph([node(*ATLAS)], [], shipped.fabrics["none"])
    assert verify_gang(graph, ["n1.c0", "n1.c1"], Decimal(30)).connected
    assert not verify_gang(graph, ["n1.c0", "n1.c2"], Decimal(30)).connected
    assert verify_gang(graph, ["n1.c0", "n1.c2"], Decimal(20)).connected


@pytest.mark.parametrize("cards", [[], ["n1.c0", "n1.c0"], ["n1.c0", "n1.s0"], ["n9.c0"]])
def test_what_is_no_gang_at_all(shipped: Catalog, node: Any, cards: list[str]) -> None:
    graph = plan_graph([node(*BOARD)], [], shipped.fabrics["none"])
    with pytest.raises(ValueError, match="a gang is a set of cards"):
        verify_gang(graph, cards, Decimal(0))


def test_more_cards_than_slots_are_refused(shipped: Catalog, node: Any) -> None:
    with pytest.raises(ValueError, match="9 cards in the 8 slots"):
        plan_graph([node(*BOARD, 9)], [], shipped.fabrics["none"])


def test_equal_input_gives_equal_graphs(shipped: Catalog, node: Any, gang: Any) -> None:
    def text() -> str:
        nodes = [node(*ATLAS, count=3), node(*BOARD)]
        gangs = [gang(*ATLAS, "roce-100g", 10), gang(*BOARD, "roce-100g", 4, 300)]
        return to_graphml(plan_graph(nodes, gangs, shipped.fabrics["roce-100g"]))

    assert text() == text()
