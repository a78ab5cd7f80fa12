"""Cards that only a bridge joins fast enough: how many must be bridged, which no bill has."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from glmopt.catalog import Catalog
from glmopt.check import bridges, check
from glmopt.plan import Plan
from glmopt.reports.answer import render
from glmopt.reports.html.page import render as html_page
from glmopt.result import Result, answer, document, dumps, parse_result
from glmopt.scenario import Scenario
from glmopt.study import Studies

SERVERS = {"chassis": ("pcie-8x-4u-switched",)}


def _answer(catalog: Catalog, demand: dict[str, Any], **over: Any) -> tuple[Result, Plan]:
    question = {"prices": "cn-2026", "cards": {"allow": ("a100-80g",)}, "nodes": SERVERS, "demand": demand}
    scenario = Scenario.model_validate(question | over)
    result = answer(scenario, catalog, others=0)
    assert result.plan is not None
    return result, result.plan


def _pairs(rate: int) -> dict[str, Any]:
    return {"light_finetune": 3, "tuning": {"light": {"cards": 2, "min_bandwidth_gb_s": rate}}}


def test_three_jobs_on_bridged_pairs_need_three_bridges(shipped: Catalog) -> None:
    """Pairs reach 300 GB/s by a bridge, any two cards 31.5 by the bus."""
    result, plan = _answer(shipped, _pairs(100))
    (found,) = bridges(plan, result.scenario, shipped)
    assert (found.card, found.joins, found.count) == ("a100-80g", 2, 3)
    told = document(result)
    assert [b["count"] for b in told["bridges"]] == [3]
    said = {
        "en": "needs 3 x NVLink bridge, each of which joins 2 A100 80G",
        "zh": "还需 3 个 NVLink bridge，每个在",
    }
    page = html_page(parse_result(dumps(told), "result.json"), Studies(), "zh")
    for lang, text in said.items():
        assert text in render(result, "table", lang)
    assert said["zh"] in page


@pytest.mark.parametrize("rate", [0, 20])
def test_what_the_bus_does_needs_no_bridge(rate: int, shipped: Catalog) -> None:
    result, plan = _answer(shipped, _pairs(rate))
    assert bridges(plan, result.scenario, shipped) == ()
    assert "bridges" not in document(result)


def test_a_board_with_its_own_links_needs_no_bridge(shipped: Catalog) -> None:
    result, plan = _answer(shipped, _pairs(100), nodes={"chassis": ("dgx-a100",)})
    assert bridges(plan, result.scenario, shipped) == ()


def test_tensor_parallel_pairs_and_gangs_of_two_are_bridged(shipped: Catalog) -> None:
    service = {"streams": 300, "service": {"cards": 2, "min_bandwidth_gb_s": 100}}
    result, plan = _answer(shipped, service, sizing="roofline")
    (found,) = bridges(plan, result.scenario, shipped)
    assert found.count == plan.totals.cards // 2
    assert found.count > 1
    # a bridge joins up to four H200 NVL, at 150 GB/s between any two; the bus has 63
    gang = {"full_finetune": {"gangs": 1, "min_bandwidth_gb_s": 100}}
    fast = {
        "cards": {"allow": ("h200-nvl-141g",), "price": {"h200-nvl-141g": 200_000}},
        "figures": "datasheet",
    }
    result, plan = _answer(shipped, gang, **fast)
    (found,) = bridges(plan, result.scenario, shipped)
    assert all(g.per_node <= found.joins for g in plan.gangs)
    assert found.count == sum(g.count * g.nodes for g in plan.gangs)
    # gangs of another card, or in other servers, are bridged where they stand
    for other in ({"card": "a100-80g"}, {"chassis": "dgx-a100"}):
        apart = replace(plan, gangs=tuple(replace(g, **other) for g in plan.gangs))
        assert bridges(apart, result.scenario, shipped) == ()


def test_rates_of_a_gang_hold_no_bridge_that_nobody_bought(shipped: Catalog) -> None:
    """Three H200 NVL: 63 GB/s by the bus where no rate is asked, 150 by a bridge that is then named."""
    fast = {
        "cards": {"allow": ("h200-nvl-141g",), "price": {"h200-nvl-141g": 200_000}},
        "figures": "datasheet",
    }
    for asked, rate, halves, needed in ((0, 63, 63, 0), (63, 63, 63, 0), (100, 150, 300, 1)):
        demand = {"full_finetune": {"gangs": 1, "min_bandwidth_gb_s": asked}}
        result, plan = _answer(shipped, demand, **fast)
        (gang,) = plan.gangs
        # one card against two: its wire to the bus, or its two wires of 150 in the bridge
        assert (gang.cards, gang.bottleneck_gb_s, gang.bisection_gb_s) == (3, rate, halves)
        assert sum(b.count for b in bridges(plan, result.scenario, shipped)) == needed
        wires = "NVLink bridge, 150 GB/s" if needed else "host bus, 63 GB/s"
        assert f"{wires} per direction" in render(result, "table", "en")
        assert check(plan, result.scenario, shipped) == ()
