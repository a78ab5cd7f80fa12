"""Ways out of a conflict, against every combination of two rules changed."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from glmopt.catalog import Catalog
from glmopt.explain import Way, nearest, ways
from glmopt.problem import Offer, Problem, Rule, formulate
from glmopt.scenario import Scenario, parse_settings, vary
from glmopt.solve import solve
from glmopt.solvers import enumerate as oracle

Ask = Callable[..., Scenario]
ANY = Scenario.model_validate({"demand": {}, "solver": {"prove": "once"}})


def _changed(problem: Problem, rule: Rule, value: int) -> Problem:
    """`problem` with one rule at another value, budgets in minor units."""
    if rule.constraint == "stock":
        offers = (replace(o, stock=value) if o.card == rule.path[2] else o for o in problem.offers)
        return replace(problem, offers=tuple(offers))
    return replace(problem, **{rule.constraint: value})


def _steps(problem: Problem, rule: Rule) -> list[int]:
    """Every value of a rule from what it is to where it no longer matters."""
    if rule.constraint == "budget":
        return list(range(problem.budget or 0, 3_001, 100))
    if rule.constraint == "stock":
        return list(range(next(o.stock or 0 for o in problem.offers if o.card == rule.path[2]), 13))
    if rule.constraint == "card_types":
        return [1, 2]
    return list(range(getattr(problem, rule.constraint), -1, -1))


def _minor(problem: Problem, change: Any) -> int:
    return int(change.value * 100) if change.rule.constraint == "budget" else int(change.value)


@pytest.mark.parametrize("seed", range(10))
def test_every_way_suffices_and_no_change_in_it_could_be_smaller(
    seed: int, offer: Callable[..., Offer], shipped: Catalog
) -> None:
    draw = random.Random(seed)  # noqa: S311
    offers = tuple(
        offer(card, draw.choice((100, 200)), draw.randint(1, 3), instances=draw.randint(1, 2), stock=stock)
        for card, stock in (("a", draw.choice((1, 2))), ("b", draw.choice((0, 3))))
    )
    problem = Problem(
        offers,
        "capex",
        "CNY",
        streams=draw.randint(8, 12),
        instances=draw.choice((0, 6)),
        card_types=draw.choice((None, 1)),
        budget=draw.choice((300, 400)),
    )
    rules = tuple(r for r in problem.rules() if r.constraint != "full_finetune")
    if oracle.best(problem) is not None:
        return
    told = ways(problem, ANY, shipped, rules)
    assert told.complete

    def fits(values: dict[Rule, int]) -> bool:
        trial = problem
        for rule, value in values.items():
            trial = _changed(trial, rule, value)
        return oracle.best(trial) is not None

    for way in told.ways:
        values = {c.rule: _minor(problem, c) for c in way.changes}
        assert fits(values), way
        for rule, value in values.items():
            steps = _steps(problem, rule)
            before = steps[steps.index(value) - 1]
            assert not fits({**values, rule: before}), (way, rule)
    # where one change alone or two together can do it, a way is told
    possible = any(
        fits({a: x, b: y})
        for a, b in itertools.combinations(rules, 2)
        for x in (_steps(problem, a)[0], _steps(problem, a)[-1])
        for y in (_steps(problem, b)[0], _steps(problem, b)[-1])
    )
    assert bool(told.ways) == possible
    shares = [way.share for way in told.ways]
    assert shares == sorted(shares)


def _text(way: Way) -> str:
    return " ".join(c.setting for c in way.changes)


def test_two_changes_where_one_does_not_do(ask: Ask, tiny: Catalog) -> None:
    """Two rules each in the way of 9 streams and of a gang: 20 one for a gang cost 200, and there are 5."""
    scenario = ask(
        demand={"streams": 25},
        cards={"allow": ("one",), "stock": {"one": {"max": 5}}},
        budget={"max": 30},
        solver={"prove": "once"},
    )
    problem = formulate(scenario, tiny)
    rules = problem.rules()
    assert "cards.stock.one.max" not in {n.rule.key for n in nearest(problem, scenario, tiny, rules)}
    told = [_text(way) for way in ways(problem, scenario, tiny, rules).ways]
    assert "demand.streams=3" in told
    assert "cards.stock.one.max=25 budget.max=250" in told


@pytest.mark.parametrize(
    ("keys", "setting"),
    [
        ({"cards": {"deny": ("four", "ten"), "stock": {"one": {"max": 2}}}}, "cards.deny=[ten]"),
        ({"cards": {"allow": ("one",), "stock": {"one": {"max": 2}}}}, "cards.allow=[one, four]"),
        ({"rules": {"vendors": {"deny": ("west", "east")}}}, "rules.vendors.deny=[west]"),
        (
            {
                "rules": {"virtualization": "required"},
                "cards": {"stock": {"four": {"max": 0}, "ten": {"max": 0}}},
            },
            "rules.virtualization=any",
        ),
        (
            {
                "rules": {"virtualization": {"min_streams": 9}},
                "cards": {"stock": {"four": {"max": 2}, "ten": {"max": 0}}},
            },
            "rules.virtualization.min_streams=8",
        ),
        ({"cards": {"stock": {"ten": {"min": 3}}}, "budget": {"max": 200}}, "cards.stock.ten.min=2"),
        (
            {
                "cards": {"stock": {"one": {"min_order": 9}, "four": {"max": 0}, "ten": {"max": 0}}},
                "budget": {"max": 70},
            },
            "cards.stock.one.min_order=7",
        ),
        (
            {"demand": {"streams": 0, "full_finetune": {"gangs": 3}}, "budget": {"max": 170}},
            "demand.full_finetune.gangs=1",
        ),
    ],
)
def test_rules_of_every_kind_give_way(
    keys: dict[str, Any], setting: str, ask: Ask, tiny: Catalog, load: Callable[..., Scenario]
) -> None:
    """What is told makes the scenario feasible, as written after --set."""
    import json

    plain = {"demand": {"streams": 4}, **keys}
    prices = {"one": 10, "four": 35, "ten": 80}
    scenario = load(json.dumps({**plain, "cards": {**plain.get("cards", {}), "price": prices}}))
    problem = formulate(scenario, tiny)
    assert solve(scenario, tiny).ending.status == "infeasible"
    found = [n.setting for n in nearest(problem, scenario, tiny, problem.rules())]
    assert setting in found
    for one in found:
        assert solve(vary(scenario, parse_settings([one])), tiny).ending.status == "optimal", one


# Rings of four at 30 GB/s per direction, one network of 25 Gb/s, boards that reach 300: the speed of a gang,
# the jobs and the budget are in each other's way.
SERVERS: dict[str, Any] = {
    "demand": {"streams": 30, "full_finetune": {"gangs": 2, "min_bandwidth_gb_s": 200}},
    "prices": "cn-2026",
    "cards": {"allow": ["a100-80g", "rtx-4090-24g"]},
    "nodes": {"chassis": ["dgx-a100", "pcie-8x-4u-switched"], "fabric": ["roce-100g"]},
    "budget": {"max": 600_000},
    "solver": {"prove": "once"},
}
WIDE, JOBS, MONEY = (
    ("demand", "full_finetune", "min_bandwidth_gb_s"),
    ("demand", "full_finetune"),
    ("budget", "max"),
)


def test_the_speed_of_a_gang_and_the_jobs_give_way_in_steps(
    load: Callable[..., Scenario], shipped: Catalog
) -> None:
    """Every point of speed, jobs and money that is told suffices, none can be smaller, and none is missed."""
    import json

    scenario = load(json.dumps(SERVERS))
    problem = formulate(scenario, shipped)
    told = ways(problem, scenario, shipped, tuple(r for r in problem.rules() if r.path in (JOBS, MONEY)))
    assert told.complete

    def least_cost(*settings: str) -> int | None:
        varied = vary(scenario, parse_settings(["budget.max=null", *settings]))
        ending = solve(varied, shipped).ending
        return ending.objective if ending.status == "optimal" else None

    rates = [
        200,
        *sorted({c.value for w in told.ways for c in w.changes if c.rule.path == WIDE}, reverse=True),
    ]
    assert len(rates) > 1
    paths = {tuple(c.rule.path for c in way.changes) for way in told.ways}
    assert {(MONEY,), (WIDE, MONEY)} <= paths
    for way in told.ways:
        settings = [c.setting for c in way.changes]
        assert solve(vary(scenario, parse_settings(settings)), shipped).ending.status == "optimal", settings
        money = [c for c in way.changes if c.rule.path == MONEY]
        others = [c.setting for c in way.changes if c.rule.path != MONEY]
        if money:
            assert least_cost(*others) == money[0].value * 100
    for rate in rates:
        here = least_cost(f"{'.'.join(WIDE)}={rate}")
        assert any(
            all(c.rule.path != JOBS for c in w.changes)
            and all(c.value >= rate for c in w.changes if c.rule.path == WIDE)
            and all(c.value * 100 <= (here or 0) for c in w.changes if c.rule.path == MONEY)
            for w in told.ways
        ), rate
