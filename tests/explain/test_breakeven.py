"""Break-even prices, proved by enumeration one minor unit to either side."""

from __future__ import annotations

import importlib
import itertools
import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from glmopt.catalog import Catalog
from glmopt.errors import SolverFailure
from glmopt.explain import breakeven, marginal
from glmopt.explain.breakeven import priced_at
from glmopt.problem import Problem
from glmopt.scenario import Scenario
from glmopt.solve import Optimum, plan_of, prove_once, solve
from glmopt.solvers import enumerate as oracle

Ask = Callable[..., Scenario]


def _cost(problem: Problem) -> int | None:
    found = oracle.best(problem)
    if found is None:
        return None
    prices = {o.card: o.price or 0 for o in problem.offers}
    return sum(prices[c] * n for c, n in found[0].items())


@pytest.mark.parametrize("seed", range(12))
def test_one_unit_below_it_is_bought_and_one_above_it_is_not(seed: int, ask: Ask, tiny: Catalog) -> None:
    draw = random.Random(seed)  # noqa: S311
    scenario = ask(
        demand={"streams": draw.randint(5, 25), "full_finetune": draw.choice((False, True))},
        cards={"price": {"one": draw.randint(5, 15), "four": draw.randint(25, 45), "ten": 80}},
        solver={"prove": "once"},
    )
    solved = solve(scenario, tiny)
    assert solved.plan is not None
    for told in breakeven(solved.problem, scenario, solved.plan):
        offer = next(o for o in solved.problem.offers if o.card == told.card)
        without = _cost(priced_at(solved.problem, told.card, offer.price or 0, stock=0))
        if told.price is None:
            assert without is None or not told.bought
            continue
        assert without is not None
        minor = int(told.price * 100)
        assert (told.now <= told.price) if told.bought else (told.now >= told.price)
        # strictly cheaper with it one unit below, no difference one unit above
        if minor:
            below = _cost(priced_at(solved.problem, told.card, minor - 1))
            assert below is not None
            assert below < without
        assert _cost(priced_at(solved.problem, told.card, minor + 1)) == without


def test_by_hand(ask: Ask, tiny: Catalog) -> None:
    """13 streams: ten + 3 one = 110. Three `four` and a `one` cost as much at 33.33 each."""
    scenario = ask(demand={"streams": 13})
    solved = solve(scenario, tiny)
    assert solved.plan is not None
    told = {b.card: b for b in breakeven(solved.problem, scenario, solved.plan)}
    assert told["four"].price == Decimal("33.33")
    assert not told["four"].bought
    # without `one`: ten + four = 115, so three `one` may cost 35
    assert told["one"].price == Decimal("11.66")
    # the 14th stream: ten + four = 115
    assert marginal(solved.problem, scenario, tiny, solved.plan, solved.ending.objective or 0)[
        0
    ].cost == Decimal(5)


def test_the_budget_ends_it_where_no_other_plan_is_paid_for(ask: Ask, tiny: Catalog) -> None:
    """Without `one` the plan costs 115, more than the budget of 112: above 10.66 each nothing fits."""
    scenario = ask(demand={"streams": 13}, budget={"max": 112})
    solved = solve(scenario, tiny)
    assert solved.plan is not None
    told = breakeven(solved.problem, scenario, solved.plan, ("one",))
    assert [(b.price, b.then) for b in told] == [(Decimal("10.66"), "infeasible")]


def _as_good(problem: Problem, card: str, price: int) -> bool:
    """Whether some plan with `card` at `price` is as good as the best without it: every count tried."""
    offers = {o.card: o for o in priced_at(problem, card, price).offers}
    found: dict[bool, list[int]] = {True: [], False: []}
    for counts in itertools.product(range(17), repeat=len(offers)):
        plan = dict(zip(offers.values(), counts, strict=True))
        cost = sum((o.price or 0) * n for o, n in plan.items())
        streams = sum(o.streams * n for o, n in plan.items())
        running = sum((o.electricity + o.licence) * n for o, n in plan.items())
        if streams < problem.streams or (problem.budget is not None and cost > problem.budget):
            continue
        goals = {"capex": cost, "tco": cost + running, "cards": sum(counts), "streams": -streams}
        found[counts[list(offers).index(card)] > 0].append(goals[problem.goal])
    return bool(found[True]) and min(found[True]) <= min(found[False], default=min(found[True]))


WITHIN: dict[str, dict[str, Any]] = {
    "streams": {"demand": {}, "budget": {"max": 130}},
    "cards": {"demand": {"streams": 13}, "budget": {"max": 160}},
    "tco": {"demand": {"streams": 13}, "budget": {"max": 125}},
    "capex": {"demand": {"streams": 13}, "budget": {"max": 125}},
}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("goal", WITHIN)
def test_within_a_budget_there_is_a_price_for_every_goal(
    goal: str, seed: int, ask: Ask, tiny: Catalog
) -> None:
    """At the price some plan with the card is as good as the best without it; one unit above none is."""
    draw = random.Random(seed)  # noqa: S311
    prices = {"one": draw.randint(8, 15), "four": draw.randint(28, 45), "ten": draw.randint(70, 95)}
    asked = "capex" if goal == "tco" else goal
    scenario = ask(objective=asked, cards={"price": prices}, solver={"prove": "once"}, **WITHIN[goal])
    solved = solve(scenario, tiny)
    assert solved.plan is not None
    # what running a card costs is not in this catalog
    running = {"one": 100, "four": 900, "ten": 2500}
    offers = tuple(replace(o, electricity=running[o.card] * (goal == "tco")) for o in solved.problem.offers)
    problem = replace(solved.problem, goal=goal, offers=offers)
    counts = prove_once(problem, scenario.solver)[1]
    assert counts is not None
    told = breakeven(problem, scenario, plan_of(problem, counts))
    assert {b.card for b in told} == set(prices)
    for one in told:
        if one.price is None:
            assert not _as_good(problem, one.card, 0), one
            continue
        minor = int(one.price * 100)
        assert _as_good(problem, one.card, minor), one
        assert not _as_good(problem, one.card, minor + 1), one


def test_without_a_proof_there_is_no_price(ask: Ask, tiny: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """A solve that a limit ends proves neither side: an error, not a number."""
    scenario = ask(demand={"streams": 13})
    solved = solve(scenario, tiny)
    assert solved.plan is not None
    module = importlib.import_module("glmopt.explain.breakeven")
    whole = module.optimum

    def cut_short(*arguments: Any) -> Optimum:
        found: Optimum = whole(*arguments)
        return replace(found, ending=replace(found.ending, status="feasible"))

    monkeypatch.setattr(module, "optimum", cut_short)
    with pytest.raises(SolverFailure, match="time limit"):
        breakeven(solved.problem, scenario, solved.plan)
