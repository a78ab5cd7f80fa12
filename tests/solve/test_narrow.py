"""Bounds on the variables of a program: nothing that costs no more is left out, and ties end as before."""

from __future__ import annotations

import random

import pytest
from tests.solve.test_dominance import bare, housed

from glmopt.problem import Problem, undominated
from glmopt.program import Program, build
from glmopt.program.exact import value_of
from glmopt.solve.clock import Clock
from glmopt.solve.narrow import Bounds, narrow
from glmopt.solve.ties import settle
from glmopt.solvers import Outcome, highs
from glmopt.solvers.arrays import to_arrays

SEEDS = range(60)


def _drawn(seed: int) -> Problem:
    draw = random.Random(seed)  # noqa: S311  no secret: the same every time
    return undominated((housed if seed % 3 else bare)(draw))


def _best(program: Program) -> dict[str, int] | None:
    answer = highs.solve(program.lp, 30)
    return None if answer.values is None else program.whole(answer.values)


def _narrowed(problem: Problem, most: int) -> Program:
    program = build(problem)
    narrow(program, most, Clock(60))
    return program


@pytest.mark.parametrize("seed", SEEDS)
def test_the_most_cards_of_each_kind_that_cost_so_much_are_left_in(seed: int) -> None:
    """With room for two more units of the goal: the most and the fewest of each card are asked for."""
    problem = _drawn(seed)
    program = build(problem)
    best = _best(program)
    if best is None:
        pytest.skip("nothing fits")
    most = value_of(program.lp.objective, best) + 2
    core = _narrowed(problem, most)
    between = {v.name: (v.lowBound, v.upBound) for v in core.lp.variables()}
    for n in program.n.values():
        for sign in (1, -1):
            trial = program.variant()
            trial.require("most", program.lp.objective <= most)
            trial.minimise(sign * n)
            answer = highs.solve(trial.lp, 30)
            assert answer.outcome is Outcome.OPTIMAL
            whole = trial.whole(answer.values or {})
            low, high = between.get(n.name, (0, 0))
            assert low <= whole[n.name] <= high


@pytest.mark.parametrize("seed", SEEDS)
def test_ties_are_settled_as_without(seed: int) -> None:
    """The same counts, housing and gangs, whether variables were narrowed to the optimum or not."""
    problem = _drawn(seed)
    program = build(problem)
    best = _best(program)
    if best is None:
        pytest.skip("nothing fits")
    core = _narrowed(problem, value_of(program.lp.objective, best))
    assert not core.broken(best)
    plain, why = settle(program, best, Clock(60))
    narrow_, why_narrow = settle(core, best, Clock(60))
    assert (program.read_back(plain), why) == (core.read_back(narrow_), why_narrow)


def test_wrong_prices_prove_nothing_false() -> None:
    """Whatever prices are handed in, the optimum stays within the bounds."""
    draw = random.Random(7)  # noqa: S311
    for seed in SEEDS[:20]:
        program = build(_drawn(seed))
        best = _best(program)
        if best is None:
            continue
        arrays = to_arrays(program.lp)
        bounds = Bounds(arrays, value_of(program.lp.objective, best))
        for _ in range(20):
            prices = [
                draw.choice((0.0, draw.uniform(-300, 300), draw.uniform(-1, 1))) for _ in arrays.row_low
            ]
            bounds.prove(prices, priced=draw.random() < 0.7)
        for name, low, high in zip(arrays.names, bounds.low, bounds.high, strict=True):
            assert low <= best[name] <= high


def test_a_price_leaves_no_more_cards_than_it_pays_for() -> None:
    """Streams for 40 from cards of 4 at 100 each: the ten that are needed, and with 250 more two beside."""
    from tests.solve.test_dominance import offer

    problem = Problem((offer("a"), offer("b", 130)), "cards", "CNY", streams=40)
    program = _narrowed(problem, 12)
    assert [v.upBound for v in program.n.values()] == [10, 10]
    priced = Problem((offer("a"), offer("b", 130)), "capex", "CNY", streams=40)
    core = _narrowed(priced, 1_000 // priced.price_unit)
    assert {card: n.upBound for card, n in core.n.items()} == {"a": 10, "b": 0}
