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
