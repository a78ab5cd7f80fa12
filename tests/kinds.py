"""Scenarios of many kinds, each with a plan at its limits, for the tests of the check."""

from __future__ import annotations

from typing import Any

from glmopt.catalog import Catalog
from glmopt.plan import Plan
from glmopt.scenario import Scenario
from glmopt.solve import solve

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
    "bare, light jobs on pairs of cards": {
        "figures": "datasheet",
        "demand": {"light_finetune": 3, "tuning": {"light": {"cards": 2}}},
        "cards": {"allow": ("a100-80g",)},
    },
    "one card in a server": {"demand": {"streams": 8}, "cards": CARD, "nodes": PCIE},
    "one owned server of three": {
        "demand": {"streams": 184},
        "cards": CARD,
        "nodes": PCIE,
        "owned": ({"card": "rtx-4090-24g", "chassis": "pcie-8x-4u-switched", "cards": 4},),
    },
    "one node lost, cards without light jobs": {
        "demand": {"streams": 4},
        "cards": {"allow": ("rtx-4060ti-16g",)},
        "nodes": {"chassis": "any"},
        "rules": {"survive_nodes": 1},
    },
    "two dedicated gangs wired alike": {
        "demand": {"streams": 60, "full_finetune": {"gangs": 2, "sharing": "dedicated"}},
        "cards": {"allow": ("a100-80g",)},
        "nodes": {"chassis": ("dgx-a100",)},
    },
    "instances over two cards": {
        "sizing": "roofline",
        "figures": "datasheet",
        "demand": {"streams": 200, "service": {"cards": 2}},
        "cards": {"allow": ("a100-80g",)},
        "nodes": {"chassis": ("dgx-a100",)},
    },
}


def asked(what: str, **over: Any) -> Scenario:
    return Scenario.model_validate(BASE | KINDS[what] | over)


def plan_of(what: str, catalog: Catalog) -> Plan:
    plan = solve(asked(what), catalog).plan
    assert plan is not None
    return plan


# A gang of 16 in two Atlas 800 of two rings each; jobs of up to four cards must sit in one ring.
RINGS = {
    "demand": {"streams": 8, "full_finetune": {"gangs": 1}},
    "cards": {"allow": ("ascend-910-32g",)},
    "nodes": {"chassis": ("atlas-800-9000",), "fabric": ("roce-100g",)},
}
