"""HiGHS, CBC and the enumeration of every plan agree: status, counts and gangs, ties included."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from glmopt.problem import Offer, Problem, Rule, upper_bound
from glmopt.scenario.model import SolverTerms
from glmopt.sizing import Capacity
from glmopt.solve import prove
from glmopt.solvers import enumerate as oracle

MANY = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large],
)
BAR = Rule("availability", ("cards", "deny"), "none of", "it")
MOST_PLANS = 4_000


def seldom(some: st.SearchStrategy[Any], none: Any) -> st.SearchStrategy[Any]:
    """`some` in one case of four, else `none`."""
    return st.integers(0, 3).flatmap(lambda k: some if k == 3 else st.just(none))


@st.composite
def breaks(draw: st.DrawFn, price: int | None) -> tuple[tuple[int, int], ...]:
    """One to three price breaks up to eight cards, the last of them sometimes a gift."""
    if not price:
        return ()
    starts = draw(st.lists(st.integers(2, 8), min_size=1, max_size=3, unique=True))
    offs = draw(st.lists(st.integers(1, price), min_size=len(starts), max_size=len(starts), unique=True))
    return tuple(zip(sorted(starts), sorted(offs), strict=True))


@st.composite
def offers(draw: st.DrawFn, card: str, goal: str, *, priced: bool) -> Offer:
    """A card of a few streams, instances and jobs; few distinct prices, so that ties are common."""
    streams = draw(st.integers(1, 5))
    stock = draw(seldom(st.integers(1, 6), None))
    if goal == "streams" and stock is None:
        stock = draw(st.integers(1, 6))
    most = 9 if stock is None else stock
    price = draw(st.sampled_from((100, 200, 300, 300, 301, 450, 1_700, 0))) if priced else None
    return Offer(
        card=card,
        vendor="east",
        price=price,
        streams=streams,
        capacity=Capacity(
            streams, streams, draw(st.integers(0, 3)), draw(st.integers(0, 1)), draw(st.integers(1, 4))
        ),
        virtualization=draw(st.booleans()),
        stock=stock,
        minimum=draw(seldom(st.integers(1, min(2, most)), 0)),
        minimum_order=draw(seldom(st.integers(1, min(3, most)), 0)),
        breaks=draw(seldom(breaks(price), ())),
        barred_by=draw(seldom(st.just((BAR,)), ())),
    )


@st.composite
def problems(draw: st.DrawFn, goal: str) -> Problem:
    """One to three offers under a random mix of needs and limits."""
    priced = goal != "cards" or draw(st.booleans())
    names = draw(st.sampled_from((("a",), ("a", "b"), ("a", "b"), ("a", "b", "c"), ("a", "b", "c"))))
    problem = Problem(
        offers=tuple(draw(offers(name, goal, priced=priced)) for name in names),
        goal=goal,
        currency="CNY",
        streams=draw(st.integers(0, 12)),
        instances=draw(seldom(st.integers(1, 5), 0)),
        light_finetune=draw(seldom(st.integers(1, 3), 0)),
        gangs=draw(st.sampled_from((0, 0, 1, 2))),
        dedicated=draw(st.booleans()),
        virtual_streams=draw(seldom(st.integers(1, 6), 0)),
        virtual_instances=draw(seldom(st.integers(1, 3), 0)),
        card_types=draw(seldom(st.integers(1, 2), None)),
        budget=draw(seldom(st.integers(0, 6_000), None)) if priced else None,
    )
    assume(oracle.size(problem) <= MOST_PLANS)
    return problem


def _agree(problem: Problem, first: str) -> None:
    truth = oracle.best(problem)
    _agrees(problem, SolverTerms(name=first), truth)
    _agrees(problem, SolverTerms(name=first, second="cbc" if first == "highs" else "highs"), truth)


def _agrees(problem: Problem, terms: SolverTerms, truth: Any) -> None:
    ending, counts, notes = prove(problem, terms)
    assert notes == ()
    assert len(ending.proofs) == 2
    if truth is None:
        assert ending.status == "infeasible"
        assert counts is None
    else:
        assert ending.status == "optimal"
        assert counts is not None
        assert (counts.cards, counts.gangs) == truth
        assert ending.objective == ending.bound == _worth(problem, *truth)


def _worth(problem: Problem, cards: dict[str, int], gangs: dict[str, int]) -> int:
    """The objective of a plan, in the goal's own unit."""
    by_name = {o.card: o for o in problem.offers}
    if problem.goal == "cards":
        return sum(cards.values())
    if problem.goal == "capex":
        return sum(by_name[c].unit(n) * n for c, n in cards.items())
    dedicated = {c: by_name[c].capacity.gang_cards * z for c, z in gangs.items()} if problem.dedicated else {}
    return sum(by_name[c].streams * (n - dedicated.get(c, 0)) for c, n in cards.items())


@given(problems("capex"))
@MANY
def test_least_cost_is_that_of_the_enumeration(problem: Problem) -> None:
    _agree(problem, "highs")


@given(problems("cards"))
@MANY
def test_fewest_cards_are_those_of_the_enumeration(problem: Problem) -> None:
    _agree(problem, "highs")


@given(problems("streams"))
@MANY
def test_most_streams_are_those_of_the_enumeration(problem: Problem) -> None:
    _agree(problem, "cbc")


@given(st.sampled_from(("capex", "cards")).flatmap(problems))
@MANY
def test_bounds_cut_off_no_optimal_plan(problem: Problem) -> None:
    """The enumeration with two cards more of each kind than U_i finds nothing better."""
    looser = pytest.MonkeyPatch()
    truth = oracle.best(problem)
    with looser.context() as patch:
        patch.setattr(oracle, "upper_bound", lambda p, o: upper_bound(p, o) + 2)
        assert oracle.best(problem) == truth


def test_an_enumeration_by_hand(offer: Callable[..., Offer]) -> None:
    """7 streams from cards of 2 at 500 and of 3 at 700: 2 + 2 + 3 at 1,700 beats 3 + 3 + 3 at 2,100."""
    problem = Problem((offer("a", 500, 2), offer("b", 700, 3)), "capex", "CNY", streams=7)
    assert oracle.best(problem) == ({"a": 2, "b": 1}, {})
    assert oracle.size(problem) == 5 * 4
    assert oracle.best(replace(problem, budget=1_699)) is None


def test_ties_are_settled_by_rule(offer: Callable[..., Offer]) -> None:
    """Cards alike in all: fewer types first, then the id that comes first."""
    alike = (offer("b"), offer("a"), offer("c"))
    problem = Problem(tuple(sorted(alike, key=lambda o: o.card)), "capex", "CNY", streams=3)
    _, counts, _ = prove(problem, SolverTerms())
    assert counts is not None
    assert counts.cards == {"a": 3}
    limited = replace(problem, offers=tuple(replace(o, stock=2) for o in problem.offers))
    _, counts, _ = prove(limited, SolverTerms())
    assert counts is not None
    assert counts.cards == {"a": 2, "b": 1}
