"""Laws that plans with servers obey: more room never costs more, losses are survived."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from glmopt.catalog import Catalog, load_catalog
from glmopt.placement import graph_of
from glmopt.plan import Plan
from glmopt.scenario import Scenario
from glmopt.sizing import sizer_for
from glmopt.solve import solve
from glmopt.topology.attributes import of_kind, values

CARDS = ("a100-80g", "rtx-4090-24g", "ascend-910-32g", "ascend-910b-64g", "a6000-48g")
CHASSIS = ("dgx-a100", "pcie-8x-4u-switched", "pcie-4x-2u", "atlas-800-9000", "atlas-800t-a2", "ws-2x")
FABRICS = ("roce-25g", "roce-100g", "ib-200g")


def _some(names: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(st.sampled_from(names), min_size=1).map(lambda found: tuple(sorted(found)))


@st.composite
def questions(draw: st.DrawFn) -> dict[str, Any]:
    """A need, some cards, server types and networks."""
    return {
        "demand": {
            "streams": draw(st.integers(1, 300)),
            "full_finetune": {
                "gangs": draw(st.integers(0, 2)),
                "min_bandwidth_gb_s": Decimal(draw(st.sampled_from([0, 0, 3, 20]))),
            },
        },
        "prices": "cn-2026",
        "cards": {"allow": draw(_some(CARDS))},
        "nodes": {"chassis": draw(_some(CHASSIS)), "fabric": draw(_some(FABRICS))},
        "objective": draw(st.sampled_from(["capex", "tco", "cards"])),
        "solver": {"prove": "once"},
    }


def _solved(question: dict[str, Any], catalog: Catalog) -> tuple[Decimal | int | None, Plan | None]:
    """What is minimised, and the plan; None where nothing fits."""
    solved = solve(Scenario.model_validate(question), catalog)
    assert solved.ending.status in ("optimal", "infeasible")
    return solved.ending.objective, solved.plan


def _never_dearer(less: dict[str, Any], more: dict[str, Any], catalog: Catalog) -> None:
    """With more to choose from the optimum is as good or better."""
    narrow, _ = _solved(less, catalog)
    wide, _ = _solved(more, catalog)
    assert narrow is None or (wide is not None and wide <= narrow)


@settings(max_examples=8, deadline=None)
@given(question=questions(), chassis=st.sampled_from(CHASSIS), fabric=st.sampled_from(FABRICS))
def test_more_to_choose_from_is_never_dearer(question: dict[str, Any], chassis: str, fabric: str) -> None:
    nodes = question["nodes"]
    wider = {
        "chassis": tuple({*nodes["chassis"], chassis}),
        "fabric": tuple({*nodes["fabric"], fabric}),
    }
    _never_dearer(question, question | {"nodes": wider}, load_catalog())


@settings(max_examples=8, deadline=None)
@given(question=questions(), card=st.sampled_from(CARDS), cards=st.integers(1, 8), nodes=st.integers(1, 3))
def test_what_is_owned_never_makes_a_plan_dearer(
    question: dict[str, Any], card: str, cards: int, nodes: int
) -> None:
    homes = {"a100-80g": "pcie-8x-4u-switched", "ascend-910-32g": "atlas-800-9000"}
    homes["ascend-910b-64g"] = "atlas-800t-a2"
    chassis = homes.get(card, "pcie-8x-4u-switched")
    there = ({"card": card, "chassis": chassis, "nodes": nodes, "cards": cards},)
    _never_dearer(question, question | {"owned": there}, load_catalog())


@settings(max_examples=8, deadline=None)
@given(question=questions(), asked=st.sampled_from([1, 5, 13, 32, 100]))
def test_less_bandwidth_is_never_dearer(question: dict[str, Any], asked: int) -> None:
    demand = question["demand"]
    full = demand["full_finetune"]
    slower = min(full["min_bandwidth_gb_s"], Decimal(asked))
    faster = max(full["min_bandwidth_gb_s"], Decimal(asked))
    narrow, wide = (
        question | {"demand": demand | {"full_finetune": full | {"min_bandwidth_gb_s": rate}}}
        for rate in (faster, slower)
    )
    _never_dearer(narrow, wide, load_catalog())


@settings(max_examples=8, deadline=None)
@given(question=questions())
def test_the_bill_is_what_is_minimised(question: dict[str, Any]) -> None:
    objective, plan = _solved(question, load_catalog())
    assume(plan is not None and question["objective"] != "cards")
    assert plan is not None
    assert sum(line.subtotal for line in plan.bill) * 100 == objective
    running = Decimal(0) if plan.totals.running is None else plan.totals.running
    assert plan.totals.cost is not None
    assert (plan.totals.cost + running) * 100 == objective


@settings(max_examples=8, deadline=None)
@given(question=questions(), lost=st.integers(1, 2))
def test_every_loss_of_so_many_servers_is_survived(question: dict[str, Any], lost: int) -> None:
    """Streams are counted on the plan's graph, server by server, without each set of `lost` servers."""
    asked = question | {"rules": {"survive_nodes": lost}}
    _, plan = _solved(asked, load_catalog())
    assume(plan is not None)
    assert plan is not None
    scenario = Scenario.model_validate(asked)
    graph = graph_of(plan, scenario, load_catalog())
    sizer = sizer_for(scenario, load_catalog())
    each = {c: sizer(spec).streams_low for c in CARDS if (spec := load_catalog().spec(c, "seed"))}
    home, kind = values(graph, "node"), values(graph, "card")
    nodes = of_kind(graph, "node")
    cards = of_kind(graph, "card")
    for gone in combinations(nodes, min(lost, len(nodes))):
        left = sum(each[kind[card]] for card in cards if home[card] not in gone)
        assert left >= asked["demand"]["streams"]
