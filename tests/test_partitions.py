"""Hard partitions and time slices are different figures: who counts what, and who pays for licences."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from glmopt.catalog import Catalog
from glmopt.check import check, partitioned
from glmopt.plan import Plan
from glmopt.reports.answer import render
from glmopt.reports.html.page import render as html_page
from glmopt.result import answer, document, dumps, parse_result
from glmopt.scenario import Scenario
from glmopt.sizing import partitions
from glmopt.solve import solve
from glmopt.study import Studies


@pytest.mark.parametrize(
    ("card", "hard", "either", "licensed"),
    [
        # four 16 GB partitions by MIG, five by vGPU with a licence
        ("a100-80g", 4, 5, True),
        ("h100-80g", 4, 5, True),
        ("a100-40g", 2, 2, False),
        # no partition in hardware, three by vGPU
        ("a6000-48g", 0, 3, True),
        # one on a chip of 30 cores, four on a 910B
        ("ascend-910-32g", 1, 1, False),
        ("ascend-910b-64g", 4, 4, False),
        ("rtx-4090-24g", 0, 0, False),
    ],
)
def test_instances_by_kind_are_those_of_the_data_sheets(
    card: str, hard: int, either: int, licensed: bool, shipped: Catalog
) -> None:
    record = shipped.cards[card]
    assert partitions(record, shipped, "hard").count == hard
    found = partitions(record, shipped, "any")
    assert (found.count, found.licensed) == (either, licensed)


def _plan(catalog: Catalog, **over: Any) -> Plan | None:
    question: dict[str, Any] = {
        "demand": {},
        "prices": "cn-2026",
        "cards": {"allow": ("a100-80g",)},
        "solver": {"prove": "once"},
    }
    scenario = Scenario.model_validate(question | over)
    plan = solve(scenario, catalog).plan
    if plan is not None:
        assert check(plan, scenario, catalog) == ()
    return plan


@pytest.mark.parametrize(("kind", "cards"), [("hard", 3), ("any", 2), (None, 2)])
def test_ten_instances_take_three_cards_by_mig_and_two_by_vgpu(
    kind: str | None, cards: int, shipped: Catalog
) -> None:
    """Without a kind the document's own five a card count."""
    plan = _plan(shipped, rules={"virtualization": {"kind": kind, "min_instances": 10}})
    assert plan is not None
    assert plan.count("a100-80g") == cards


@pytest.mark.parametrize(
    ("rule", "counts"),
    [
        ({}, False),
        ({"kind": "hard"}, False),
        ({"all_cards": True}, False),
        ({"min_streams": 3}, False),
        ({"min_instances": 3}, True),
        ({"kind": "any", "all_cards": True}, True),
        ({"kind": "any", "min_streams": 3}, True),
    ],
)
def test_partitions_are_counted_where_a_rule_asks_for_some_or_names_their_kind(
    rule: dict[str, Any], counts: bool, shipped: Catalog
) -> None:
    plan = _plan(shipped, demand={"streams": 7})
    assert plan is not None
    asked = {"demand": {"streams": 7}, "prices": "cn-2026", "rules": {"virtualization": rule}}
    assert (partitioned(plan, Scenario.model_validate(asked), shipped) is not None) is counts


def test_every_card_must_have_partitions_where_hard_ones_are_required(shipped: Catalog) -> None:
    cards = {"allow": ("a6000-48g", "a100-80g")}
    rules = {"virtualization": {"kind": "hard", "all_cards": True}}
    plan = _plan(shipped, demand={"streams": 7}, cards=cards, rules=rules)
    assert plan is not None
    assert [line.card for line in plan.lines] == ["a100-80g"]
    only_slices = {"allow": ("a6000-48g",)}
    assert _plan(shipped, demand={"streams": 7}, cards=only_slices, rules=rules) is None


def test_total_cost_counts_a_licence_for_every_card_whose_slices_count(shipped: Catalog) -> None:
    """Two cards for ten instances: 4,500 USD x 7.2 a year, three years; none for hard partitions."""
    sliced = _plan(shipped, objective="tco", rules={"virtualization": {"kind": "any", "min_instances": 10}})
    assert sliced is not None
    licences = {line.item: line for line in sliced.bill if line.category == "licences"}
    assert licences["a100-80g"].count == sliced.count("a100-80g") == 2
    assert licences["a100-80g"].unit == Decimal("97200.00")
    hard = _plan(shipped, objective="tco", rules={"virtualization": {"kind": "hard", "min_instances": 10}})
    assert hard is not None
    assert [line for line in hard.bill if line.category == "licences"] == []


def test_electricity_is_power_hours_pue_and_price(shipped: Catalog) -> None:
    """One card of 300 W: 0.3 kW x 730.5 h x 12 months x PUE 1.2 x 0.5 CNY = 1,577.88 CNY."""
    money = {"horizon_months": 12, "pue": Decimal("1.2"), "electricity_per_kwh": Decimal("0.5")}
    plan = _plan(shipped, demand={"streams": 15}, objective="tco", money=money)
    assert plan is not None
    electricity = [line for line in plan.bill if line.category == "electricity"]
    assert [(line.count, line.subtotal) for line in electricity] == [(1, Decimal("1577.88"))]
    assert plan.totals.running == Decimal("1577.88")


def test_the_plan_shows_the_partitions_that_the_rule_counts(
    shipped: Catalog,
) -> None:
    """Five cards of four hard partitions for 20, not of five loaded copies; one a chip on the Ascend 910."""
    asked = {"rules": {"virtualization": {"kind": "hard", "min_instances": 20}}, "prices": "cn-2026"}
    scenario = Scenario.model_validate({**asked, "demand": {}, "cards": {"allow": ("a100-80g",)}})
    result = answer(scenario, shipped, others=0)
    assert result.plan is not None
    found = partitioned(result.plan, scenario, shipped)
    assert found is not None
    assert (found.have, found.need) == (20, 20)
    told = document(result)
    assert told["partitions"]["cards"] == [{"card": "a100-80g", "each": 4, "count": 20}]
    english, chinese = (render(result, "table", lang) for lang in ("en", "zh"))
    assert "head-room: hard partitions: 20 of 20 (4 a card)" in english
    assert "硬切分实例：20 / 20（每卡 4）" in chinese
    row = next(line for line in render(result, "csv", "en").splitlines() if line.startswith("a100-80g"))
    assert ",25,20," in row
    saved = parse_result(dumps(told), "result.json")
    page = html_page(saved, Studies(), "zh")
    assert "硬切分实例：20 / 20（每卡 4）" in page
    ascend = Scenario.model_validate({**asked, "demand": {}, "cards": {"allow": ("ascend-910-32g",)}})
    other = solve(ascend, shipped).plan
    assert other is not None
    shares = partitioned(other, ascend, shipped)
    assert shares is not None
    assert (other.totals.instances, shares.have) == (40, 20)


def test_without_a_rule_no_partitions_are_told(shipped: Catalog) -> None:
    scenario = Scenario.model_validate({"demand": {"streams": 5}, "prices": "cn-2026"})
    plan = solve(scenario, shipped).plan
    assert plan is not None
    assert partitioned(plan, scenario, shipped) is None
