"""The checks of servers fire on a plan with their fault; a true plan at all its limits passes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from glmopt.catalog import Catalog
from glmopt.check import check
from glmopt.explain.housing_figures import housing_shares, network_key
from glmopt.plan import Plan
from glmopt.problem import formulate
from glmopt.result.basis import rests_on
from glmopt.scenario import Scenario
from glmopt.solve import solve

# 8 streams a card and 14 cards a gang: two servers of eight, one of them owned with four cards in it.
NEED: dict[str, Any] = {
    "demand": {"streams": 120, "full_finetune": {"gangs": 1, "min_bandwidth_gb_s": Decimal(2)}},
    "prices": "cn-2026",
    "cards": {"allow": ("rtx-4090-24g",)},
    "nodes": {"chassis": ("pcie-8x-4u-switched",), "fabric": ("roce-100g",)},
    "owned": ({"card": "rtx-4090-24g", "chassis": "pcie-8x-4u-switched", "cards": 4, "site": "hall"},),
    "sites": {"hall": {}},
}
Found = set[str]


def _asked(**over: Any) -> Scenario:
    return Scenario.model_validate(_merged(NEED, over))


def _merged(base: Any, over: Any) -> Any:
    if not (isinstance(base, dict) and isinstance(over, dict)):
        return over
    return base | {k: _merged(base.get(k), v) for k, v in over.items()}


@pytest.fixture(scope="module")
def true(shipped: Catalog) -> Plan:
    """Two nodes, one of them owned and filled up, with a gang of 14 over both."""
    plan = solve(_asked(), shipped).plan
    assert plan is not None
    return plan


def _found(plan: Plan, scenario: Scenario, catalog: Catalog) -> Found:
    return {finding.partition(":")[0] for finding in check(plan, scenario, catalog)}


def test_own_prices_of_a_network_stand_before_those_of_the_catalog(true: Plan, shipped: Catalog) -> None:
    """Cables and adapters at 1,000 and 2,000 for each of the ports of two servers, and a switch at 30,000."""
    quote = {"amount": 30_000, "source": "offer 7", "date": "2026-11"}
    own = {"roce-100g": {"adapter": 2_000, "port": 1_000, "switch": quote}}
    scenario = _asked(nodes={"network": own})
    plan = solve(scenario, shipped).plan
    assert plan is not None
    ports = shipped.chassis["pcie-8x-4u-switched"].scale_out.ports.value
    fabric = {line.item: line.unit for line in plan.bill if line.category == "fabric"}
    assert fabric == {"roce-100g for pcie-8x-4u-switched": ports * 3_000, "roce-100g switch": 30_000}
    assert plan.totals.cost == 11 * 18_000 + 126_000 + 2 * ports * 3_000 + 30_000
    assert check(plan, scenario, shipped) == ()
    # neither bill stands up to the other's prices
    assert check(true, scenario, shipped)
    assert check(plan, _asked(), shipped)
    # only the switch is one's own: the rest is the catalog's
    partly = solve(_asked(nodes={"network": {"roce-100g": {"switch": quote}}}), shipped).plan
    assert partly is not None
    assert partly.totals.cost == 11 * 18_000 + 126_000 + 2 * 11_520 + 30_000
    told = {
        b.of: (b.amount, b.kind, b.date, b.source)
        for _, bases in rests_on(scenario, shipped, plan)
        for b in bases
    }
    assert told["switch"] == (30_000, "quote", "2026-11", ("offer 7",))
    assert told["cable"][:2] == (1_000, "given")
    assert told["adapter"][:2] == (2_000, "given")
    problem = formulate(scenario, shipped)
    assert network_key("roce-100g") not in housing_shares(problem, scenario, shipped)


def test_the_plan_is_the_one_worked_out_by_hand(true: Plan) -> None:
    """15 cards for 120 streams: 8 in one server and 7 in the other, 4 of them owned."""
    assert sorted((n.cards, n.nodes, n.owned) for n in true.nodes) == [(7, 1, False), (8, 1, True)]
    assert {n.fabric for n in true.nodes} == {"roce-100g"}
    gang = true.gangs[0]
    assert (gang.cards, gang.nodes, gang.per_node, gang.count) == (14, 2, 7, 1)
    line = true.lines[0]
    assert (line.count, line.owned, line.bought) == (15, 4, 11)
    # 11 cards at 18,000, one host at 126,000, two connections at 11,520 and a switch at 64,800
    assert true.totals.cost == 11 * 18_000 + 126_000 + 2 * 11_520 + 64_800
    assert true.totals.cost == sum(line.subtotal for line in true.bill)


def test_a_true_plan_at_all_its_limits_passes(true: Plan, shipped: Catalog) -> None:
    power = Decimal(true.totals.power_w or 0) / 1000
    limits = {
        "max_power_kw": power,
        "max_rack_units": true.totals.rack_units,
        "max_ports": 4,
        "min_streams": 120,
    }
    rules = {"max_power_kw": power, "max_rack_units": true.totals.rack_units}
    assert check(true, _asked(sites={"hall": limits}, rules=rules), shipped) == ()


LESS = Decimal("0.001")
ONE_SHORT: dict[str, tuple[str, Callable[[Plan], dict[str, Any]]]] = {
    "power": ("power", lambda p: {"rules": {"max_power_kw": Decimal(p.totals.power_w or 0) / 1000 - LESS}}),
    "power of a site": (
        "power",
        lambda p: {"sites": {"hall": {"max_power_kw": Decimal(p.totals.power_w or 0) / 1000 - LESS}}},
    ),
    "rack": (
        "rack_units",
        lambda p: {"rules": {"max_rack_units": (p.totals.rack_units or Decimal(0)) - LESS}},
    ),
    "rack of a site": (
        "rack_units",
        lambda p: {"sites": {"hall": {"max_rack_units": (p.totals.rack_units or Decimal(0)) - LESS}}},
    ),
    "ports": ("ports", lambda _: {"sites": {"hall": {"max_ports": 3}}}),
    "streams of a site": ("site_streams", lambda _: {"sites": {"hall": {"min_streams": 121}}}),
    "the loss of a node": ("survive_nodes", lambda _: {"rules": {"survive_nodes": 1}}),
    "bandwidth": (
        "full_finetune",
        lambda _: {"demand": {"full_finetune": {"min_bandwidth_gb_s": Decimal(13)}}},
    ),
    "another fabric": ("fabric", lambda _: {"nodes": {"fabric": ("roce-25g",)}}),
    "another chassis": ("slots", lambda _: {"nodes": {"chassis": ("pcie-4x-2u",)}}),
    "another site": ("slots", lambda _: {"sites": {"attic": {}}, "owned": ()}),
    "nothing owned": ("owned", lambda _: {"owned": ()}),
    "fewer cards owned": (
        "owned",
        lambda _: {"owned": ({**NEED["owned"][0], "cards": 3},)},
    ),
    "dearer hosts": ("bill", lambda _: {"nodes": {"price": {"pcie-8x-4u-switched": "126001 CNY"}}}),
}


@pytest.mark.parametrize("what", ONE_SHORT)
def test_a_rule_that_is_missed_by_one_is_found(what: str, true: Plan, shipped: Catalog) -> None:
    name, over = ONE_SHORT[what]
    scenario = _asked(**over(true))
    if what == "another site":
        scenario = Scenario.model_validate(NEED | over(true))
    assert name in _found(true, scenario, shipped)


def _nodes(plan: Plan, **changes: Any) -> Plan:
    first, *others = plan.nodes
    return replace(plan, nodes=(replace(first, **changes), *others))


def _gang(plan: Plan, **changes: Any) -> Plan:
    return replace(plan, gangs=(replace(plan.gangs[0], **changes),))


UNTRUE: dict[str, tuple[str, Callable[[Plan], Plan]]] = {
    "a node with too few cards": ("slots", lambda p: _nodes(p, cards=6)),
    "a node with too many cards": ("slots", lambda p: _nodes(p, cards=9)),
    "no node": ("slots", lambda p: _nodes(p, nodes=0)),
    "one node more": ("totals", lambda p: _nodes(p, nodes=2)),
    "both owned": ("owned", lambda p: replace(p, nodes=tuple(replace(n, owned=True) for n in p.nodes))),
    "neither owned": ("owned", lambda p: replace(p, nodes=tuple(replace(n, owned=False) for n in p.nodes))),
    "a node off the network": ("full_finetune", lambda p: _nodes(p, fabric="none")),
    "a smaller gang": ("full_finetune", lambda p: _gang(p, cards=12, per_node=6)),
    "an uneven gang": ("full_finetune", lambda p: _gang(p, per_node=6)),
    "a gang in one node": ("full_finetune", lambda p: _gang(p, nodes=1, per_node=14)),
    "two gangs": ("full_finetune", lambda p: _gang(p, count=2)),
    "no gang": ("full_finetune", lambda p: replace(p, gangs=())),
    "a faster gang": ("full_finetune", lambda p: _gang(p, bottleneck_gb_s=Decimal(25))),
    "a wider gang": ("full_finetune", lambda p: _gang(p, bisection_gb_s=Decimal(100))),
    "a slower half": ("full_finetune", lambda p: _gang(p, bisection_gb_s=Decimal(1))),
    "less power": ("totals", lambda p: replace(p, totals=replace(p.totals, power_w=1))),
    "less rack space": ("totals", lambda p: replace(p, totals=replace(p.totals, rack_units=Decimal(1)))),
    "a bill without its switch": ("bill", lambda p: replace(p, bill=p.bill[:-1])),
}


@pytest.mark.parametrize("what", UNTRUE)
def test_a_plan_that_says_something_untrue_is_found(what: str, true: Plan, shipped: Catalog) -> None:
    name, tamper = UNTRUE[what]
    assert name in _found(tamper(true), _asked(), shipped)


def test_a_bisection_that_is_a_bound_may_not_be_stated_as_exact(shipped: Catalog) -> None:
    """Sixteen cards in two servers of two rings have more halves than are tried."""
    asked = Scenario.model_validate(
        {
            "demand": {"full_finetune": True},
            "cards": {"allow": ("ascend-910-32g",)},
            "nodes": {"chassis": ("atlas-800-9000",), "fabric": ("roce-100g",)},
        }
    )
    plan = solve(asked, shipped).plan
    assert plan is not None
    assert not plan.gangs[0].bisection_exact
    assert check(plan, asked, shipped) == ()
    assert _found(_gang(plan, bisection_exact=True), asked, shipped) == {"full_finetune"}


BOX, CARD = "pcie-8x-4u-switched", "rtx-4090-24g"
SAID: dict[str, tuple[str, Callable[[Plan], Plan]]] = {
    "no card in a node": (f"slots: 1 x 0 cards in {BOX} of 8 slots", lambda p: _nodes(p, cards=0)),
    "a card too many in a node": (f"slots: 1 x 9 cards in {BOX} of 8 slots", lambda p: _nodes(p, cards=9)),
    "no node": (
        f"slots: 0 x {{cards}} cards in {BOX} of 8 slots",
        lambda p: _nodes(p, nodes=0),
    ),
    "a card that sits nowhere": (
        f"slots: 14 of 15 x {CARD} sit in servers",
        lambda p: _nodes(p, cards=p.nodes[0].cards - 1),
    ),
    "an uneven gang": (f"full_finetune: a gang of 14 x {CARD} as 2 x 6", lambda p: _gang(p, per_node=6)),
    "a gang without nodes": (
        f"full_finetune: a gang of 0 x {CARD} as 0 x 7",
        lambda p: _gang(p, nodes=0, cards=0),
    ),
    "a gang that is too small": (
        f"full_finetune: a gang of 12 x {CARD}, the job needs 14",
        lambda p: _gang(p, cards=12, per_node=6),
    ),
    "a gang that no line has": (
        f"full_finetune: 2 gangs of {CARD} in servers, 1 stated",
        lambda p: _gang(p, count=2),
    ),
}


@pytest.mark.parametrize("what", SAID)
def test_what_is_said_of_a_fault_is_that_fault(what: str, true: Plan, shipped: Catalog) -> None:
    says, tamper = SAID[what]
    assert says.format(cards=true.nodes[0].cards) in check(tamper(true), _asked(), shipped)


def test_no_gang_is_left_where_one_node_is(true: Plan, shipped: Catalog) -> None:
    """A gang of 14 needs both nodes: without one of them 56 streams and more are left, and no gang."""
    found = check(true, _asked(demand={"streams": 8}, rules={"survive_nodes": 1}), shipped)
    assert len(found) == 1
    assert found[0].startswith("survive_nodes: 0 of 1 gangs without 1 x pcie-8x-4u-switched with ")


@pytest.mark.parametrize(
    "nodes", [{"chassis": "pdp-11"}, {"fabric": "string"}, {"card": "rtx-3090-24g"}], ids=str
)
def test_a_name_that_does_not_exist_is_refused(nodes: dict[str, str], true: Plan, shipped: Catalog) -> None:
    assert len(check(_nodes(true, **nodes), _asked(), shipped)) == 1


def test_a_board_that_is_sold_full_is_full(shipped: Catalog) -> None:
    """Four A100 in a DGX A100 are no purchase; eight are."""
    scenario = Scenario.model_validate(
        {"demand": {"streams": 80}, "prices": "cn-2026", "nodes": {"chassis": ("dgx-a100",)}}
    )
    plan = solve(scenario, shipped).plan
    assert plan is not None
    assert {n.cards for n in plan.nodes} == {8}
    said = "slots: 4 cards in a new dgx-a100, which is sold with 8"
    assert said in check(_nodes(plan, cards=4), scenario, shipped)


def test_servers_where_the_scenario_has_bare_cards_are_refused(true: Plan, shipped: Catalog) -> None:
    bare = Scenario.model_validate(
        {k: v for k, v in NEED.items() if k in ("prices", "cards")} | {"demand": {}}
    )
    assert "slots" in _found(true, bare, shipped)
    for alone in ({"nodes": ()}, {"gangs": ()}):
        assert "slots" in _found(replace(true, **alone), bare, shipped)


def test_every_check_of_servers_has_fired_here() -> None:
    fired = {name for name, _ in (*ONE_SHORT.values(), *UNTRUE.values())}
    assert fired >= {"slots", "fabric", "power", "rack_units", "ports", "site_streams", "survive_nodes"}
