"""Where a gang can sit: the cases that people get wrong by counting cards only."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from glmopt.catalog import Catalog
from glmopt.topology import chassis_graph, fitting, gang_options, groups, misfit, why_no_gang


def test_ten_ascend_910_are_sixteen_in_atlas_800_servers(options: Any, halves: Any) -> None:
    """Jobs take 1, 2, 4, 8 or whole servers of 8: ten cards become two servers, joined at 100GE a card."""
    (option,) = options("ascend-910-32g", "atlas-800-9000", "roce-100g", 10)
    assert (option.cards, option.nodes, option.per_node) == (16, 2, 8)
    assert option.reach == "pod"
    assert option.bottleneck_gb_s == Decimal("12.5")
    assert halves("ascend-910-32g", "atlas-800-9000", "roce-100g", option) == 8 * Decimal("12.5")


def test_rings_of_four_do_not_reach_each_other_over_hccs(options: Any, port: Any, shipped: Catalog) -> None:
    """Four sit in one ring at 30 GB/s; eight are one group only over the host, below that."""
    chassis, card = shipped.chassis["atlas-800-9000"], port("ascend-910-32g", "atlas-800-9000")
    assert groups(chassis, card, Decimal(30)) == (4, 4)
    assert groups(chassis, card, Decimal(20)) == (8,)
    (four,) = options("ascend-910-32g", "atlas-800-9000", "none", 3, 30)
    assert (four.cards, four.reach, four.bottleneck_gb_s, four.gangs_per_node) == (4, "group", 30, 2)
    (eight,) = options("ascend-910-32g", "atlas-800-9000", "none", 5)
    assert (eight.cards, eight.reach, eight.bottleneck_gb_s) == (8, "node", 20)
    assert options("ascend-910-32g", "atlas-800-9000", "none", 5, 30) == ()


def test_fourteen_4090_need_two_servers_and_a_fabric(options: Any) -> None:
    assert options("rtx-4090-24g", "pcie-8x-4u-switched", "none", 14) == ()
    (option,) = options("rtx-4090-24g", "pcie-8x-4u-switched", "roce-100g", 14)
    assert (option.cards, option.nodes, option.per_node, option.bottleneck_gb_s) == (
        14,
        2,
        7,
        Decimal("12.5"),
    )


@pytest.mark.parametrize(("fabric", "limit"), [("roce-100g", "12.5"), ("ib-200g", "25"), ("ib-400g", "31.5")])
def test_fourteen_4090_stop_where_pcie_or_the_fabric_stops(options: Any, fabric: str, limit: str) -> None:
    """A PCIe 4.0 x16 slot gives 31.5 GB/s, so a faster fabric does not help beyond it."""
    assert options("rtx-4090-24g", "pcie-8x-4u-switched", fabric, 14, limit)
    assert not options("rtx-4090-24g", "pcie-8x-4u-switched", fabric, 14, Decimal(limit) + Decimal("0.01"))


def test_four_a100_80g_sit_on_one_nvswitch_board(options: Any, halves: Any) -> None:
    """The generic name is the SXM part on the board; 600 GB/s both ways are 300 in each direction."""
    (option,) = options("a100-80g", "dgx-a100", "none", 4, 300)
    assert (option.part, option.cards, option.reach) == ("a100-sxm-80g", 4, "group")
    assert (option.bottleneck_gb_s, option.gangs_per_node) == (300, 2)
    assert halves("a100-80g", "dgx-a100", "none", option) == 600
    assert options("a100-80g", "dgx-a100", "none", 4, 301) == ()


def test_an_nvlink_pair_is_no_group_of_four(options: Any, port: Any, shipped: Catalog) -> None:
    chassis, card = shipped.chassis["pcie-8x-4u-switched"], port("a100-80g", "pcie-8x-4u-switched")
    assert card.part == "a100-pcie-80g"
    assert groups(chassis, card, Decimal(300)) == (2, 2, 2, 2)
    (two,) = options("a100-80g", "pcie-8x-4u-switched", "none", 2, 300)
    assert (two.reach, two.gangs_per_node) == ("group", 4)
    assert options("a100-80g", "pcie-8x-4u-switched", "none", 4, 32) == ()


def test_a_slow_card_limits_the_edge(port: Any, shipped: Catalog) -> None:
    """The H800 has 200 GB/s per direction on a board that carries 450."""
    board = shipped.chassis["dgx-h100"]
    assert groups(board, port("h800-sxm-80g", "dgx-h100"), Decimal(200)) == (8,)
    assert groups(board, port("h800-sxm-80g", "dgx-h100"), Decimal(201)) == (1,) * 8
    assert groups(board, port("h100-80g", "dgx-h100"), Decimal(450)) == (8,)


def test_a_mesh_gives_a_pair_one_link(options: Any, halves: Any) -> None:
    """392 GB/s of a 910B in both directions are 28 to each of its seven neighbours."""
    (option,) = options("ascend-910b-64g", "atlas-800t-a2", "none", 5)
    assert (option.cards, option.reach, option.bottleneck_gb_s) == (5, "group", 28)
    assert halves("ascend-910b-64g", "atlas-800t-a2", "none", option) == 2 * 3 * 28


def test_box16_splits_ten_cards_evenly(options: Any) -> None:
    assert options("ascend-910b-64g", "atlas-200t-a2-box16", "none", 8)[0].bottleneck_gb_s == 28
    (option,) = options("ascend-910b-64g", "atlas-200t-a2-box16", "none", 9)
    assert (option.cards, option.reach, option.bottleneck_gb_s) == (10, "node", 20)


@pytest.mark.parametrize(
    ("card", "chassis", "fabric", "rate"),
    [
        ("ascend-910b-64g", "atlas-800t-a2", "roce-200g", 25),
        ("ascend-910-32g", "atlas-800-9000", "roce-100g", Decimal("12.5")),
    ],
)
def test_a_cabinet_is_nodes_on_a_network(
    options: Any, card: str, chassis: str, fabric: str, rate: Decimal
) -> None:
    """Atlas 900 A2 PoD (eight nodes) and Atlas 900: jobs of several nodes take 8n cards, over RoCE."""
    found = [options(card, chassis, fabric, need)[-1] for need in (9, 17, 60, 64)]
    assert [(o.cards, o.nodes) for o in found] == [(16, 2), (24, 3), (64, 8), (64, 8)]
    assert {(o.reach, o.bottleneck_gb_s) for o in found} == {("pod", rate)}


def test_modules_of_an_a3_are_one_group_and_jobs_over_nodes_need_not_fill_them(options: Any) -> None:
    """Eight 910C at 784 GB/s both ways; three hold a full fine-tuning; ten are five on each of two nodes."""
    (three,) = options("ascend-910c-128g", "atlas-800t-a3", "none", 3, 392)
    assert (three.cards, three.reach, three.bottleneck_gb_s, three.gangs_per_node) == (3, "group", 392, 2)
    assert options("ascend-910c-128g", "atlas-800t-a3", "none", 3, 393) == ()
    (ten,) = options("ascend-910c-128g", "atlas-800t-a3", "roce-200g", 10)
    assert (ten.cards, ten.nodes, ten.per_node, ten.bottleneck_gb_s) == (10, 2, 5, 25)


def test_more_nodes_are_an_option_only_where_they_save_cards(options: Any) -> None:
    """Twenty over three servers are 3 x 7; over four 4 x 5 without a card too many."""
    found = options("rtx-4090-24g", "pcie-8x-4u-direct", "ib-400g", 20)
    assert [(o.nodes, o.per_node, o.cards) for o in found] == [(3, 7, 21), (4, 5, 20)]


def test_one_card_needs_no_wire(options: Any) -> None:
    (option,) = options("rtx-4090-24g", "ws-2x", "none", 1, 1000)
    assert (option.cards, option.bottleneck_gb_s, option.gangs_per_node) == (1, None, 2)


def test_a_wide_card_does_not_fit_but_its_blower_build_does(shipped: Catalog, port: Any) -> None:
    chassis = shipped.chassis["pcie-8x-4u-switched"]
    assert port("rtx-4090-24g", "pcie-8x-4u-switched").slot_width == 3
    assert fitting(chassis, shipped.cards["rtx-3090-24g"], shipped.cards) is None
    wide = port("rtx-3090-24g", "ws-2x")
    assert "3 slots wide" in str(misfit(chassis, wide))
    with pytest.raises(ValueError, match="3 slots wide"):
        chassis_graph(chassis, wide)
    assert gang_options(wide, chassis, shipped.fabrics["none"], 2, Decimal(0)) == ()


@pytest.mark.parametrize(
    ("card", "chassis", "fabric", "need", "bandwidth", "says"),
    [
        ("ascend-910-32g", "atlas-800-9000", "none", 8, 25, "4 of 8; 8 cards reach at most 20 GB/s"),
        ("ascend-910-32g", "atlas-800-9000", "roce-100g", 10, 16, "10 cards reach at most 12.5 GB/s"),
        ("ascend-910-32g", "atlas-800-9000", "ib-400g", 10, 0, "its ports speak ethernet, not infiniband"),
        ("rtx-4090-24g", "pcie-8x-4u-switched", "none", 14, 0, "8 of 8; no fabric joins the nodes"),
        (
            "rtx-4090-24g",
            "pcie-8x-4u-switched",
            "ib-400g",
            14,
            50,
            "1 of 8; 14 cards reach at most 31.5 GB/s",
        ),
    ],
)
def test_the_reason_names_the_group_and_the_rate(
    shipped: Catalog, port: Any, card: str, chassis: str, fabric: str, need: int, bandwidth: int, says: str
) -> None:
    h, f = shipped.chassis[chassis], shipped.fabrics[fabric]
    reason = why_no_gang(port(card, chassis), h, f, need, Decimal(bandwidth))
    assert reason is not None
    assert says in reason.en
    assert str(need) in reason.zh


def test_no_reason_where_there_is_an_option(shipped: Catalog, port: Any) -> None:
    chassis = shipped.chassis["dgx-a100"]
    assert (
        why_no_gang(port("a100-80g", "dgx-a100"), chassis, shipped.fabrics["none"], 4, Decimal(300)) is None
    )
