"""Alternatives are those that enumeration of every plan finds, in the same order of cost."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from decimal import Decimal

import pytest

from glmopt.catalog import Catalog
from glmopt.explain import alternatives
from glmopt.problem import Problem, upper_bound
from glmopt.scenario import Scenario
from glmopt.solve import solve

Ask = Callable[..., Scenario]


def _plans(problem: Problem) -> dict[tuple[int, ...], int]:
    """Every plan that meets the needs and from which no card can be left out, with its cost."""
    offers = problem.open_offers

    def meets(n: tuple[int, ...]) -> bool:
        pairs = list(zip(offers, n, strict=True))
        return (
            sum(o.streams * k for o, k in pairs) >= problem.streams
            and sum(o.capacity.instances * k for o, k in pairs) >= problem.instances
            and sum(o.capacity.gangs(k) for o, k in pairs) >= problem.gangs
            and all(o.stock is None or k <= o.stock for o, k in pairs)
        )

    found = {}
    for n in itertools.product(*(range(upper_bound(problem, o) + 1) for o in offers)):
        fewer = (tuple(k - (i == j) for j, k in enumerate(n)) for i in range(len(n)) if n[i])
        if meets(n) and not any(meets(m) for m in fewer):
            found[n] = sum((o.price or 0) * k for o, k in zip(offers, n, strict=True))
    return found


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("by", ["types", "counts"])
def test_alternatives_are_those_of_enumeration(seed: int, by: str, ask: Ask, tiny: Catalog) -> None:
    draw = random.Random(seed)  # noqa: S311
    scenario = ask(
        demand={
            "streams": draw.randint(5, 25),
            "instances": draw.choice((0, 8)),
            "full_finetune": draw.choice((False, True)),
        },
        cards={
            "price": {"one": draw.randint(5, 15), "four": draw.randint(25, 45), "ten": draw.randint(60, 110)},
            "stock": {"one": {"max": 12}},
        },
        solver={"prove": "once"},
    )
    solved = solve(scenario, tiny)
    assert solved.plan is not None
    assert solved.ending.objective is not None
    within = Decimal("0.4")
    told = alternatives(
        solved.problem,
        scenario,
        tiny,
        solved.plan,
        solved.ending.objective,
        most=4,
        within=within,
        by=by,  # type: ignore[arg-type]
    )
    assert told.complete
    cards = [o.card for o in solved.problem.open_offers]
    best = tuple(solved.plan.count(c) for c in cards)
    every = _plans(solved.problem)
    assert best in every
    costs = sorted(c for n, c in every.items() if n != best)
    if by == "types":
        cheapest: dict[tuple[bool, ...], int] = {}
        for n, c in every.items():
            kind = tuple(k > 0 for k in n)
            cheapest[kind] = min(c, cheapest.get(kind, c))
        cheapest.pop(tuple(k > 0 for k in best))
        costs = sorted(cheapest.values())
    limit = solved.ending.objective * (1 + within)
    assert [a.objective for a in told.plans] == [c for c in costs if c <= limit][:4]
    kinds = [tuple(sorted(line.card for line in a.plan.lines)) for a in told.plans]
    if by == "types":
        assert len(set(kinds)) == len(kinds)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("by", ["types", "counts"])
@pytest.mark.parametrize("goal", ["cards", "streams"])
def test_so_they_are_where_cards_or_streams_count(
    goal: str, seed: int, by: str, ask: Ask, tiny: Catalog
) -> None:
    """Fewest cards within a budget; most streams for one, where a plan that contains another counts too."""
    draw = random.Random(seed)  # noqa: S311
    scenario = ask(
        demand={
            "streams": draw.randint(3, 12) if goal == "cards" else 0,
            "full_finetune": draw.random() < 0.5,
        },
        cards={"stock": {"one": {"max": 3}}},
        budget={"max": draw.randint(100, 260)},
        objective=goal,
        solver={"prove": "once"},
    )
    solved = solve(scenario, tiny)
    best, objective = solved.plan, solved.ending.objective
    if best is None or objective is None or objective == 0:
        return
    within = Decimal("0.5")
    told = alternatives(
        solved.problem,
        scenario,
        tiny,
        best,
        objective,
        most=5,
        within=within,
        by=by,  # type: ignore[arg-type]
    )
    assert told.complete
    offers = solved.problem.open_offers
    every = _valued(solved.problem, goal)
    mine = tuple(best.count(o.card) for o in offers)
    assert every[mine] == objective
    if by == "types":
        kinds: dict[tuple[bool, ...], int] = {}
        for n, value in every.items():
            kind = tuple(k > 0 for k in n)
            kinds[kind] = (
                min(value, kinds.get(kind, value)) if goal == "cards" else max(value, kinds.get(kind, 0))
            )
        kinds.pop(tuple(k > 0 for k in mine))
        values = list(kinds.values())
    else:
        values = [value for n, value in every.items() if n != mine]
    if goal == "cards":
        expected = [v for v in sorted(values) if v <= objective * (1 + within)]
    else:
        expected = [v for v in sorted(values, reverse=True) if v >= objective * (1 - within)]
    assert [a.objective for a in told.plans] == expected[:5]


def _valued(problem: Problem, goal: str) -> dict[tuple[int, ...], int]:
    """Every plan within stock and budget that meets the needs, with its cards or streams."""
    offers = problem.open_offers

    def meets(n: tuple[int, ...]) -> bool:
        pairs = list(zip(offers, n, strict=True))
        return (
            sum(o.streams * k for o, k in pairs) >= problem.streams
            and sum(o.capacity.gangs(k) for o, k in pairs) >= problem.gangs
            and sum((o.price or 0) * k for o, k in pairs) <= (problem.budget or 0)
        )

    plans = [n for n in itertools.product(*(range(upper_bound(problem, o) + 1) for o in offers)) if meets(n)]
    if goal == "streams":
        return {n: sum(o.streams * k for o, k in zip(offers, n, strict=True)) for n in plans}
    known = set(plans)
    return {
        n: sum(n)
        for n in plans
        if not any(tuple(k - (i == j) for j, k in enumerate(n)) in known for i in range(len(n)) if n[i])
    }


def test_labels_name_what_each_is_best_in(ask: Ask, tiny: Catalog, shipped: Catalog) -> None:
    """13 streams: ten + 3 one 110; ten + four 115 of as many types; 3 four + one 115, all from the east."""
    scenario = ask(demand={"streams": 13})
    solved = solve(scenario, tiny)
    assert solved.plan is not None
    told = alternatives(
        solved.problem, scenario, tiny, solved.plan, solved.ending.objective or 0, within=Decimal("0.1")
    )
    labels = {tuple(sorted(line.card for line in a.plan.lines)): a.labels for a in told.plans}
    assert told.labels == ()
    assert labels == {("four", "ten"): ("most head-room",), ("four", "one"): ("one vendor",)}


def test_power_is_compared_where_every_card_has_a_figure(shipped: Catalog) -> None:
    """A100 80G 300 W as PCIe card, H100 80G 350 W; a card of one's own has none."""
    scenario = Scenario.model_validate(
        {
            "demand": {"streams": 100},
            "cards": {"allow": ("a100-80g", "h100-80g"), "price": {"a100-80g": 10, "h100-80g": 51}},
        }
    )
    solved = solve(scenario, shipped)
    assert solved.plan is not None
    plain = alternatives(
        solved.problem,
        scenario,
        shipped,
        solved.plan,
        solved.ending.objective or 0,
        most=9,
        within=Decimal(1),
    )
    watts = {
        c: shipped.cards[shipped.cards[c].parts.default].datasheet.tdp_w.value
        for c in ("a100-80g", "h100-80g")
    }  # type: ignore[union-attr]
    plans = [solved.plan, *(a.plan for a in plain.plans)]
    power = [sum(watts[line.card] * line.count for line in p.lines) for p in plans]
    told = [plain.labels, *(a.labels for a in plain.plans)]
    assert len(plans) > 1
    assert ["least power" in labels for labels in told] == [p == min(power) for p in power]


def test_no_alternative_is_dearer_than_the_budget(ask: Ask, tiny: Catalog) -> None:
    """13 streams cost 110; four + ten, and 3 four + one, cost 115 each."""
    for budget, count in ((114, 0), (115, 2)):
        scenario = ask(demand={"streams": 13}, budget={"max": budget})
        solved = solve(scenario, tiny)
        assert solved.plan is not None
        told = alternatives(
            solved.problem, scenario, tiny, solved.plan, solved.ending.objective or 0, within=Decimal(1)
        )
        assert len(told.plans) == count
