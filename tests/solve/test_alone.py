"""One look says whether counts are the only ones as good: against all counts that there are."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable

from glmopt.problem import Offer, Problem
from glmopt.program import build
from glmopt.scenario.model import SolverTerms
from glmopt.solve import optimum, prove
from glmopt.solve.alone import alone, worth_a_look
from glmopt.solve.clock import Clock

TERMS = SolverTerms(prove="once", second="highs")
NewOffer = Callable[..., Offer]


def costs(problem: Problem) -> dict[tuple[int, ...], int]:
    """The cost of all counts that meet the need, by counts."""
    upper = build(problem).upper
    offers = problem.open_offers
    every = itertools.product(*(range(upper[o.card] + 1) for o in offers))
    return {
        n: sum(o.unit(k) * k for o, k in zip(offers, n, strict=True))
        for n in every
        if sum(o.streams * k for o, k in zip(offers, n, strict=True)) >= problem.streams
    }


def drawn(dice: random.Random, offer: NewOffer) -> Problem:
    """Prices of seven digits, of which many sums are equal and many others one unit apart."""
    near = dice.choice((1_000_003, 2_400_000))
    prices = [dice.randint(1, 4) * near + dice.choice((0, 0, 1, -1)) for _ in range(3)]
    offers = (
        offer(name, price, dice.randint(1, 4), gang=0, stock=dice.choice((None, 2, 4)))
        for name, price in zip("abc", prices, strict=True)
    )
    return Problem(tuple(offers), "capex", "CNY", streams=dice.randint(1, 9))


def test_a_look_finds_what_all_counts_say(offer: NewOffer) -> None:
    dice = random.Random(5)  # noqa: S311
    told = {True: 0, False: 0}
    for _ in range(60):
        problem = drawn(dice, offer)
        every = costs(problem)
        if not every:
            continue
        least = min(every.values())
        best = [n for n, cost in every.items() if cost == least]
        program = build(problem)
        for n in dice.sample(sorted(every), min(3, len(every))) + best[:1]:
            whole = {v.name: k for v, k in zip(program.n.values(), n, strict=True)}
            only = [m for m, cost in every.items() if cost <= every[n]] == [n]
            assert alone(program, whole, Clock(60)) is only
            told[only] += 1
    assert min(told.values()) > 20


def test_price_breaks_are_not_looked_at(offer: NewOffer) -> None:
    """What is taken off has no row that a solver cannot bend."""
    problem = Problem((offer("a", 2_000_001, breaks=((2, 1_000_000),)),), "capex", "CNY", streams=1)
    assert not worth_a_look(build(problem))
    ending, counts, _ = prove(problem, TERMS)
    assert (ending.objective, counts and counts.cards) == (2_000_001, {"a": 1})


def test_the_optimum_says_whether_it_is_the_only_one(offer: NewOffer) -> None:
    """6 streams: 3 a of 2 for 12,000,006 against 2 b of 3, first for as much, then for two units more."""
    for dearer, only in ((0, False), (1, True)):
        pair = (offer("a", 2 * 2_000_001, 2), offer("b", 2 * 3_000_001 + 1 + dearer, 3))
        problem = Problem((*pair, offer("c", 9_999_991)), "capex", "CNY", streams=6)
        assert problem.price_unit == 1
        found = optimum(problem, TERMS)
        least = min(costs(problem).values())
        assert found.ending.objective == least
        assert found.only is only
        assert prove(problem, TERMS)[1] is not None
        assert list(costs(problem).values()).count(least) == 2 - only
