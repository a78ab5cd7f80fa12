"""The tree's optimum against every count vector, and its proof against a solver that answers nonsense."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.classes.test_oracle import MANY, loads, problems, truth
from tests.classes.workloads import can_serve, plain_workload

from glmopt.errors import Disagreement
from glmopt.problem import Item, Offer, Pool, Problem, Workload
from glmopt.program import Counts
from glmopt.scenario.model import SolverTerms
from glmopt.sizing import Capacity
from glmopt.solve import lines, prove, prove_once, tree
from glmopt.solve.clock import Clock
from glmopt.solve.tree.bound import FINE, bound, narrowed, row_of
from glmopt.solvers import Point, Relaxation


def plain(problem: Problem) -> Problem:
    """The problem with the rules that the tree knows."""
    offers = tuple(replace(o, minimum_order=0, price=o.price or 50) for o in problem.offers)
    known = replace(problem, offers=offers, gangs=0, dedicated=False, instances=0)
    return replace(known, card_types=None, budget=None)


def fewest_first(problem: Problem) -> dict[str, int] | None:
    best = truth(problem)
    return None if best is None else best[0]


@given(problems().map(plain))
@MANY
def test_the_tree_finds_what_the_enumeration_finds(problem: Problem) -> None:
    """Value, and counts with their ties settled."""
    found = tree.best(problem, Clock(60))
    if found is None:
        # only where a further goal decides between equals
        assert problem.goal == "cards"
        return
    assert found.by == tree.NAME
    assert (found.counts and found.counts.cards) == fewest_first(problem)
    ending, counts = prove_once(problem, SolverTerms())
    assert [p.solver for p in ending.proofs] == [tree.NAME]
    assert (counts and counts.cards) == (found.counts and found.counts.cards)
    ending, _, _ = prove(problem, SolverTerms())
    # the enumeration only proves that nothing is cheaper: that nothing fits is for HiGHS to say
    assert {p.solver for p in ending.proofs} == {tree.NAME, "HiGHS" if counts is None else lines.NAME}


def problem_of(needs: Sequence[dict[int, Fraction]], prices: Sequence[int], **more: Any) -> Problem:
    cards = ("a", "b", "c")[: len(prices)]
    offers = tuple(
        Offer(card, "east", price, 1, Capacity(1, 1, 1, 1, 1), virtualization=False)
        for card, price in zip(cards, prices, strict=True)
    )
    return Problem(offers, "capex", "CNY", workload=plain_workload(cards, needs), **more)


@given(
    loads(3),
    st.tuples(*[st.integers(1, 400)] * 3),
    st.tuples(*[st.integers(0, 5)] * 3),
    st.tuples(*[st.integers(0, 4)] * 3),
    st.tuples(*[st.integers(0, 900 * FINE)] * 3),
)
@settings(MANY, max_examples=300)
def test_any_prices_prove_a_bound(
    needs: list[dict[int, Fraction]],
    costs: tuple[int, ...],
    low: tuple[int, ...],
    more: tuple[int, ...],
    prices: tuple[int, ...],
) -> None:
    """No counts between the bounds that can serve cost less, and none can where the free bound is above 0."""
    assume(all(needs))
    case = tree.case_of(problem_of(needs, costs))
    assert case is not None
    high = [a + b for a, b in zip(low, more, strict=True)]
    row = row_of(case, prices)
    least = bound(row, low, high)
    nothing = bound(row, low, high, free=True)
    ranges = [range(low[0], high[0] + 1), (low[1], high[1]), (low[2], high[2])]
    for counts in itertools.product(*ranges):
        if can_serve(needs, counts):
            cost = sum(n * p for n, p in zip(counts, case.costs, strict=True))
            assert cost * FINE >= least
            assert nothing <= 0
            # what is as good as the best is never narrowed away
            for value in (None, cost):
                kept = narrowed(case, (row, row), value, low, high)
                assert kept is not None
                assert all(a <= n <= b for a, n, b in zip(kept[0], counts, kept[1], strict=True))


@given(problems().map(plain), st.integers(0, 10**6))
@settings(MANY, max_examples=60)
def test_a_solver_that_answers_nonsense_costs_time_and_no_truth(problem: Problem, seed: int) -> None:
    """The relaxation is only a hint: the optimum is the same when it is made up."""
    assume(problem.goal == "capex")
    dice = random.Random(seed)  # noqa: S311
    true = fewest_first(problem)
    between = Relaxation.between

    def made_up(self: Relaxation, low: Sequence[int], high: Sequence[int], **how: bool) -> Point:
        point = between(self, low, high, **how)
        if dice.random() < 0.5 or point.prices is None:
            return point
        prices = [p * dice.choice((0, 0.5, 1, 3, -1)) for p in point.prices]
        values = None if dice.random() < 0.3 else [dice.uniform(-1, 4) for _ in point.values or ()]
        return Point(values or None, prices)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Relaxation, "between", made_up)
        found = tree.best(problem, Clock(60))
    if found is not None:
        assert (found.counts and found.counts.cards) == true


def test_a_batch_is_served_by_day_or_by_night() -> None:
    """Each card has two pools then; three quarters of a card by day, or a quarter more than one at night."""
    items = (Item("chat", "day"), Item("chat", "night"), Item("books", "any"))
    pools = (Pool("a", "day", 1, "llm"), Pool("a", "night", 1, "llm"))
    day, night = Fraction(5, 4), Fraction(1, 2)
    work = Workload(items, pools, ({0: day}, {1: night}, {0: Fraction(3, 2), 1: Fraction(3)}))
    problem = replace(problem_of([{0: day}], (100,)), workload=work)
    # two cards: 3/4 by day does half of the books, 3/2 by night the other half
    found = tree.best(problem, Clock(60))
    assert found is not None
    assert found.counts is not None
    assert found.counts.cards == {"a": 2}
    assert found.counts.groups == {0: 2, 1: 2}
    more = replace(work, loads=({0: day}, {1: night}, {0: Fraction(151, 100), 1: Fraction(302, 100)}))
    found = tree.best(replace(problem, workload=more), Clock(60))
    assert found is not None
    assert found.counts is not None
    assert found.counts.cards == {"a": 3}


def test_what_it_does_not_know_is_left_to_the_solvers() -> None:
    needs = [{0: Fraction(5), 1: Fraction(1)}]
    known = problem_of(needs, (100, 300))
    assert tree.best(known, Clock(60)) is not None
    for rule in ({"card_types": 1}, {"gangs": 1}, {"streams": 3}, {"goal": "tco"}, {"changes": 2}):
        assert tree.best(replace(known, **rule), Clock(60)) is None
    sliced = replace(known, workload=plain_workload(("a", "b"), needs, slices=2))
    assert tree.best(sliced, Clock(60)) is None
    # five cards of a are the optimum; six instances they do not hold
    assert tree.best(replace(known, instances=6), Clock(60)) is None
    case = tree.case_of(known)
    assert case is not None
    assert tree.search(case, 0, Clock(60)) is None
    assert tree.search(case, 99, Clock(-1)) is None


def test_a_stock_that_is_too_small_is_proved_to_be() -> None:
    offers = tuple(replace(o, stock=2) for o in problem_of([{0: Fraction(1)}], (100, 300)).offers)
    problem = replace(problem_of([{0: Fraction(5), 1: Fraction(4)}], (100, 300)), offers=offers)
    found = tree.best(problem, Clock(60))
    assert found is not None
    # 2/5 on a and 1/2 on b
    assert (found.counts, found.value) == (None, None)
    ending, counts, _ = prove(problem, SolverTerms())
    assert (ending.status, counts) == ("infeasible", None)
    assert len(ending.proofs) == 2


@pytest.mark.parametrize("by", [lines.NAME, "HiGHS"])
def test_a_tree_that_differs_from_the_other_proof_is_shown_to_nobody(
    by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = problem_of([{0: Fraction(5), 1: Fraction(1)}], (100, 300))
    true = tree.best(problem, Clock(60))
    assert true is not None
    if by == "HiGHS":
        monkeypatch.setattr(lines, "MOST_LINES", -1)
    six = Counts({"a": 6}, {}, groups={0: 6, 1: 0})
    for wrong in (replace(true, value=299), replace(true, value=600, counts=six)):
        monkeypatch.setattr(tree, "best_of", lambda *_, wrong=wrong: wrong)
        with pytest.raises(Disagreement, match="two proofs of one optimum differ"):
            prove(problem, SolverTerms())
