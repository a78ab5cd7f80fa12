"""The enumeration with cuts against every count vector, and what its floats may say."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.classes.test_oracle import MANY, loads, problems
from tests.classes.workloads import can_serve, plain_workload
from tests.solve.test_tree import fewest_first, plain, problem_of

from glmopt.problem import Problem
from glmopt.program import Counts
from glmopt.solve import lines, tree
from glmopt.solve.box import Box
from glmopt.solve.clock import Clock
from glmopt.solve.transport import Room, worth
from glmopt.solvers import Point, Relaxation


def counts_of(bought: dict[str, int]) -> Counts:
    return Counts(bought, {})


def asked(problem: Problem, bought: dict[str, int]) -> int | None:
    """What the enumeration says to counts that are said to be the best."""
    case = tree.case_of(problem)
    if case is None:
        return None
    told = lines.cheaper(problem, case, counts_of(bought), Clock(60))
    return None if told is None else told.value


@given(problems().map(plain), st.integers(0, 2))
@MANY
def test_nothing_cheaper_serves_than_the_best_and_something_than_what_is_dearer(
    problem: Problem, more: int
) -> None:
    best = fewest_first(problem)
    assume(best is not None and problem.goal == "capex")
    assert best is not None
    prices = {o.card: o.price or 0 for o in problem.offers}
    value = sum(prices[card] * n for card, n in best.items())
    assert asked(problem, best) == value
    card = problem.offers[more % len(problem.offers)].card
    dearer = {**best, card: best.get(card, 0) + 1}
    found = asked(problem, dearer)
    assert found is not None
    assert value <= found < value + prices[card]


@given(problems().map(plain))
@MANY
def test_closer_bounds_leave_everything_that_is_as_cheap(problem: Problem) -> None:
    """As for many choices, of which there are few here: the answer is the same, so are those of a box."""
    best = fewest_first(problem)
    assume(best is not None and problem.goal == "capex")
    assert best is not None
    made = lines._Table.of
    asked_for: list[object] = []

    def first_too_many(offers: lines._Offers, most: int) -> lines._Table | None:
        asked_for.append(offers)
        return None if len(asked_for) == 1 else made(offers, most)

    prices = {o.card: o.price or 0 for o in problem.offers}
    value = sum(prices[card] * n for card, n in best.items())
    dearer = {**best, problem.offers[0].card: best.get(problem.offers[0].card, 0) + 1}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines._Table, "of", first_too_many)
        patch.setattr(lines, "FEW_LINES", 0)
        assert asked(problem, best) == value
        asked_for.clear()
        found = asked(problem, dearer)
    assert len(asked_for) == 2
    assert found is not None
    assert value <= found < value + prices[problem.offers[0].card]


@given(
    loads(3),
    st.tuples(*[st.integers(1, 400)] * 3),
    st.tuples(*[st.integers(0, 4)] * 3),
    st.tuples(*[st.integers(0, 900)] * 3),
    st.integers(0, 3_000),
)
@settings(MANY, max_examples=200)
def test_a_box_keeps_what_serves_and_can_be_paid(
    needs: list[dict[int, Fraction]],
    prices: tuple[int, ...],
    high: tuple[int, ...],
    weights: tuple[int, ...],
    most: int,
) -> None:
    assume(needs and all(needs))
    least = math.ceil(sum((min(weights[j] * load for j, load in here.items()) for here in needs), Fraction()))
    box = Box(prices, most, [0] * 3, [*high])
    for _ in range(2):
        box.narrow(weights, least)
    for counts in itertools.product(*(range(n + 1) for n in high)):
        cost = sum(p * n for p, n in zip(prices, counts, strict=True))
        if cost <= most and can_serve(needs, counts):
            assert not box.empty
            assert all(a <= n <= b for a, n, b in zip(box.low, counts, box.high, strict=True))


@given(problems().map(plain), st.integers(0, 10**6))
@settings(MANY, max_examples=60)
def test_hints_that_are_made_up_prove_nothing_wrong(problem: Problem, seed: int) -> None:
    best = fewest_first(problem)
    assume(best is not None and problem.goal == "capex")
    assert best is not None
    dice = random.Random(seed)  # noqa: S311
    prices = {o.card: o.price or 0 for o in problem.offers}

    def made_up(self: Relaxation, low: Sequence[int], high: Sequence[int], **how: bool) -> Point:
        return Point(None, [dice.choice((-1, 0, 1, 3)) * dice.random() for _ in range(4)])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Relaxation, "between", made_up)
        said = asked(problem, best)
    assert said in (None, sum(prices[card] * n for card, n in best.items()))


def test_too_many_choices_are_left_to_a_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = problem_of([{0: Fraction(5), 1: Fraction(1)}], (100, 300))
    assert asked(problem, {"a": 1, "b": 1}) == 300
    monkeypatch.setattr(lines, "MOST_LINES", 0)
    assert asked(problem, {"a": 1, "b": 1}) is None
    # between close bounds nothing is left here
    assert asked(problem, {"b": 1}) == 300
    dear = replace(problem, offers=tuple(replace(o, price=10**12) for o in problem.offers))
    assert asked(dear, {"a": 5}) is None


@given(loads(3), st.lists(st.integers(0, 10**9), min_size=3, max_size=3))
@settings(MANY, max_examples=200)
def test_worth_is_never_above_the_exact_sum(needs: list[dict[int, Fraction]], prices: list[int]) -> None:
    assume(all(needs))
    work = plain_workload(("a", "b", "c"), needs)
    exact = sum(min(prices[j] * load for j, load in here.items()) for here in needs)
    said = worth(work.loads_below, np.array(prices, dtype=float))
    assert Fraction(said) <= exact
    assert said >= float(exact) * (1 - 1e-12)


@given(loads(3), st.lists(st.integers(0, 4), min_size=3, max_size=3), st.integers(0, 10**6))
@settings(MANY, max_examples=200)
def test_what_surely_fits_does_fit(needs: list[dict[int, Fraction]], groups: list[int], seed: int) -> None:
    assume(all(needs))
    dice = random.Random(seed)  # noqa: S311
    work = plain_workload(("a", "b", "c"), needs)
    near = np.array([[dice.choice((0.0, 0.0, 0.5, 1.0, dice.random())) for _ in range(3)] for _ in needs])
    near /= np.maximum(near.sum(axis=1, keepdims=True), 1)
    if Room(work.loads_above).surely_fit(np.array(groups, dtype=float), near):
        assert can_serve(needs, groups)
