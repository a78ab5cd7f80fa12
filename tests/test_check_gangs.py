"""The check of gangs: their shapes, their wires in the graph, what is left of them after a loss."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from glmopt import topology
from glmopt.catalog import Catalog
from glmopt.check import CHECKS, Case, check, gangs
from glmopt.scenario import Scenario
from glmopt.solve import solve
from glmopt.topology import gangs_of

sys.path.insert(0, str(Path(__file__).resolve().parent))
from kinds import BASE, KINDS, RINGS, asked, plan_of


@pytest.mark.parametrize(
    ("what", "left"),
    [("one node lost, gangs inside nodes", 4), ("one node lost, gangs over nodes", 1)],
)
def test_the_gangs_that_are_left_after_a_loss_are_counted_to_the_last(
    what: str, left: int, shipped: Catalog
) -> None:
    plan = plan_of(what, shipped)
    full = KINDS[what]["demand"]["full_finetune"]
    demand = {**KINDS[what]["demand"], "full_finetune": {**full, "gangs": left + 1}}
    found = check(plan, asked(what, demand=demand), shipped)
    assert f"survive_nodes: {left} of {left + 1} gangs without" in " ".join(found)


def test_a_dedicated_gang_takes_no_streams_from_another_site(shipped: Catalog) -> None:
    """Fourteen cards of eight streams are the gang's: in the attic they leave those of the hall alone."""
    what = "dedicated gangs and streams of a site"
    plan = plan_of(what, shipped)
    cards = sum(n.cards * n.nodes for n in plan.nodes if n.site == "hall")
    sites = {"hall": {"min_streams": 8 * cards}, "attic": {}}
    short = f"site_streams: {8 * cards - 112} of {8 * cards} streams from hall"
    assert short in check(plan, asked(what, sites=sites), shipped)
    moved = replace(plan, gangs=tuple(replace(g, site="attic") for g in plan.gangs))
    assert "streams from hall" not in " ".join(check(moved, asked(what, sites=sites), shipped))


@pytest.mark.parametrize(
    ("cards", "nodes", "said"),
    [
        (6, 1, "full_finetune: a gang of 6 x ascend-910-32g, atlas-800-9000 takes jobs of 1, 2, 4, 8"),
        (
            12,
            2,
            "full_finetune: a gang of 12 x ascend-910-32g over 2 nodes, which atlas-800-9000 does not take",
        ),
    ],
)
def test_a_job_of_a_size_that_the_machine_does_not_take_is_found(
    cards: int, nodes: int, said: str, shipped: Catalog
) -> None:
    """An Atlas 800 takes 1, 2, 4 or 8 cards, or 8 on each of several."""
    scenario = Scenario.model_validate(BASE | RINGS)
    plan = solve(scenario, shipped).plan
    assert plan is not None
    wrong = replace(plan, gangs=(replace(plan.gangs[0], cards=cards, nodes=nodes, per_node=6),))
    assert said in check(wrong, scenario, shipped)


def test_a_gang_of_the_graph_has_as_many_cards(shipped: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    what = "one node lost, gangs over nodes"
    plan = plan_of(what, shipped)
    monkeypatch.setattr(
        topology, "gangs_of", lambda graph: {gang: cards[1:] for gang, cards in gangs_of(graph).items()}
    )
    title = "full_finetune: a gang of 14 x rtx-4090-24g in pcie-8x-4u-switched"
    assert f"{title} has 13 cards" in check(plan, asked(what), shipped)


def test_the_reach_of_a_gang_is_the_one_of_its_wires(shipped: Catalog) -> None:
    what = "one node lost, gangs over nodes"
    plan = plan_of(what, shipped)
    told = replace(plan, gangs=tuple(replace(g, reach="node") for g in plan.gangs))
    found = check(told, asked(what), shipped)
    assert "full_finetune: a gang of 14 x rtx-4090-24g reaches over a pod, stated node" in found


def test_the_reach_of_a_gang_in_one_node_is_its_group(shipped: Catalog) -> None:
    what = "one node lost, gangs inside nodes"
    plan = plan_of(what, shipped)
    told = replace(plan, gangs=tuple(replace(g, reach="pod") for g in plan.gangs))
    said = "full_finetune: a gang of 4 x a100-80g reaches over a group, stated pod"
    assert said in check(told, asked(what), shipped)


@pytest.mark.parametrize("places", [(), ("n1",), ("n1+n77",), ("n2+n1",), ("n1+n2", "n1+n2")])
def test_the_servers_of_a_gang_are_those_of_the_graph(places: tuple[str, ...], shipped: Catalog) -> None:
    what = "one node lost, gangs over nodes"
    plan = plan_of(what, shipped)
    assert plan.gangs[0].places == ("n1+n2",)
    told = replace(plan, gangs=(replace(plan.gangs[0], places=places), *plan.gangs[1:]))
    said = "full_finetune: rtx-4090-24g in pcie-8x-4u-switched: gangs on n1+n2, stated otherwise"
    assert said in check(told, asked(what), shipped)


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
        return gangs.full_finetune(case)

    plan = plan_of(what, shipped)
    monkeypatch.setitem(CHECKS, "full_finetune", tampered)
    found = check(plan, asked(what), shipped)
    assert any(f.startswith("full_finetune: a gang of 14") and says in f for f in found)


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
    plan = plan_of(kind, shipped)
    changes, says = WRONG_GANGS[what]
    found = check(replace(plan, gangs=(replace(plan.gangs[0], **changes),)), asked(kind), shipped)
    assert any(f.startswith(says) for f in found), found


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
    plan = plan_of(what, shipped)

    def tampered(case: Case) -> Iterator[str]:
        assert not isinstance(case.graph, str)
        like = next(iter(gangs_of(case.graph).values()))[0]
        case.graph.add_node("nowhere", **case.graph.nodes[like])
        return gangs.full_finetune(case)

    monkeypatch.setitem(CHECKS, "full_finetune", tampered)
    monkeypatch.setattr(topology, "gangs_of", lambda graph: taken(gangs_of(graph)))
    assert says in check(plan, asked(what), shipped)
