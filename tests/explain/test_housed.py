"""Explanations of servers and of classes, against every plan that there is."""

from __future__ import annotations

import importlib
import itertools
import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from tests.classes.workloads import can_serve, plain_workload
from tests.explain.brute_force import minimal_conflicts

from glmopt.catalog import Catalog
from glmopt.explain import alternatives, breakeven, conflicts
from glmopt.explain.breakeven import priced_at
from glmopt.explain.terms import worth_of
from glmopt.plan import Plan
from glmopt.problem import Offer, Problem, Rule
from glmopt.problem.dropping import without
from glmopt.problem.housing import Housing, Pool, SiteLimits, Way
from glmopt.scenario import Scenario
from glmopt.solve import plan_of, prove_once
from glmopt.solvers import enumerate as bare
from glmopt.solvers import enumerate_servers as housed
from glmopt.solvers.fillings import fillings
from glmopt.topology import GangOption

ANY = Scenario.model_validate({"demand": {}, "solver": {"prove": "once"}})
MOST_NODES = 3
Make = Callable[[int, Callable[..., Offer]], Problem]


def _way(card: str, cards: int, slots: int) -> Way:
    """A gang of `cards` cards inside one node."""
    option = GangOption(card, card, "box", "none", "node", cards, 1, cards, slots // cards, Decimal(0), None)
    return Way(option, tuple(cards * (t + 1) for t in range(slots // cards)))


def _servers(seed: int, offer: Callable[..., Offer]) -> Problem:
    """Two cards in boxes of two and three slots, with a host price each and something to limit them."""
    draw = random.Random(seed)  # noqa: S311
    slots = {"a": 2, "b": 3}
    pools = tuple(
        Pool(
            card=card,
            part=card,
            chassis=f"box-{card}",
            site="hall",
            slots=n,
            sold_full=draw.random() < 0.3,
            buyable=True,
            fillable=False,
            host=draw.choice((100, 250)),
            card_power_w=draw.choice((100, 250)),
            host_power_w=300,
            rack=2_000,
            ways=(_way(card, 2, n),),
        )
        for card, n in slots.items()
    )
    offers = tuple(
        offer(card, draw.choice((90, 150, 260)), draw.randint(1, 3), stock=draw.choice((4, 6)))
        for card in slots
    )
    housing = Housing(pools, (), (SiteLimits("hall"),), tuple(p.chassis for p in pools))
    return Problem(
        offers, "capex", "CNY", streams=draw.randint(3, 7), gangs=draw.choice((0, 1)), housing=housing
    )


def _classes(seed: int, offer: Callable[..., Offer]) -> Problem:
    """Two cards and two classes; what a card does of a class differs."""
    draw = random.Random(seed)  # noqa: S311
    parts = [Fraction(n, d) for n, d in ((1, 2), (2, 3), (1, 1), (7, 5), (2, 1))]
    loads = [{0: draw.choice(parts), 1: draw.choice(parts)} for _ in range(2)]
    offers = tuple(
        offer(card, draw.choice((100, 170, 300)), stock=draw.choice((3, 5)), gang=2) for card in ("a", "b")
    )
    return Problem(
        offers, "capex", "CNY", gangs=draw.choice((0, 1)), workload=plain_workload(("a", "b"), loads)
    )


def _truth(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> int | None:
    """The least cost of all plans within the budget; None where there is none."""
    if problem.housing is not None:
        rank = housed.best(problem, MOST_NODES)
        return None if rank is None else rank[0]
    meets, work = bare._meets_needs, problem.workload

    def with_classes(p: Problem, offers: Any, serving: Any) -> bool:
        return meets(p, offers, serving) and (work is None or can_serve(work.loads, serving))

    with monkeypatch.context() as patch:
        patch.setattr(bare, "_meets_needs", with_classes)
        found = bare.best(problem)
    prices = {o.card: o.price or 0 for o in problem.offers}
    return None if found is None else sum(prices[c] * n for c, n in found[0].items())


def _best(problem: Problem) -> Plan | None:
    ending, counts = prove_once(problem, ANY.solver)
    return plan_of(problem, counts) if ending.status == "optimal" and counts is not None else None


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("make", [_servers, _classes])
def test_break_even_prices_hold_one_unit_to_either_side(
    make: Make, seed: int, offer: Callable[..., Offer], monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = make(seed, offer)
    plan, truth = _best(problem), _truth(problem, monkeypatch)
    assert (plan is None) == (truth is None)
    if plan is None:
        return
    assert worth_of(problem, plan) == truth

    def least(card: str, price: int, stock: int | None = None) -> int | None:
        return _truth(priced_at(problem, card, price, stock), monkeypatch)

    told = breakeven(problem, ANY, plan)
    assert {b.card for b in told} == {"a", "b"}
    for one in told:
        without = least(one.card, 0, stock=0)
        if one.price is None:
            # bought: nothing else meets the rules; not bought: not even a gift would bring it in
            free = least(one.card, 0)
            assert without is None if one.bought else free == without
            continue
        minor = int(one.price * 100)
        at, above = least(one.card, minor), least(one.card, minor + 1)
        assert without == above == at or (at or 0) < (without or 0)
        assert above == without
        if minor:
            below = least(one.card, minor - 1)
            assert below is not None
            assert without is not None
            assert below < without


def _plans(problem: Problem) -> dict[tuple[int, ...], int]:
    """The least cost of every choice of counts that meets all rules."""
    housing = problem.housing
    assert housing is not None
    offers = {o.card: o for o in problem.open_offers}
    cards = list(offers)
    found: dict[tuple[int, ...], int] = {}
    choices = [fillings(p, problem, housing, MOST_NODES) for p in housing.pools]
    for plan in itertools.product(*choices):
        if housed._meets(problem, housing, offers, plan):
            counts: dict[str, int] = defaultdict(int)
            for held in plan:
                counts[held.pool.card] += held.in_use
            key = tuple(counts[c] for c in cards)
            cost = housed._rank(problem, housing, offers, plan)[0]
            found[key] = min(cost, found.get(key, cost))
    return found


@pytest.mark.parametrize("by", ["types", "counts"])
@pytest.mark.parametrize("seed", range(8))
def test_alternatives_in_servers_are_those_of_enumeration(
    seed: int, by: Any, offer: Callable[..., Offer], shipped: Catalog
) -> None:
    """Of each set of types, or each choice of counts, the cheapest from which no card can be left out."""
    problem = _servers(seed, offer)
    plan = _best(problem)
    if plan is None:
        return
    least, cards = worth_of(problem, plan) or 0, [o.card for o in problem.open_offers]
    plans = _plans(problem)

    def smaller(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
        return one != other and all(x <= y for x, y in zip(one, other, strict=True))

    needed = {
        n: cost for n, cost in plans.items() if not any(smaller(m, n) and plans[m] <= cost for m in plans)
    }
    own = tuple(plan.bought(c) for c in cards)
    kinds: dict[tuple[int, ...], int] = {}
    for n, cost in needed.items():
        key = tuple(int(x > 0) for x in n) if by == "types" else n
        kinds[key] = min(cost, kinds.get(key, cost))
    kinds.pop(tuple(int(x > 0) for x in own) if by == "types" else own, None)
    limit = least * 2
    expected = sorted(cost for cost in kinds.values() if cost <= limit)
    module = importlib.import_module("glmopt.explain.alternatives")
    with pytest.MonkeyPatch.context() as patch:
        # these cards are of no catalog, and what is looked at here is which plans are found
        patch.setattr(module, "labels", lambda _p, _c, plans: [()] * len(plans))
        patch.setattr(module, "checked_plan", lambda p, counts, _s, _c: plan_of(p, counts))
        told = alternatives(problem, ANY, shipped, plan, least, most=20, within=Decimal(1), by=by)
    assert told.complete
    assert sorted(a.objective for a in told.plans) == expected


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("make", [_servers, _classes])
def test_conflicts_are_those_of_brute_force(
    make: Make, seed: int, offer: Callable[..., Offer], monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = replace(make(seed, offer), budget=random.Random(seed).choice((150, 300)))  # noqa: S311
    if make is _servers:
        problem = replace(problem, power_w=600, rack=2_000)
    rules = problem.rules()

    def fits(kept: tuple[Rule, ...]) -> bool:
        return _truth(without(problem, (r for r in rules if r not in kept)), monkeypatch) is not None

    told = conflicts(problem, ANY)
    assert told.complete
    assert {frozenset(c.rule for c in one) for one in told.sets} == minimal_conflicts(rules, fits)
