"""Plans of many kinds pass the check at their limits, and are found out one step beyond."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from glmopt import topology
from glmopt.catalog import Catalog
from glmopt.check import CHECKS, Case, check, servers
from glmopt.plan import Plan
from glmopt.scenario import Scenario
from glmopt.solve import solve
from glmopt.topology import gangs_of

BASE: dict[str, Any] = {"prices": "cn-2026", "solver": {"prove": "once"}}
PCIE = {"chassis": ("pcie-8x-4u-switched",), "fabric": ("roce-100g",)}
CARD = {"allow": ("rtx-4090-24g",)}
KINDS: dict[str, dict[str, Any]] = {
    "bare, the running costs": {"objective": "tco", "demand": {"streams": 150, "light_finetune": 2}},
    "bare, the fewest cards": {"objective": "cards", "demand": {"streams": 150, "instances": 40}},
    "bare, the most streams": {"objective": "streams", "budget": {"max": 700_000}, "demand": {"streams": 0}},
    "bare, licences": {
        "objective": "tco",
        "demand": {"streams": 60},
        "rules": {"virtualization": {"all_cards": True, "kind": "any"}},
    },
    "the running costs of servers and a network": {
        "objective": "tco",
        "demand": {"streams": 150, "full_finetune": {"gangs": 1}},
        "cards": CARD,
        "nodes": PCIE,
    },
    "the fewest cards in servers without a price": {
        "objective": "cards",
        "demand": {"streams": 60},
        "cards": {"allow": ("ascend-910b-64g",)},
        "nodes": {"chassis": ("atlas-200t-a2-box16",)},
    },
    # nodes of 5, 5 and 4 cards
    "one node lost, streams of a site": {
        "demand": {"streams": 70},
        "cards": CARD,
        "nodes": PCIE,
        "sites": {"hall": {"min_streams": 70}, "attic": {}},
        "rules": {"survive_nodes": 1},
    },
    "one node lost, gangs inside nodes": {
        "demand": {"streams": 8, "full_finetune": {"gangs": 4, "min_bandwidth_gb_s": 50}},
        "cards": {"allow": ("a100-80g",)},
        "nodes": {"chassis": ("dgx-a100",)},
        "rules": {"survive_nodes": 1},
    },
    # three nodes of eight, two of them left: 16 cards of 15 streams, 5 instances and one light job each
    "one node lost, every need": {
        "demand": {"streams": 200, "instances": 60, "light_finetune": 12},
        "cards": {"allow": ("a100-80g",)},
        "nodes": {"chassis": ("dgx-a100",)},
        "rules": {"survive_nodes": 1, "virtualization": {"min_streams": 100, "min_instances": 50}},
    },
    "one node lost, gangs over nodes": {
        "demand": {"streams": 8, "full_finetune": {"gangs": 1}},
        "cards": CARD,
        "nodes": PCIE,
        "rules": {"survive_nodes": 1},
    },
    "dedicated gangs and streams of a site": {
        "demand": {"streams": 40, "full_finetune": {"gangs": 1, "sharing": "dedicated"}},
        "cards": CARD,
        "nodes": PCIE,
        "sites": {"hall": {"min_streams": 30}},
    },
    "instances over two cards": {
        "sizing": "roofline",
        "figures": "datasheet",
        "demand": {"streams": 200, "service": {"cards": 2}},
        "cards": {"allow": ("a100-80g",)},
        "nodes": {"chassis": ("dgx-a100",)},
    },
}


def _scenario(what: str, **over: Any) -> Scenario:
    return Scenario.model_validate(BASE | KINDS[what] | over)


def _plan(what: str, catalog: Catalog) -> Plan:
    plan = solve(_scenario(what), catalog).plan
    assert plan is not None
    return plan


@pytest.mark.parametrize("what", KINDS)
def test_a_plan_of_every_kind_passes(what: str, shipped: Catalog) -> None:
    """`solve` has it checked."""
    plan = _plan(what, shipped)
    assert check(plan, _scenario(what), shipped) == ()


@pytest.mark.parametrize(
    ("what", "left"),
    [("one node lost, gangs inside nodes", 4), ("one node lost, gangs over nodes", 1)],
)
def test_the_gangs_that_are_left_after_a_loss_are_counted_to_the_last(
    what: str, left: int, shipped: Catalog
) -> None:
    plan = _plan(what, shipped)
    full = KINDS[what]["demand"]["full_finetune"]
    demand = {**KINDS[what]["demand"], "full_finetune": {**full, "gangs": left + 1}}
    found = check(plan, _scenario(what, demand=demand), shipped)
    assert f"survive_nodes: {left} of {left + 1} gangs without" in " ".join(found)


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
    plan = _plan(what, shipped)
    assert [(n.cards, n.nodes) for n in plan.nodes] == [(8, 3)]
    over, says = LEFT[need]
    found = check(plan, _scenario(what, **over), shipped)
    assert found == (f"survive_nodes: {says} without 1 x dgx-a100 with 8 a100-80g at main",)


def test_a_dedicated_gang_takes_no_streams_from_another_site(shipped: Catalog) -> None:
    """Fourteen cards of eight streams are the gang's: in the attic they leave those of the hall alone."""
    what = "dedicated gangs and streams of a site"
    plan = _plan(what, shipped)
    cards = sum(n.cards * n.nodes for n in plan.nodes if n.site == "hall")
    sites = {"hall": {"min_streams": 8 * cards}, "attic": {}}
    short = f"site_streams: {8 * cards - 112} of {8 * cards} streams from hall"
    assert short in check(plan, _scenario(what, sites=sites), shipped)
    moved = replace(plan, gangs=tuple(replace(g, site="attic") for g in plan.gangs))
    assert "streams from hall" not in " ".join(check(moved, _scenario(what, sites=sites), shipped))


def test_a_job_of_a_size_that_the_machine_does_not_take_is_found(shipped: Catalog) -> None:
    """An Atlas 800 takes 1, 2, 4 or 8 cards, or 8 on each of several."""
    scenario = Scenario.model_validate(BASE | RINGS)
    plan = solve(scenario, shipped).plan
    assert plan is not None
    six = replace(plan, gangs=(replace(plan.gangs[0], cards=6, nodes=1, per_node=6),))
    takes = "full_finetune: a gang of 6 x ascend-910-32g, atlas-800-9000 takes jobs of 1, 2, 4, 8"
    assert takes in check(six, scenario, shipped)


def test_a_gang_of_the_graph_has_as_many_cards(shipped: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    what = "one node lost, gangs over nodes"
    plan = _plan(what, shipped)
    monkeypatch.setattr(
        topology, "gangs_of", lambda graph: {gang: cards[1:] for gang, cards in gangs_of(graph).items()}
    )
    title = "full_finetune: a gang of 14 x rtx-4090-24g in pcie-8x-4u-switched"
    assert f"{title} has 13 cards" in check(plan, _scenario(what), shipped)


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
    plan = _plan(what, shipped)
    for over in ({"objective": "capex"}, {"budget": {"max": 10**9}}):
        found = check(plan, _scenario(what, **over), shipped)
        assert "slots: atlas-200t-a2-box16 has no host price" in found
    priced = {"chassis": ("atlas-200t-a2-box16",), "price": {"atlas-200t-a2-box16": 1_000}}
    found = check(plan, _scenario(what, objective="capex", nodes=priced), shipped)
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


def test_half_a_group_of_cards_is_no_instance(shipped: Catalog) -> None:
    """Seven cards of a DGX make three instances of two cards each."""
    what = "instances over two cards"
    plan = _plan(what, shipped)
    short = replace(plan, nodes=(replace(plan.nodes[0], cards=7), *plan.nodes[1:]))
    assert "slots: 7 cards in dgx-a100 make 3 groups of 2" in check(short, _scenario(what), shipped)


def test_the_reach_of_a_gang_is_the_one_of_its_wires(shipped: Catalog) -> None:
    what = "one node lost, gangs over nodes"
    plan = _plan(what, shipped)
    told = replace(plan, gangs=tuple(replace(g, reach="node") for g in plan.gangs))
    found = check(told, _scenario(what), shipped)
    assert "full_finetune: a gang of 14 x rtx-4090-24g reaches over a pod, stated node" in found


WRONG_WIRES = {
    "card": ("a100-80g", "not all of one card"),
    "site": ("attic", "not all of one site"),
    "chassis": ("dgx-a100", "not all of one chassis"),
    "node": ("another", "is not on 2 nodes"),
}


@pytest.mark.parametrize("key", WRONG_WIRES)
def test_a_gang_of_the_graph_is_the_one_of_the_plan(
    key: str, shipped: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One card of the gang is of another kind, or sits elsewhere."""
    what = "one node lost, gangs over nodes"
    value, says = WRONG_WIRES[key]

    def tampered(case: Case) -> Iterator[str]:
        assert not isinstance(case.graph, str)
        first = next(iter(gangs_of(case.graph).values()))[0]
        case.graph.nodes[first][key] = value
        return servers.full_finetune(case)

    plan = _plan(what, shipped)
    monkeypatch.setitem(CHECKS, "full_finetune", tampered)
    found = check(plan, _scenario(what), shipped)
    assert any(f.startswith("full_finetune: a gang of 14") and says in f for f in found)


# A gang of 16 in two Atlas 800 of two rings each; jobs of up to four cards must sit in one ring.
RINGS = {
    "demand": {"streams": 8, "full_finetune": {"gangs": 1}},
    "cards": {"allow": ("ascend-910-32g",)},
    "nodes": {"chassis": ("atlas-800-9000",), "fabric": ("roce-100g",)},
}


@pytest.mark.parametrize(("rings", "apart"), [((4, 0), False), ((2, 2), True), ((3, 2), False)])
def test_a_small_gang_sits_in_one_ring(
    rings: tuple[int, int], apart: bool, shipped: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many cards of the first node's rings: four of one ring, two and two, three and two."""
    scenario = Scenario.model_validate(BASE | RINGS)
    plan = solve(scenario, shipped).plan
    assert plan is not None

    def taken(graph: Any) -> dict[str, list[str]]:
        (cards,) = gangs_of(graph).values()
        ring = {c: graph.nodes[c]["group"] for c in cards}
        first, second, *_ = sorted(set(ring.values()), key=str)
        of = [[c for c in cards if ring[c] == r] for r in (first, second)]
        return {"gang": [*of[0][: rings[0]], *of[1][: rings[1]]]}

    monkeypatch.setattr(topology, "gangs_of", taken)
    found = " ".join(check(plan, scenario, shipped))
    assert ("does not sit in one group of linked cards" in found) == apart


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
    plan = _plan("bare, the fewest cards", shipped)
    other = replace(plan, lines=(replace(plan.lines[0], card="a100-sxm-80g"),))
    assert check(other, _scenario("bare, the fewest cards"), shipped) == ("a100-sxm-80g has no seed figures",)


GANG = "full_finetune: a gang of 14 x rtx-4090-24g"
WRONG_GANGS: dict[str, tuple[dict[str, Any], str]] = {
    "none of it": ({"count": 0}, "full_finetune: 0 gangs of rtx-4090-24g in pcie-8x-4u-switched"),
    "in a machine that is none": ({"chassis": "pdp-11"}, "full_finetune: 1 gangs of rtx-4090-24g in pdp-11"),
    "over a network that is none": ({"fabric": "string"}, "full_finetune: "),
    "on no node": ({"nodes": 0}, f"{GANG} as 0 x 7"),
}


@pytest.mark.parametrize("what", WRONG_GANGS)
def test_a_gang_that_cannot_be_is_found(what: str, shipped: Catalog) -> None:
    kind = "one node lost, gangs over nodes"
    plan = _plan(kind, shipped)
    changes, says = WRONG_GANGS[what]
    found = check(replace(plan, gangs=(replace(plan.gangs[0], **changes),)), _scenario(kind), shipped)
    assert any(f.startswith(says) for f in found), found


def test_shares_of_a_size_that_a_node_does_not_take_are_found(shipped: Catalog) -> None:
    """An Atlas 800 takes eight cards a node of a job over several."""
    scenario = Scenario.model_validate(BASE | RINGS)
    plan = solve(scenario, shipped).plan
    assert plan is not None
    uneven = replace(plan, gangs=(replace(plan.gangs[0], cards=12, nodes=2, per_node=6),))
    said = "full_finetune: a gang of 12 x ascend-910-32g over 2 nodes, which atlas-800-9000 does not take"
    assert said in check(uneven, scenario, shipped)


@pytest.mark.parametrize(
    ("taken", "says"),
    [
        (lambda gangs: {}, "full_finetune: 0 of 1 gangs are in the graph"),
        (
            lambda gangs: {gang: [*cards[:-1], "nowhere"] for gang, cards in gangs.items()},
            f"{GANG} in pcie-8x-4u-switched is not joined at 0 GB/s",
        ),
    ],
)
def test_a_gang_is_in_the_graph_and_joined(
    taken: Any, says: str, shipped: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    what = "one node lost, gangs over nodes"
    plan = _plan(what, shipped)

    def tampered(case: Case) -> Iterator[str]:
        assert not isinstance(case.graph, str)
        like = next(iter(gangs_of(case.graph).values()))[0]
        case.graph.add_node("nowhere", **case.graph.nodes[like])
        return servers.full_finetune(case)

    monkeypatch.setitem(CHECKS, "full_finetune", tampered)
    monkeypatch.setattr(topology, "gangs_of", lambda graph: taken(gangs_of(graph)))
    assert says in check(plan, _scenario(what), shipped)


def test_a_server_is_one_that_its_site_may_have(shipped: Catalog) -> None:
    what = "one node lost, every need"
    plan = _plan(what, shipped)
    nodes = tuple(replace(n, site="hall") for n in plan.nodes)
    for chassis, said in ((("dgx-a100",), False), (("pcie-8x-4u-switched",), True)):
        scenario = _scenario(what, sites={"hall": {"chassis": chassis}})
        found = check(replace(plan, nodes=nodes), scenario, shipped)
        assert ("slots: dgx-a100 may not be bought for hall" in found) == said


def test_the_power_of_a_site_is_that_of_its_servers(shipped: Catalog) -> None:
    """Three DGX of 6,500 W, two of them in the hall."""
    what = "one node lost, every need"
    plan = _plan(what, shipped)
    node = plan.nodes[0]
    apart = replace(plan, nodes=(replace(node, nodes=1, site="attic"), replace(node, nodes=2, site="hall")))
    for kw, said in (("13", False), ("12.999", True)):
        limits = {"attic": {"max_power_kw": Decimal("6.5")}, "hall": {"max_power_kw": Decimal(kw)}}
        found = check(apart, _scenario(what, sites=limits), shipped)
        assert (f"power: 13000 W at hall, {kw} kW allowed" in found) == said
        assert "at attic" not in " ".join(found)


def test_a_server_without_a_port_for_its_network_is_found(shipped: Catalog) -> None:
    what = "one node lost, every need"
    plan = _plan(what, shipped)
    ports = {c: k for c, k in shipped.chassis.items() if "ib" not in k.scale_out.speaks.value}
    name, fabric = next(
        (c, f.id)
        for c, k in ports.items()
        for f in shipped.fabrics.values()
        if f.network and f.network.speaks not in k.scale_out.speaks.value
    )
    nodes = (replace(plan.nodes[0], chassis=name, fabric=fabric),)
    found = check(replace(plan, nodes=nodes), _scenario(what), shipped)
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
