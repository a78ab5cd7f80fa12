"""Cuts forbid the counts they should and no others, and a solver that ignores them is not believed."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from tests.classes.workloads import plain_workload

from glmopt.errors import SolverFailure
from glmopt.problem import Offer, Problem
from glmopt.program import Cut, Program, add_cut, build, negligible
from glmopt.scenario.model import SolverTerms
from glmopt.sizing import Capacity
from glmopt.solve import exactly as exact_runs
from glmopt.solve import prove
from glmopt.solve.clock import Clock
from glmopt.solve.exactly import exactly
from glmopt.solvers import SOLVERS, Outcome

CARDS = ("a", "b")


def problem(*loads: dict[int, Fraction], prices: tuple[int, int] = (100, 300)) -> Problem:
    offers = tuple(
        Offer(card, "east", price, 1, Capacity(1, 1, 1, 1, 1), virtualization=False)
        for card, price in zip(CARDS, prices, strict=True)
    )
    return Problem(offers, "capex", "CNY", workload=plain_workload(CARDS, loads))


def fixed(program: Program, counts: tuple[int, int]) -> bool:
    """Whether the program allows these counts, by a solver that is given them."""
    trial = program.variant()
    for card, count in zip(CARDS, counts, strict=True):
        trial.require(f"fixed_{card}", trial.n[card] == count)
    return SOLVERS["highs"](trial.lp, 10).outcome is Outcome.OPTIMAL


@pytest.mark.parametrize(
    ("cut", "allowed"),
    [
        (Cut({0: 2, 1: 3}, 7), lambda a, b: 2 * a + 3 * b >= 7),
        # too large for one row: digit by digit
        (Cut({0: 10**12, 1: 10**12 + 1}, 3 * 10**12 + 1), lambda a, b: a + b > 3 or (a + b == 3 and b >= 1)),
        (Cut({}, 0, {0: 1, 1: 2}), lambda a, b: a > 1 or b > 2),
        (Cut({}, 0, {0: 1}), lambda a, b: a > 1 or b > 0),
    ],
)
def test_a_cut_forbids_what_it_says_and_no_more(cut: Cut, allowed: Any) -> None:
    wide = problem({0: Fraction(4), 1: Fraction(4)}, {0: Fraction(1, 10), 1: Fraction(1, 10)})
    program = build(replace(wide, workload=plain_workload(CARDS, [{0: Fraction(1, 10), 1: Fraction(1, 10)}])))
    program.upper |= {"a": 4, "b": 4}
    for n in program.n.values():
        n.upBound = 4
    add_cut(program, cut)
    for counts in itertools.product(range(5), repeat=2):
        if sum(counts):
            assert fixed(program, counts) == allowed(*counts), counts


def test_a_solver_that_ignores_a_cut_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """It answers one card again and again, where two are needed."""
    program = build(problem({0: Fraction(2), 1: Fraction(2)}))
    solution = SOLVERS["highs"](program.lp, 10)
    lazy = replace(solution, values=dict.fromkeys(solution.values or {}, 0.0) | {"n_a": 1.0})
    monkeypatch.setitem(exact_runs.SOLVERS, "lazy", lambda lp, limit: lazy)
    with pytest.raises(SolverFailure, match="does not keep to a row of whole numbers"):
        exactly(program, "lazy", Clock(10))


def test_no_plan_is_told_where_time_runs_out_before_one_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    program = build(problem({0: Fraction(2), 1: Fraction(2)}))
    solution = SOLVERS["highs"](program.lp, 10)
    wrong = replace(solution, values=dict.fromkeys(solution.values or {}, 0.0) | {"n_a": 1.0})
    monkeypatch.setitem(exact_runs.SOLVERS, "late", lambda lp, limit: wrong)
    found = exactly(program, "late", Clock(-1))
    assert (found.outcome, found.values) == (Outcome.UNKNOWN, None)


def test_loads_of_many_digits_are_settled_exactly() -> None:
    """Full to 1e-15, and over by it: 17 digits decide between two and three cards."""
    for last, cards in ((7, 2), (8, 3)):
        # 0.3333333333333333 of a card, and 1.6666666666666667 or ...8
        loads = [{0: Fraction(3333333333333333, 10**16)}, {0: Fraction(16666666666666660 + last, 10**16)}]
        ending, counts, _ = prove(problem(*loads), SolverTerms())
        assert ending.status == "optimal"
        assert counts is not None
        assert counts.cards == {"a": cards}


MILLIONTH = Fraction(1, 10**6)


@pytest.mark.parametrize(
    ("loads", "lost"),
    [
        (({0: Fraction(1), 1: MILLIONTH}, {}), ()),
        (({0: Fraction(1), 1: MILLIONTH - Fraction(1, 10**18)}, {1: Fraction(1)}), (0,)),
        (({0: Fraction(1)}, {0: MILLIONTH / 2}), (1,)),
        (({0: MILLIONTH / 2}, {0: Fraction(1)}, {}), (0,)),
    ],
)
def test_what_is_too_little_for_a_solver_is_named(loads: Any, lost: tuple[int, ...]) -> None:
    """Less than a millionth of a group in some pool; an item that nothing can serve is no small one."""
    workload = plain_workload(CARDS, loads)
    assert negligible(workload) == tuple(workload.items[k].name for k in lost)
