"""Frontiers against one solve for each target, and against enumeration of every plan."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from glmopt.catalog import Catalog
from glmopt.errors import InputError
from glmopt.problem import Problem, formulate
from glmopt.scenario import Scenario, load_scenario
from glmopt.sizing import tdp_w
from glmopt.solve import solve
from glmopt.solvers import enumerate as oracle
from glmopt.study import budgets, confidence, frontier, tornado, tradeoff

Ask = Callable[..., Scenario]


def test_every_target_costs_what_a_solve_of_its_own_says(ask: Ask, tiny: Catalog) -> None:
    """Within stock and budget up to some target, then nothing; a gang is asked too."""
    keys = {
        "cards": {"stock": {"one": {"max": 3}}},
        "budget": {"max": 230},
        "solver": {"prove": "once"},
    }
    gang = {"full_finetune": True}
    found = frontier(ask(demand=gang, **keys), tiny, 0, 40)
    assert found.complete
    assert [s.low for s in found.steps] == [0, *(s.high + 1 for s in found.steps[:-1])]
    assert found.steps[-1].high == 40
    assert found.steps[-1].plan is None
    for step in found.steps:
        for target in range(step.low, step.high + 1):
            single = solve(ask(demand={"streams": target, **gang}, **keys), tiny)
            assert single.ending.objective == step.objective, target
    before = None
    for step in found.steps:
        types = {line.card for line in step.plan.lines} if step.plan else None
        assert step.new_mix == (before is not None and types is not None and types != before)
        before = types or before


def test_draws_repeat_and_given_prices_are_sure(ask: Ask, tiny: Catalog) -> None:
    """Prices given in the scenario have no range: every draw is the base, and no price has a bar."""
    scenario = ask(demand={"streams": 13})
    sure = confidence(scenario, tiny, 3)
    assert sure is not None
    assert (sure.draws, sure.optimal, sure.near) == (3, 3, 3)
    bars = tornado(scenario, tiny)
    assert bars is not None
    assert [b.key for b in bars.bars] == ["demand.streams"]
    # 11 streams: ten + one = 90; 15: ten + four + one = 125; the base is 110
    assert (bars.bars[0].low.objective, bars.bars[0].high.objective) == (9000, 12500)


# ---- most streams of every budget ------------------------------------------------------------------------


def _streams_for(ask: Ask, tiny: Catalog, budget: int, **keys: Any) -> int | None:
    scenario = ask(objective="streams", budget={"max": Decimal(budget) / 100}, **keys)
    found = oracle.best(formulate(scenario, tiny))
    if found is None:
        return None
    each = {o.card: o.streams for o in formulate(scenario, tiny).offers}
    return sum(each[card] * count for card, count in found[0].items())


@pytest.mark.parametrize("seed", range(6))
def test_every_budget_buys_what_enumeration_of_its_own_says(seed: int, ask: Ask, tiny: Catalog) -> None:
    """At every step's two ends and one minor unit beside them; the steps leave no budget out."""
    draw = random.Random(seed)  # noqa: S311
    keys: dict[str, Any] = {
        "demand": {"streams": draw.choice((0, 5)), "full_finetune": draw.random() < 0.5},
        "cards": {
            "price": {"one": draw.randint(8, 12), "four": draw.randint(30, 40), "ten": draw.randint(70, 90)},
            "stock": {"one": {"max": 3}},
        },
        "solver": {"prove": "once"},
    }
    found = budgets(ask(**keys), tiny, 2_000, 24_000)
    assert found.complete
    assert [s.low for s in found.steps] == [2_000, *(s.high + 1 for s in found.steps[:-1])]
    assert found.steps[-1].high == 24_000
    for step in found.steps:
        for budget in (step.low, step.high):
            told = step.plan.totals.streams if step.plan else None
            assert told == _streams_for(ask, tiny, budget, **keys), budget
    gains = [s.plan.totals.streams if s.plan else -1 for s in found.steps]
    assert gains == sorted(set(gains))
    assert not any(s.new_mix for s in found.steps if s.plan is None)


@pytest.mark.parametrize("seed", range(6))
def test_begun_inside_the_range_the_steps_are_the_same(seed: int, ask: Ask, tiny: Catalog) -> None:
    """Lower and higher budgets in turn; wherever it is stopped, the budget begun with is among the steps."""
    draw = random.Random(seed)  # noqa: S311
    asked = ask(
        demand={"streams": draw.choice((0, 5)), "full_finetune": draw.random() < 0.5},
        cards={
            "price": {"one": draw.randint(8, 12), "four": draw.randint(30, 40), "ten": draw.randint(70, 90)}
        },
        solver={"prove": "once"},
    )
    start = draw.choice((2_000, draw.randint(2_001, 23_999), 24_000))
    whole = budgets(asked, tiny, 2_000, 24_000)
    assert budgets(asked, tiny, 2_000, 24_000, start=start).steps == whole.steps

    def stop_after(most: int) -> Callable[[int, int], None]:
        told: list[int] = []

        def tell(done: int, _all: int) -> None:
            told.append(done)
            if len(told) == most:
                raise KeyboardInterrupt

        return tell

    for most in range(1, 5):
        cut = budgets(asked, tiny, 2_000, 24_000, start=start, progress=stop_after(most))
        assert cut.steps[0].low <= start <= cut.steps[-1].high
        assert all(b.low == a.high + 1 for a, b in itertools.pairwise(cut.steps))
        for step in cut.steps:
            same = next(s for s in whole.steps if s.low <= step.high <= s.high)
            assert step.plan == same.plan


def test_a_grid_of_budgets_agrees_with_the_whole_curve(ask: Ask, tiny: Catalog) -> None:
    scenario = ask(demand={}, solver={"prove": "once"})
    whole, grid = budgets(scenario, tiny, 1_000, 30_000), budgets(scenario, tiny, 1_000, 30_000, 5_000)
    assert len(grid.steps) < len(whole.steps)
    for step in grid.steps:
        same = next(s for s in whole.steps if s.low <= step.high <= s.high)
        assert same.plan is not None
        assert step.plan is not None
        assert (same.plan.totals.streams, same.low) == (step.plan.totals.streams, step.low)
    assert [(s.high - 1_000) % 5_000 for s in grid.steps[:-1]] == [0] * (len(grid.steps) - 1)


def test_by_hand_thirty_to_ninety(ask: Ask, tiny: Catalog) -> None:
    """one 10, four 35, ten 80: 80 buys ten streams; from 90 there are eleven."""
    found = budgets(ask(demand={}, solver={"prove": "once"}), tiny, 8_000, 9_000)
    assert [(s.low, s.high, s.plan.totals.streams if s.plan else None) for s in found.steps] == [
        (8_000, 8_999, 10),
        (9_000, 9_000, 11),
    ]


# ---- two criteria ----------------------------------------------------------------------------------------


def _values(problem: Problem, cards: dict[str, int]) -> dict[str, int]:
    offers = {o.card: o for o in problem.offers}
    return {
        "cost": sum((offers[c].price or 0) * n for c, n in cards.items()),
        "cards": sum(cards.values()),
        "types": len(cards),
        "streams_low": sum(offers[c].capacity.streams_low * n for c, n in cards.items()),
        "streams_high": sum(offers[c].capacity.streams_high * n for c, n in cards.items()),
    }


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("goal", "against"),
    [
        ("capex", "types"),
        ("capex", "cards"),
        ("capex", "streams_high"),
        ("cards", "cost"),
        ("streams", "streams_high"),
        ("streams", "cost"),
    ],
)
def test_the_points_are_those_that_no_plan_beats(
    seed: int, goal: str, against: str, ask: Ask, tiny: Catalog
) -> None:
    """Against every plan within the budget, by enumeration."""
    draw = random.Random(seed)  # noqa: S311
    scenario = ask(
        demand={"streams": draw.randint(0, 14), "full_finetune": draw.random() < 0.3},
        cards={"stock": {"one": {"max": 4}}, "price": {"one": draw.randint(8, 12), "four": 35, "ten": 80}},
        budget={"max": 210},
        objective=goal,
        solver={"prove": "once"},
    )
    found = tradeoff(scenario, tiny, against)
    assert found.complete
    problem = formulate(scenario, tiny)
    offers = problem.open_offers
    pairs = set()
    for n in itertools.product(*(range((problem.budget or 0) // (o.price or 1) + 1) for o in offers)):
        counts = {o.card: k for o, k in zip(offers, n, strict=True) if k}
        values = _values(problem, counts)
        fits = (
            values["cost"] <= (problem.budget or 0)
            and counts.get("one", 0) <= 4
            and values["streams_low"] >= problem.streams
            and sum(o.capacity.gangs(counts.get(o.card, 0)) for o in offers) >= problem.gangs
        )
        if fits:
            pairs.add(
                (values[found.first.name] * found.first.sign, values[found.second.name] * found.second.sign)
            )
    best = {p for p in pairs if not any(q != p and q[0] <= p[0] and q[1] <= p[1] for q in pairs)}
    told = {(p.first * found.first.sign, p.second * found.second.sign) for p in found.points}
    assert told == best
    for point in found.points:
        counts = {line.card: line.count for line in point.plan.lines}
        values = _values(problem, counts)
        assert (values[found.first.name], values[found.second.name]) == (point.first, point.second)


def test_power_is_a_criterion_where_every_card_has_a_figure(
    ask: Ask, tiny: Catalog, shipped: Catalog
) -> None:
    with pytest.raises(InputError, match="no figure of power for four, one, ten"):
        tradeoff(ask(demand={"streams": 3}), tiny, "power")
    scenario = Scenario.model_validate(
        {
            "demand": {"streams": 60},
            "prices": "cn-2026",
            "cards": {"allow": ("a100-80g", "a6000-48g", "h100-80g")},
        }
    )
    found = tradeoff(scenario, shipped, "power")
    for point in found.points:
        watts = sum((tdp_w(shipped.cards[x.card], shipped) or 0) * x.count for x in point.plan.lines)
        assert watts == point.second


@pytest.mark.parametrize(
    ("goal", "against", "message"),
    [
        ("capex", "cost", "known: cards"),
        ("capex", "weight", "known: cards"),
        ("capex", "streams_high", "without a budget"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    goal: str, against: str, message: str, ask: Ask, tiny: Catalog
) -> None:
    with pytest.raises(InputError, match=message):
        tradeoff(ask(demand={"streams": 3}, objective=goal), tiny, against)


def test_where_most_streams_are_the_goal_the_frontier_is_of_cost(ask: Ask, tiny: Catalog) -> None:
    most = frontier(ask(demand={}, objective="streams", budget={"max": 120}), tiny, 1, 14)
    least = frontier(ask(demand={}, budget={"max": 120}), tiny, 1, 14)
    assert [(s.low, s.high, s.objective) for s in most.steps] == [
        (s.low, s.high, s.objective) for s in least.steps
    ]


def test_budgets_are_told_where_running_costs_are_the_goal(shipped: Catalog, tmp_path: Path) -> None:
    """Money buys streams; what they cost to run stands in the plan, as the check of this goal wants it."""
    path = tmp_path / "s.yaml"
    path.write_text(
        "demand: {streams: 20}\nprices: cn-2026\ncards: {allow: [a100-80g, a6000-48g]}\nobjective: tco\n",
        encoding="utf-8",
    )
    found = budgets(load_scenario(path), shipped, 30_000_000, 40_000_000)
    assert found.complete
    assert len(found.steps) > 1
    assert all(s.plan is not None and s.plan.totals.running for s in found.steps)
