"""A rule that bars cards from servers, dropped: the same as if it had never been written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from glmopt.catalog import Catalog
from glmopt.explain import binding, conflicts
from glmopt.problem import Problem, formulate
from glmopt.problem.dropping import without
from glmopt.scenario import Scenario

SERVERS: dict[str, Any] = {
    "demand": {"streams": 200, "full_finetune": {"gangs": 1}},
    "prices": "cn-2026",
    "nodes": {"chassis": ("pcie-8x-4u-switched", "atlas-800-9000"), "fabric": ("roce-25g",)},
    "solver": {"prove": "once"},
}
BARRED: dict[str, dict[str, Any]] = {
    "allow": {"cards": {"allow": ("ascend-910-32g", "a100-80g")}},
    "deny": {"cards": {"deny": ("rtx-4090-24g",)}},
    "vendors": {"rules": {"vendors": {"allow": ("huawei",)}}},
    "deny, with one that is there": {
        "cards": {"deny": ("a100-80g",)},
        "owned": ({"chassis": "pcie-8x-4u-switched", "card": "a100-80g", "nodes": 1, "cards": 4},),
    },
    "deny, at a bandwidth": {
        "cards": {"deny": ("rtx-4090-24g",)},
        "demand": {"streams": 200, "full_finetune": {"gangs": 1, "min_bandwidth_gb_s": 16}},
    },
}


def _asked(what: str, *, barred: bool) -> Scenario:
    more = {k: v for k, v in BARRED[what].items() if barred or k not in ("cards", "rules")}
    return Scenario.model_validate(SERVERS | more)


def _plain(problem: Problem) -> Problem:
    housing = problem.housing
    return replace(problem, housing=replace(housing, shut=())) if housing else problem


@pytest.mark.parametrize("what", BARRED)
def test_without_the_rule_the_problem_is_the_one_that_never_had_it(what: str, shipped: Catalog) -> None:
    problem = formulate(_asked(what, barred=True), shipped)
    (rule,) = (r for r in problem.rules() if r.constraint == "availability")
    free = without(problem, (rule,))
    assert free != problem
    never = formulate(_asked(what, barred=False), shipped)
    assert _plain(free) == _plain(never)


def test_a_rule_that_keeps_the_cheapest_card_out_of_servers_costs_the_difference(shipped: Catalog) -> None:
    from glmopt.solve import solve

    plans = [solve(_asked("deny", barred=barred), shipped).plan for barred in (True, False)]
    costs = [plan.totals.cost for plan in plans if plan is not None]
    scenario = _asked("deny", barred=True)
    problem = formulate(scenario, shipped)
    objective = int(costs[0] * 100)  # type: ignore[operator]
    found = {b.rule.key: b.saving for b in binding(problem, scenario, objective)}
    assert found["cards.deny"] == costs[0] - costs[1] > 0  # type: ignore[operator]


def test_a_card_that_a_rule_keeps_out_of_servers_is_part_of_the_conflict(
    ask: Callable[..., Scenario], shipped: Catalog
) -> None:
    """Nothing that is allowed can be wired so fast; the card that could is not."""
    more = {
        "cards": {"allow": ("rtx-4090-24g",)},
        "nodes": {"chassis": ("pcie-8x-4u-switched", "dgx-a100"), "fabric": ("roce-25g",)},
        "demand": {"full_finetune": {"gangs": 1, "min_bandwidth_gb_s": 200}},
    }
    scenario = Scenario.model_validate(SERVERS | more)
    found = conflicts(formulate(scenario, shipped), scenario)
    assert any("cards.allow" in {rule.key for rule in (c.rule for c in one)} for one in found.sets)
