"""Numbers of the check that only an odd plan shows: one card, two gangs, a card without a figure."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from glmopt import topology
from glmopt.catalog import Card, CardFigures, Catalog
from glmopt.check import check
from glmopt.plan import Plan
from glmopt.scenario import Scenario
from glmopt.solve import solve

sys.path.insert(0, str(Path(__file__).resolve().parent))
from kinds import BASE, asked, plan_of

Ask = Callable[..., Scenario]


def _solved(catalog: Catalog, **keys: Any) -> tuple[Scenario, Plan]:
    scenario = Scenario.model_validate(BASE | keys)
    plan = solve(scenario, catalog).plan
    assert plan is not None
    return scenario, plan


def test_a_card_without_partitions_is_no_virtual_one(shipped: Catalog) -> None:
    """An RTX 4090 cannot be partitioned: where hard partitions are asked of every card it may not be used."""
    only = {"demand": {"streams": 8}, "cards": {"allow": ("rtx-4090-24g",)}}
    _, plan = _solved(shipped, **only)
    hard = {"rules": {"virtualization": {"all_cards": True, "kind": "hard"}}}
    scenario = Scenario.model_validate(BASE | only | hard)
    assert check(plan, scenario, shipped) == ("availability: rtx-4090-24g has no virtualization",)


def test_an_order_of_one_is_too_small_where_two_are_the_least(ask: Ask, tiny: Catalog) -> None:
    plan = solve(ask(demand={"streams": 1}), tiny).plan
    assert plan is not None
    assert [(line.card, line.count) for line in plan.lines] == [("one", 1)]
    scenario = ask(demand={"streams": 1}, cards={"stock": {"one": {"min_order": 2}}})
    assert check(plan, scenario, tiny) == ("minimum_order: 1 x one, the smallest order is 2",)


def test_a_card_without_a_price_is_a_finding_under_a_budget_too(ask: Ask, tiny: Catalog) -> None:
    free = ask(demand={"streams": 1}, objective="cards", cards={"price": {}, "allow": ("one",)})
    plan = solve(free, tiny).plan
    assert plan is not None
    limited = ask(objective="cards", budget={"max": 5}, cards={"price": {"ten": 80}})
    assert check(plan, limited, tiny) == ("availability: one has no price",)


def test_a_server_without_a_price_costs_nothing_in_the_bill(shipped: Catalog) -> None:
    what = "the fewest cards in servers without a price"
    plan = plan_of(what, shipped)
    found = check(plan, asked(what, budget={"max": 10**9}), shipped)
    (node,) = plan.nodes
    assert f"bill: hosts: {node.nodes} x {node.chassis} at 0.00, stated 0" in found


@pytest.fixture(scope="module")
def unknown(shipped: Catalog) -> Catalog:
    """The catalog with a card of eight streams of which nobody says what it draws."""
    figures = {"vram_gb": 24, "fp16_tflops": 80, "form": "pcie", "streams": {"low": 8, "high": 8}}
    card = Card.defined("mine", CardFigures.model_validate(figures))
    return replace(shipped, cards={**shipped.cards, "mine": card})


MINE = {
    "demand": {"streams": 32},
    "cards": {"allow": ("mine",), "price": {"mine": 10_000}},
    "nodes": {"chassis": ("pcie-8x-4u-switched",)},
}


def test_power_is_not_known_where_a_card_in_a_server_has_no_figure(unknown: Catalog) -> None:
    """The power of the server alone would say too little."""
    scenario, plan = _solved(unknown, **MINE)
    assert [(n.cards, n.nodes) for n in plan.nodes] == [(4, 1)]
    assert plan.totals.power_w is None
    assert check(plan, scenario, unknown) == ()
    told = replace(plan, totals=replace(plan.totals, power_w=1_700))
    assert check(told, scenario, unknown) == ("totals: power_w is None, stated 1700",)


def test_power_that_is_not_known_meets_no_limit_and_costs_nothing_that_is_known(unknown: Catalog) -> None:
    _, plan = _solved(unknown, **MINE)
    limited = Scenario.model_validate(BASE | MINE | {"rules": {"max_power_kw": Decimal(99)}})
    assert check(plan, limited, unknown) == ("power: None W, 99 kW allowed",)
    running = Scenario.model_validate(BASE | MINE | {"objective": "tco"})
    bill = [f for f in check(plan, running, unknown) if f.startswith("bill: ")]
    assert len(bill) == 1
    assert bill[0].startswith("bill: electricity: 1 x pcie-8x-4u-switched at ")


def test_a_card_that_does_not_fit_draws_nothing_that_is_known(shipped: Catalog) -> None:
    """Ascend 910B are no PCIe cards."""
    what = "the fewest cards in servers without a price"
    plan = plan_of(what, shipped)
    moved = replace(plan, nodes=(replace(plan.nodes[0], chassis="pcie-8x-4u-switched", cards=8, nodes=2),))
    assert "totals: power_w is None, stated 11000" in check(moved, asked(what), shipped)


def test_every_switch_of_a_network_is_counted(shipped: Catalog) -> None:
    """Three nodes of two ports on switches of four: three leaves and two spines, in power, space and bill."""
    what = "one node lost, gangs over nodes"
    fabric = shipped.fabrics["roce-100g"]
    assert fabric.network is not None
    radix = fabric.network.ports_per_switch.model_copy(update={"value": 4})
    network = fabric.network.model_copy(update={"ports_per_switch": radix})
    small = fabric.model_copy(update={"network": network})
    catalog = replace(shipped, fabrics={**shipped.fabrics, fabric.id: small})
    one, five = plan_of(what, shipped), plan_of(what, catalog)
    assert one.nodes == five.nodes
    assert [line.count for line in five.bill if line.item == "roce-100g switch"] == [5]
    watts, units = network.switch_power_w.value, network.switch_rack_units.value
    assert (five.totals.power_w or 0) - (one.totals.power_w or 0) == 4 * watts
    assert (five.totals.rack_units or 0) - (one.totals.rack_units or 0) == 4 * units


def test_all_gangs_at_a_site_are_taken_from_its_streams(shipped: Catalog) -> None:
    """Two dedicated gangs of four cards, of fifteen streams each."""
    what = "two dedicated gangs wired alike"
    plan = plan_of(what, shipped)
    assert [(g.cards, g.count) for g in plan.gangs] == [(4, 2)]
    left = 15 * (sum(n.cards * n.nodes for n in plan.nodes) - 8)
    hall = replace(
        plan,
        nodes=tuple(replace(n, site="hall") for n in plan.nodes),
        gangs=tuple(replace(g, site="hall") for g in plan.gangs),
    )
    for streams, found in (
        (left, ()),
        (left + 1, (f"site_streams: {left} of {left + 1} streams from hall",)),
    ):
        scenario = asked(what, sites={"hall": {"min_streams": streams}})
        assert check(hall, scenario, shipped) == found


def test_a_gang_finds_as_many_different_nodes(shipped: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """One node that could hold both shares of a gang over two nodes does not hold the gang."""
    what = "one node lost, gangs over nodes"
    plan = plan_of(what, shipped)
    monkeypatch.setattr(topology, "gangs_in", lambda *_: 2)
    found = check(plan, asked(what, rules={"survive_nodes": 2}), shipped)
    box = "pcie-8x-4u-switched with 7 rtx-4090-24g at main"
    assert found == (f"survive_nodes: 0 of 1 gangs without 2 x {box}",)


def test_an_owned_card_without_a_price_costs_nothing(ask: Ask, tiny: Catalog) -> None:
    scenario = ask(
        demand={"streams": 1},
        objective="cards",
        cards={"price": {}, "allow": ("one",)},
        owned=({"card": "one", "cards": 1},),
    )
    plan = solve(scenario, tiny).plan
    assert plan is not None
    assert [(line.owned, line.bought, line.subtotal) for line in plan.lines] == [(1, 0, 0)]
    assert check(plan, scenario, tiny) == ()
