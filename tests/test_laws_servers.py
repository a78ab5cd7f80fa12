"""Laws of answers with servers: what is owned, what there is to choose from, bandwidth, losses, the bill.

Each law compares two solves; one that finds no plan counts as dearer than any price.
"""

from __future__ import annotations

import itertools
import math
import os
from decimal import Decimal
from typing import Any

import networkx as nx
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from glmopt.catalog import Catalog, load_catalog
from glmopt.placement import graph_of
from glmopt.plan import Plan
from glmopt.problem import formulate, upper_bound
from glmopt.scenario import Scenario
from glmopt.solve import solve

CARDS = ("a100-40g", "a100-80g", "a6000-48g", "ascend-910-32g", "ascend-910b-64g", "rtx-4090-24g")
CHASSIS = ("pcie-8x-4u-switched", "pcie-4x-2u", "dgx-a100", "atlas-800-9000", "atlas-800t-a2")
FABRICS = ("roce-25g", "roce-100g", "roce-200g")
WHERE = {
    "ascend-910-32g": "atlas-800-9000",
    "ascend-910b-64g": "atlas-800t-a2",
    "a100-80g": "dgx-a100",
    "rtx-4090-24g": "pcie-8x-4u-switched",
}
BANDWIDTHS = (0, 2, 5, 13, 50, 200)
FEW = settings(
    max_examples=int(os.environ.get("GLMOPT_EXAMPLES", "12")),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
SHIPPED = load_catalog()


@st.composite
def asked(draw: st.DrawFn, *, lost: int | None = 0, gangs: int | None = None) -> dict[str, Any]:
    """A demand over a few cards in a few chassis, as plain values."""
    return {
        "demand": {
            "streams": draw(st.integers(1, 250)),
            "full_finetune": {
                "gangs": draw(st.integers(0, 2)) if gangs is None else gangs,
                "sharing": "shared" if lost != 0 else draw(st.sampled_from(("shared", "dedicated"))),
                "min_bandwidth_gb_s": draw(st.sampled_from((0, 0, 2, 13))),
            },
        },
        "cards": {"allow": tuple(sorted(draw(st.sets(st.sampled_from(CARDS), min_size=2, max_size=4))))},
        "nodes": {
            "chassis": tuple(sorted(draw(st.sets(st.sampled_from(CHASSIS), min_size=2, max_size=3)))),
            "fabric": tuple(sorted(draw(st.sets(st.sampled_from(FABRICS), min_size=1, max_size=2)))),
        },
        "rules": {"survive_nodes": draw(st.integers(1, 2)) if lost is None else lost},
        "prices": "cn-2026",
        "solver": {"prove": "once"},
    }


@st.composite
def owned(draw: st.DrawFn) -> tuple[dict[str, Any], ...]:
    """One or two entries of owned servers, full or not."""
    cards = draw(st.sets(st.sampled_from(sorted(WHERE)), min_size=1, max_size=2))
    return tuple(
        {
            "card": card,
            "chassis": WHERE[card],
            "nodes": draw(st.integers(1, 2)),
            "cards": draw(st.sampled_from((8, 8, 4, 1))),
        }
        for card in sorted(cards)
    )


def _plan(keys: dict[str, Any], catalog: Catalog = SHIPPED) -> Plan | None:
    return solve(Scenario.model_validate(keys), catalog).plan


def _cost(keys: dict[str, Any]) -> Decimal | float:
    plan = _plan(keys)
    if plan is None:
        return math.inf
    assert plan.totals.cost is not None
    return plan.totals.cost


def _with(keys: dict[str, Any], part: str, **values: Any) -> dict[str, Any]:
    return {**keys, part: {**keys.get(part, {}), **values}}


@given(asked(), owned())
@FEW
def test_owned_servers_never_make_a_plan_dearer(
    keys: dict[str, Any], there: tuple[dict[str, Any], ...]
) -> None:
    assert _cost({**keys, "owned": there}) <= _cost(keys)
    assert _cost({**keys, "owned": there}) <= _cost({**keys, "owned": there[:1]})


@given(asked(), st.sampled_from(CHASSIS), st.sampled_from(FABRICS))
@FEW
def test_a_chassis_or_fabric_more_to_choose_from_is_never_dearer(
    keys: dict[str, Any], chassis: str, fabric: str
) -> None:
    cost = _cost(keys)
    nodes = keys["nodes"]
    assert _cost(_with(keys, "nodes", chassis=tuple({*nodes["chassis"], chassis}))) <= cost
    assert _cost(_with(keys, "nodes", fabric=tuple({*nodes["fabric"], fabric}))) <= cost


@given(asked(gangs=1))
@FEW
def test_a_higher_bandwidth_is_never_cheaper(keys: dict[str, Any]) -> None:
    costs = []
    for bandwidth in BANDWIDTHS:
        full = {**keys["demand"]["full_finetune"], "min_bandwidth_gb_s": bandwidth}
        costs.append(_cost(_with(keys, "demand", full_finetune=full)))
    assert costs == sorted(costs)


@given(asked(lost=None), owned() | st.just(()))
@FEW
def test_whatever_nodes_are_lost_the_rest_meets_every_need(
    keys: dict[str, Any], there: tuple[dict[str, Any], ...]
) -> None:
    """Every m-subset of the nodes is taken out of the plan's graph, and what is left is counted there."""
    scenario = Scenario.model_validate({**keys, "owned": there})
    solved = solve(scenario, SHIPPED)
    assume(solved.plan is not None)
    assert solved.plan is not None
    streams = {o.card: o.streams for o in solved.problem.offers}
    need = {o.card: o.capacity.gang_cards for o in solved.problem.offers}
    graph = graph_of(solved.plan, scenario, SHIPPED)
    nodes = sorted(v for v, d in graph.nodes(data=True) if d["kind"] == "node")
    full = scenario.demand.full_finetune
    for gone in itertools.combinations(nodes, min(len(nodes), scenario.rules.survive_nodes)):
        left = graph.copy()
        inside = [v for v, d in graph.nodes(data=True) if d.get("node") in gone]
        left.remove_nodes_from([*gone, *inside])
        cards = [d for _, d in left.nodes(data=True) if d["kind"] == "card"]
        assert sum(streams[d["card"]] for d in cards) >= scenario.demand.streams
        if full.gangs:
            assert _gangs(left, need, full.min_bandwidth_gb_s) >= full.gangs, (gone, solved.plan.nodes)


def _gangs(graph: nx.Graph, need: dict[str, int], bandwidth: Decimal) -> int:
    """Gangs that disjoint parts of the graph could hold, were jobs of any size allowed in one part.

    At least as many as true gangs: this is the weaker demand; the stronger is on whole parts of one card.
    """
    wide = nx.Graph()
    wide.add_nodes_from(graph.nodes(data=True))
    wide.add_edges_from((a, b) for a, b, d in graph.edges(data=True) if d.get("gb_s", -1) >= bandwidth)
    total = 0
    for part in nx.connected_components(wide):
        by_card: dict[str, int] = {}
        for v in part:
            if graph.nodes[v]["kind"] == "card":
                by_card[graph.nodes[v]["card"]] = by_card.get(graph.nodes[v]["card"], 0) + 1
        total += sum(n // need[card] for card, n in by_card.items() if need[card])
    return total


@given(asked(), st.sampled_from(("capex", "tco")))
@FEW
def test_the_bill_is_what_is_minimised(keys: dict[str, Any], goal: str) -> None:
    solved = solve(Scenario.model_validate({**keys, "objective": goal}), SHIPPED)
    assume(solved.plan is not None)
    assert solved.plan is not None
    assert sum(line.subtotal for line in solved.plan.bill) * 100 == solved.ending.objective


@given(asked(), owned() | st.just(()))
@FEW
def test_the_total_is_the_sum_of_its_lines(keys: dict[str, Any], there: tuple[dict[str, Any], ...]) -> None:
    plan = _plan({**keys, "owned": there, "objective": "tco"})
    assume(plan is not None)
    assert plan is not None
    bought = sum(b.subtotal for b in plan.bill if b.category in ("cards", "hosts", "fabric"))
    running = sum(b.subtotal for b in plan.bill if b.category in ("licences", "electricity"))
    assert (plan.totals.cost, plan.totals.running) == (bought, running)
    assert all(b.subtotal == b.unit * b.count for b in plan.bill)


@given(asked())
@FEW
def test_the_cards_alone_never_cost_more_than_in_servers(keys: dict[str, Any]) -> None:
    """Bare cards are a relaxation: the same cards, without hosts, networks, slots or groups."""
    full = {**keys["demand"]["full_finetune"], "min_bandwidth_gb_s": 0}
    bare = _with({k: v for k, v in keys.items() if k != "nodes"}, "demand", full_finetune=full)
    assert _cost(bare) <= _cost(keys)


@given(asked())
@FEW
def test_the_program_has_no_more_cards_than_its_bounds_promise(keys: dict[str, Any]) -> None:
    """No bound U_i is met by an optimum: a bound that cuts would show there."""
    scenario = Scenario.model_validate(keys)
    plan = _plan(keys)
    assume(plan is not None)
    assert plan is not None
    problem = formulate(scenario, SHIPPED)
    for line in plan.lines:
        offer = next(o for o in problem.offers if o.card == line.card)
        assert line.count < upper_bound(problem, offer)
