"""Near an earlier plan: the cheapest within so many changes is that of enumeration."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from glmopt.catalog import Catalog
from glmopt.check import check
from glmopt.explain import nearest, staying
from glmopt.problem import formulate
from glmopt.scenario import Scenario, catalog_for
from glmopt.solve import solve
from glmopt.solvers import enumerate as oracle

Ask = Callable[..., Scenario]
Write = Callable[..., Path]


@pytest.mark.parametrize("seed", range(16))
@pytest.mark.parametrize("goal", ["capex", "cards", "streams"])
def test_every_number_of_changes_is_that_of_enumeration(
    seed: int, goal: str, ask: Ask, tiny: Catalog
) -> None:
    """Also for earlier plans with more cards than any need asks for, and with a card that is gone."""
    draw = random.Random(seed)  # noqa: S311
    earlier = {"one": draw.randint(0, 4), "four": draw.randint(0, 6), "ten": draw.randint(0, 3)}
    if draw.random() < 0.3:
        earlier["gone"] = 2
    scenario = ask(
        demand={"streams": draw.randint(5, 22), "full_finetune": draw.random() < 0.3},
        cards={"stock": {"one": {"max": draw.choice((2, 6))}}},
        rules={"near": {"plan": earlier}},
        objective=goal,
        budget={"max": draw.choice((130, 250))},
        solver={"prove": "once"},
    )
    problem = formulate(scenario, tiny)
    told = staying(problem, scenario, tiny)
    assert told.complete
    best = {step.changes: step.plan for step in told.steps}
    now = None
    for changes in range(30):
        now = best.get(changes, now)
        near = scenario.rules.near.model_copy(update={"changes": changes})  # type: ignore[union-attr]
        limited = scenario.model_copy(update={"rules": scenario.rules.model_copy(update={"near": near})})
        truth = oracle.best(replace(problem, changes=changes))
        solved = solve(limited, tiny)
        if truth is None:
            assert now is None
            assert solved.ending.status == "infeasible"
            continue
        assert solved.plan is not None
        assert {line.card: line.count for line in solved.plan.lines} == truth[0]
        assert now is not None
        assert getattr(now.totals, {"capex": "cost"}.get(goal, goal)) == getattr(
            solved.plan.totals, {"capex": "cost"}.get(goal, goal)
        )
    assert told.stays == (0 in best and "gone" not in earlier)


def test_by_hand(ask: Ask, tiny: Catalog) -> None:
    """Bought for 13 streams: ten + 3 one = 110. For 14 today: one more `one` 120, or ten + four for 115."""
    scenario = ask(demand={"streams": 14}, rules={"near": {"plan": {"ten": 1, "one": 3}, "changes": 1}})
    solved = solve(scenario, tiny)
    assert solved.plan is not None
    assert (solved.plan.totals.cost, solved.plan.count("one")) == (120, 4)
    told = staying(solved.problem, scenario, tiny)
    assert told.cost == 110
    assert [b.rule.key for b in told.broken] == ["demand.streams"]
    assert [(s.changes, s.plan.totals.cost, s.in_and_out) for s in told.steps] == [
        (1, 120, {"one": 1}),
        (4, 115, {"four": 1, "one": -3}),
    ]


def test_more_than_is_needed_may_be_kept(ask: Ask, tiny: Catalog) -> None:
    """Five tens for a need of one stream: with no change they stay, each change takes one away."""
    near = {"plan": {"ten": 5}}
    for changes, cost in ((0, 400), (1, 320), (5, 0), (6, 10)):
        scenario = ask(
            demand={"streams": 0 if changes == 5 else 1}, rules={"near": {**near, "changes": changes}}
        )
        solved = solve(scenario, tiny)
        assert solved.plan is not None
        assert solved.plan.totals.cost == cost, changes


def test_a_card_that_is_gone_or_forbidden_is_named(ask: Ask, tiny: Catalog) -> None:
    scenario = ask(
        demand={"streams": 4}, cards={"deny": ("four",)}, rules={"near": {"plan": {"four": 1, "old-9g": 2}}}
    )
    told = staying(formulate(scenario, tiny), scenario, tiny)
    assert told.gone == {"old-9g": "not in the catalog"}
    assert [b.rule.key for b in told.broken] == ["cards.deny"]
    assert told.cost is None
    assert not told.stays
    # three cards go; a ten comes for 80, or four one for 40
    gone = {"four": -1, "old-9g": -2}
    assert [(s.changes, s.in_and_out) for s in told.steps] == [
        (4, {**gone, "ten": 1}),
        (7, {**gone, "one": 4}),
    ]


def test_the_check_counts_changes_itself(ask: Ask, tiny: Catalog) -> None:
    scenario = ask(demand={"streams": 14}, rules={"near": {"plan": {"ten": 1, "one": 3}, "changes": 4}})
    plan = solve(scenario, tiny).plan
    assert plan is not None
    assert check(plan, scenario, tiny) == ()
    stricter = ask(demand={"streams": 14}, rules={"near": {"plan": {"ten": 1, "one": 3}, "changes": 3}})
    assert check(plan, stricter, tiny) == ("near: 4 cards more or fewer than in the earlier plan, at most 3",)


def test_too_few_changes_are_repaired_by_the_least_number_that_does(ask: Ask, tiny: Catalog) -> None:
    scenario = ask(demand={"streams": 33}, rules={"near": {"plan": {"ten": 1}, "changes": 1}})
    solved = solve(scenario, tiny)
    assert solved.ending.status == "infeasible"
    near = [
        n
        for n in nearest(solved.problem, scenario, tiny, solved.problem.rules())
        if n.rule.key.endswith("changes")
    ]
    # three more tens are 40 streams
    assert [(n.value, n.option) for n in near] == [(Decimal(3), "--set rules.near.changes=3")]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    code = "from glmopt.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False, timeout=120
    )


def test_an_earlier_result_from_its_file(write: Write, tmp_path: Path) -> None:
    """The whole way: solve, save, ask for more, stay near; the saved answer passes its check."""
    file = write(
        """
        demand: {streams: 30}
        cards: {allow: [a100-80g, a6000-48g]}
        prices: cn-2026
        """
    )
    assert run("solve", str(file), "-o", str(tmp_path / "a")).returncode == 0
    earlier = tmp_path / "a" / "result.json"
    done = run(
        *("solve", str(file), "--set", "demand.streams=40", "--near", str(earlier)),
        *("--changes", "3", "-f", "json", "-o", str(tmp_path / "b")),
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["scenario"]["effective"]["rules"]["near"]["changes"] == 3
    assert not told["earlier"]["stays"]
    assert told["earlier"]["broken"][0]["place"] == "--set demand.streams=40"
    assert run("check", str(tmp_path / "b" / "result.json")).returncode == 0
    few = run("solve", str(file), "--set", "demand.streams=400", "--near", str(earlier), "--changes", "1")
    assert few.returncode == 3
    assert "--changes " in few.stdout


def test_what_is_no_earlier_plan_is_refused(write: Write, tmp_path: Path) -> None:
    file = write("demand: {streams: 3}")
    assert "--changes without --near" in run("solve", str(file), "--changes", "2").stderr
    assert run("solve", str(file), "--near", str(file)).returncode == 2
    none = write("demand: {streams: 3}\ncards: {allow: []}", "none.yaml")
    assert run("solve", str(none), "-o", str(tmp_path / "n")).returncode == 3
    refused = run("solve", str(file), "--near", str(tmp_path / "n" / "result.json"))
    assert refused.returncode == 2
    assert "no plan to stay near" in refused.stderr
    own = write("demand: {streams: 3}\nrules: {near: {plan: {a100-80g: 1}}}", "own.yaml")
    assert run("solve", str(own), "-o", str(tmp_path / "o")).returncode == 0
    both = run("solve", str(own), "--near", str(tmp_path / "o" / "result.json"))
    assert both.returncode == 2
    assert "contradiction" in both.stderr


def test_in_servers_too_every_number_of_changes_is_a_solve_of_its_own(load: Callable[..., Scenario]) -> None:
    """Eight A100 80G in a server for 75 streams of 15 each: every card less is cheaper, three at most."""
    text = """
        demand: {streams: 75}
        cards: {allow: [a100-80g, h100-80g]}
        prices: cn-2026
        nodes: {chassis: [pcie-8x-4u-direct], fabric: none}
        rules: {near: {plan: {a100-80g: 8}}}
        solver: {prove: once}
        """
    scenario = load(text)
    catalog = catalog_for(scenario)
    told = staying(formulate(scenario, catalog), scenario, catalog)
    assert told.stays
    assert told.steps[0].changes == 0
    assert told.cost == told.steps[0].plan.totals.cost
    costs = {step.changes: step.plan.totals.cost for step in told.steps}
    now = None
    for changes in range(5):
        now = costs.get(changes, now)
        solved = solve(load(text, f"rules.near.changes={changes}"), catalog)
        assert solved.plan is not None
        assert solved.plan.totals.cost == now, changes
    assert costs.keys() == {0, 1, 2, 3}
