"""Plans of many kinds pass the check at their limits, and are found out one step beyond."""

from __future__ import annotations

import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from glmopt.catalog import Catalog
from glmopt.check import check
from glmopt.scenario import Scenario
from glmopt.solve import solve

sys.path.insert(0, str(Path(__file__).resolve().parent))
from kinds import BASE, KINDS, asked, plan_of


@pytest.mark.parametrize("what", KINDS)
def test_a_plan_of_every_kind_passes(what: str, shipped: Catalog) -> None:
    """`solve` has it checked."""
    plan = plan_of(what, shipped)
    assert check(plan, asked(what), shipped) == ()


LEFT = {
    "streams": ({"demand": {"streams": 241}}, "240 of 241 streams"),
    "instances": ({"demand": {"instances": 81}}, "80 of 81 instances"),
    "light_finetune": ({"demand": {"light_finetune": 17}}, "16 of 17 light jobs"),
    "virtual streams": (
        {"rules": {"survive_nodes": 1, "virtualization": {"min_streams": 241}}},
        "240 of 241 virtual streams",
    ),
    "virtual instances": (
        {"rules": {"survive_nodes": 1, "virtualization": {"min_instances": 81}}},
        "80 of 81 virtual instances",
    ),
}


@pytest.mark.parametrize("need", LEFT)
def test_each_need_is_counted_on_the_nodes_that_are_left(need: str, shipped: Catalog) -> None:
    what = "one node lost, every need"
    plan = plan_of(what, shipped)
    assert [(n.cards, n.nodes) for n in plan.nodes] == [(8, 3)]
    over, says = LEFT[need]
    found = check(plan, asked(what, **over), shipped)
    assert found == (f"survive_nodes: {says} without 1 x dgx-a100 with 8 a100-80g at main",)


def test_streams_of_a_site_are_counted_on_the_nodes_that_are_left(shipped: Catalog) -> None:
    """Nodes of 5, 5 and 4 cards of eight streams: nine cards are left of the worst loss."""
    what = "one node lost, streams of a site"
    found = check(plan_of(what, shipped), asked(what, sites={"hall": {"min_streams": 73}}), shipped)
    said = "72 of 73 streams from hall without 1 x pcie-8x-4u-switched with 5 rtx-4090-24g at hall"
    assert found == (f"survive_nodes: {said}",)


def test_owned_cards_are_those_of_their_own_kind(shipped: Catalog) -> None:
    """Two kinds in servers, four cards of one are there already; `solve` has the plan checked."""
    owned = {"card": "rtx-4090-24g", "chassis": "pcie-8x-4u-switched", "cards": 4}
    keys = {
        "demand": {"streams": 150},
        "cards": {"allow": ("rtx-4090-24g", "a100-80g"), "stock": {"a100-80g": {"min": 8}}},
        "nodes": {"chassis": ("pcie-8x-4u-switched", "dgx-a100")},
        "owned": (owned,),
    }
    plan = solve(Scenario.model_validate(BASE | keys), shipped).plan
    assert plan is not None
    assert {line.card: line.owned for line in plan.lines} == {"a100-80g": 0, "rtx-4090-24g": 4}


def test_a_server_without_a_price_is_refused_where_cost_counts(shipped: Catalog) -> None:
    what = "the fewest cards in servers without a price"
    plan = plan_of(what, shipped)
    for over in ({"objective": "capex"}, {"budget": {"max": 10**9}}):
        found = check(plan, asked(what, **over), shipped)
        assert "slots: atlas-200t-a2-box16 has no host price" in found
    priced = {"chassis": ("atlas-200t-a2-box16",), "price": {"atlas-200t-a2-box16": 1_000}}
    found = check(plan, asked(what, objective="capex", nodes=priced), shipped)
    assert "no host price" not in " ".join(found)


def test_a_price_that_includes_the_server_is_its_price(shipped: Catalog) -> None:
    """H100 are quoted with their share of a server of eight: a DGX without a price of its own will do."""
    dgx = shipped.chassis["dgx-h100"]
    unpriced = dgx.model_copy(update={"price": dgx.price.model_copy(update={"host": None})})
    catalog = replace(shipped, chassis={**shipped.chassis, "dgx-h100": unpriced})
    keys = {"demand": {"streams": 60}, "cards": {"allow": ("h100-80g",)}, "nodes": {"chassis": ("dgx-h100",)}}
    scenario = Scenario.model_validate(BASE | keys)
    plan = solve(scenario, catalog).plan
    assert plan is not None
    assert check(plan, scenario, catalog) == ()


def test_groups_of_cards_mean_nothing_without_a_roofline(shipped: Catalog) -> None:
    """Seven cards of eight streams in one server, though two cards a group are written."""
    keys = {
        "demand": {"streams": 56, "service": {"cards": 2}},
        "cards": {"allow": ("rtx-4090-24g",)},
        "nodes": {"chassis": ("pcie-8x-4u-switched",)},
    }
    scenario = Scenario.model_validate(BASE | keys)
    plan = solve(scenario, shipped).plan
    assert plan is not None
    assert [n.cards for n in plan.nodes] == [7]
    assert check(plan, scenario, shipped) == ()


def test_half_a_group_of_cards_is_no_instance(shipped: Catalog) -> None:
    """Seven cards of a DGX make three instances of two cards each."""
    what = "instances over two cards"
    plan = plan_of(what, shipped)
    short = replace(plan, nodes=(replace(plan.nodes[0], cards=7), *plan.nodes[1:]))
    assert "slots: 7 cards in dgx-a100 make 3 groups of 2" in check(short, asked(what), shipped)


PAIRS: dict[str, Any] = {
    "figures": "datasheet",
    "demand": {"light_finetune": 7, "tuning": {"light": {"cards": 2}}},
    "cards": {"allow": ("a100-80g",)},
    "nodes": {"chassis": ("dgx-a100",)},
}


def test_light_jobs_on_pairs_are_counted_node_by_node(shipped: Catalog) -> None:
    """Two nodes of eight make eight pairs; a node with seven cards makes three."""
    scenario = Scenario.model_validate(BASE | PAIRS)
    plan = solve(scenario, shipped).plan
    assert plan is not None
    assert plan.totals.light_finetune == 8
    node = plan.nodes[0]
    short = replace(plan, nodes=(replace(node, nodes=1), replace(node, cards=7, nodes=1)))
    assert "light_finetune: 7 of 8 light fine-tuning jobs" in check(
        short,
        Scenario.model_validate(BASE | PAIRS | {"demand": PAIRS["demand"] | {"light_finetune": 8}}),
        shipped,
    )


def test_a_card_without_figures_of_the_set_is_told(shipped: Catalog) -> None:
    plan = plan_of("bare, the fewest cards", shipped)
    other = replace(plan, lines=(replace(plan.lines[0], card="a100-sxm-80g"),))
    assert check(other, asked("bare, the fewest cards"), shipped) == ("a100-sxm-80g has no seed figures",)


def test_a_server_is_one_that_its_site_may_have(shipped: Catalog) -> None:
    what = "one node lost, every need"
    plan = plan_of(what, shipped)
    nodes = tuple(replace(n, site="hall") for n in plan.nodes)
    for chassis, said in ((("dgx-a100",), False), (("pcie-8x-4u-switched",), True)):
        scenario = asked(what, sites={"hall": {"chassis": chassis}})
        found = check(replace(plan, nodes=nodes), scenario, shipped)
        assert ("slots: dgx-a100 may not be bought for hall" in found) == said


def test_the_power_of_a_site_is_that_of_its_servers(shipped: Catalog) -> None:
    """Three DGX of 6,500 W, two of them in the hall."""
    what = "one node lost, every need"
    plan = plan_of(what, shipped)
    node = plan.nodes[0]
    apart = replace(plan, nodes=(replace(node, nodes=1, site="attic"), replace(node, nodes=2, site="hall")))
    for kw, said in (("13", False), ("12.999", True)):
        limits = {"attic": {"max_power_kw": Decimal("6.5")}, "hall": {"max_power_kw": Decimal(kw)}}
        found = check(apart, asked(what, sites=limits), shipped)
        assert (f"power: 13000 W at hall, {kw} kW allowed" in found) == said
        assert "at attic" not in " ".join(found)


def test_a_server_without_a_port_for_its_network_is_found(shipped: Catalog) -> None:
    what = "one node lost, every need"
    plan = plan_of(what, shipped)
    ports = {c: k for c, k in shipped.chassis.items() if "ib" not in k.scale_out.speaks.value}
    name, fabric = next(
        (c, f.id)
        for c, k in ports.items()
        for f in shipped.fabrics.values()
        if f.network and f.network.speaks not in k.scale_out.speaks.value
    )
    nodes = (replace(plan.nodes[0], chassis=name, fabric=fabric),)
    found = check(replace(plan, nodes=nodes), asked(what), shipped)
    assert f"fabric: {name} has no port for {fabric}" in found


def test_a_share_of_a_full_server_buys_no_other(shipped: Catalog) -> None:
    """An Ascend 910 is quoted with an eighth of its server, which is no price where that is not sold full."""
    keys = {"demand": {"streams": 100}, "cards": {"allow": ("ascend-910-32g",)}, "nodes": {"chassis": "any"}}
    scenario = Scenario.model_validate(BASE | keys)
    plan = solve(scenario, shipped).plan
    assert plan is not None
    box = shipped.chassis[plan.nodes[0].chassis]
    assert box.sold_full.value
    loose = box.model_copy(update={"sold_full": box.sold_full.model_copy(update={"value": False})})
    catalog = replace(shipped, chassis={**shipped.chassis, box.id: loose})
    said = f"slots: the price of ascend-910-32g is a share of a full server, {box.id} is not sold full"
    assert said in check(plan, scenario, catalog)


def test_cards_that_nothing_joins_fast_enough_make_no_group(shipped: Catalog) -> None:
    what = "instances over two cards"
    plan = plan_of(what, shipped)
    demand = {"streams": 200, "service": {"cards": 2, "min_bandwidth_gb_s": 10_000}}
    assert "slots: 8 cards in dgx-a100 make 0 groups of 2" in check(plan, asked(what, demand=demand), shipped)
