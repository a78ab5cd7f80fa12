"""Light fine-tuning on groups of several cards: in servers, on bare cards, after a loss."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from glmopt.catalog import load_catalog
from glmopt.check import check
from glmopt.errors import InputError
from glmopt.plan import Plan
from glmopt.scenario import Scenario
from glmopt.solve import Solved, solve

SHIPPED = load_catalog()


def ask(jobs: int, cards: int, bandwidth: int = 0, **keys: Any) -> tuple[Scenario, Solved]:
    """So many light jobs on so many cards each, over A100 80G in two PCIe servers and a board."""
    light = {"cards": cards, "min_bandwidth_gb_s": bandwidth}
    about: dict[str, Any] = {
        "demand": {"light_finetune": jobs, "tuning": {"light": light}, **keys.pop("demand", {})},
        "cards": {"allow": ("a100-80g",)},
        "prices": "cn-2026",
        "nodes": {"chassis": ("pcie-4x-2u", "pcie-8x-4u-switched", "dgx-a100")},
        "solver": {"prove": "once"},
    }
    scenario = Scenario.model_validate(about | keys)
    return scenario, solve(scenario, SHIPPED)


def fills(plan: Plan | None) -> list[tuple[str, int, int]]:
    assert plan is not None
    return [(n.chassis, n.cards, n.nodes) for n in plan.nodes]


def test_a_job_of_one_card_takes_any_card() -> None:
    _, solved = ask(3, 1)
    assert fills(solved.plan) == [("pcie-4x-2u", 3, 1)]


def test_pairs_at_the_bandwidth_of_a_bridge() -> None:
    """Three jobs on two cards each at 100 GB/s: three bridged pairs are six cards, in one server of eight."""
    _, solved = ask(3, 2, 100)
    assert fills(solved.plan) == [("pcie-8x-4u-switched", 6, 1)]
    assert solved.plan is not None
    assert solved.plan.totals.light_finetune == 3


def test_three_cards_over_pcie_leave_one_of_four_over() -> None:
    """Four slots hold one group of three: two jobs are six cards in one server of eight."""
    _, solved = ask(2, 3)
    assert fills(solved.plan) == [("pcie-8x-4u-switched", 6, 1)]


def test_four_cards_above_pcie_need_the_board() -> None:
    _, solved = ask(2, 4, 200)
    assert fills(solved.plan) == [("dgx-a100", 8, 1)]
    _, solved = ask(1, 4, 301)
    assert solved.ending.status == "infeasible"


def test_a_job_after_the_loss_of_a_node() -> None:
    """One pair must be left whichever server fails: two servers with a pair each."""
    _, solved = ask(1, 2, 100, rules={"survive_nodes": 1})
    assert fills(solved.plan) == [("pcie-4x-2u", 2, 2)]


def test_bare_cards_are_counted_in_whole_groups() -> None:
    _, solved = ask(2, 3, nodes=None)
    assert solved.plan is not None
    assert (solved.plan.totals.cards, solved.plan.totals.light_finetune) == (6, 2)


def test_the_check_counts_groups_by_itself() -> None:
    """Four cards in one server are two pairs, in four servers none."""
    scenario, solved = ask(2, 2, 100)
    plan = solved.plan
    assert plan is not None
    assert fills(plan) == [("pcie-4x-2u", 4, 1)]
    apart = (replace(plan.nodes[0], cards=1, nodes=4),)
    findings = check(replace(plan, nodes=apart), scenario, SHIPPED)
    assert "light_finetune: 0 of 2 light fine-tuning jobs" in findings
    stated = replace(plan, lines=(replace(plan.lines[0], light_finetune=3),))
    assert any(f.startswith("capacities") for f in check(stated, scenario, SHIPPED))


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"nodes": None}, "contradiction"),
        ({"demand": {"full_finetune": {"gangs": 1, "sharing": "dedicated"}}}, "not-yet"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(keys: dict[str, Any], code: str) -> None:
    with pytest.raises(InputError) as caught:
        ask(1, 2, 100, **keys)
    assert [f.code for f in caught.value.faults] == [code]
    assert caught.value.faults[0].field.startswith("demand.tuning.light.")
