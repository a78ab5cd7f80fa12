"""Least cost with classes: the solvers with their cuts against every count vector, judged by prices alone."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.classes.workloads import can_serve, plain_workload

from glmopt.problem import Offer, Problem
from glmopt.scenario.model import SolverTerms
from glmopt.sizing import Capacity
from glmopt.solve import plan_of, prove
from glmopt.solve.assignment import least_use
from glmopt.solve.shares import fits, spread
from glmopt.solvers import enumerate as oracle

MANY = settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large],
)
MOST_PLANS = 3_000

# Needs and capacities that often fit exactly, and some that never do.
NEEDS = st.sampled_from(
    [Fraction(n, d) for n, d in ((1, 1), (2, 1), (3, 1), (1, 2), (4, 3), (7, 5), (1, 10**8))]
)
CAPACITIES = st.sampled_from(
    [Fraction(n, d) for n, d in ((0, 1), (1, 1), (2, 1), (1, 2), (2, 3), (5, 7), (3, 1))]
)


@st.composite
def loads(draw: st.DrawFn, pools: int) -> list[dict[int, Fraction]]:
    """One to four items over the pools; a capacity of 0 cannot serve."""
    found = []
    for _ in range(draw(st.integers(1, 4))):
        need = draw(NEEDS)
        capacities = [draw(CAPACITIES) for _ in range(pools)]
        found.append({j: need / capacity for j, capacity in enumerate(capacities) if capacity})
    return found


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """One to three cards with classes, gangs and limits."""
    names = ("a", "b", "c")[: draw(st.integers(1, 3))]
    offers = tuple(
        Offer(
            card=name,
            vendor="east",
            price=draw(st.sampled_from((100, 200, 300, 300, 301, 450, 0))),
            streams=1,
            capacity=Capacity(1, 1, draw(st.integers(0, 2)), 1, draw(st.integers(1, 3))),
            virtualization=False,
            stock=draw(st.one_of(st.none(), st.none(), st.integers(1, 5))),
            minimum_order=draw(st.sampled_from((0, 0, 0, 1))),
        )
        for name in names
    )
    problem = Problem(
        offers=offers,
        goal=draw(st.sampled_from(("capex", "capex", "cards"))),
        currency="CNY",
        instances=draw(st.sampled_from((0, 0, 2))),
        gangs=draw(st.sampled_from((0, 0, 1, 2))),
        dedicated=draw(st.booleans()),
        card_types=draw(st.one_of(st.none(), st.none(), st.integers(1, 2))),
        budget=draw(st.one_of(st.none(), st.none(), st.integers(0, 3_000))),
        workload=plain_workload(names, draw(loads(len(names)))),
    )
    assume(oracle.size(problem) <= MOST_PLANS)
    return problem


def truth(problem: Problem) -> tuple[dict[str, int], dict[str, int]] | None:
    """The best plan among all count vectors, by the enumeration with the classes' own test added."""
    meets = oracle._meets_needs
    work = problem.workload
    assert work is not None

    def with_classes(p: Problem, offers: Any, serving: Any) -> bool:
        return meets(p, offers, serving) and can_serve(work.loads, serving)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(oracle, "_meets_needs", with_classes)
        return oracle.best(problem)


@given(problems())
@MANY
def test_least_cost_with_classes_is_that_of_the_enumeration(problem: Problem) -> None:
    true = truth(problem)
    ending, counts, _ = prove(problem, SolverTerms())
    assert len(ending.proofs) == 2
    if true is None:
        assert ending.status == "infeasible"
        return
    assert ending.status == "optimal"
    assert counts is not None
    assert (counts.cards, counts.gangs) == true
    plan = plan_of(problem, counts)
    assert plan.shares
    for item in problem.workload.items if problem.workload else ():
        assert sum(s.share for s in plan.shares if s.name == item.name) == 1


@given(
    st.integers(1, 3).flatmap(
        lambda k: st.tuples(loads(k), st.lists(st.integers(0, 4), min_size=k, max_size=k))
    )
)
@settings(MANY, max_examples=400)
def test_groups_are_judged_as_the_prices_judge_them(
    case: tuple[list[dict[int, Fraction]], list[int]],
) -> None:
    """`spread` gives shares that fit where groups can serve, and a cut that they break where they cannot."""
    needs, groups = case
    assume(all(needs))
    workload = plain_workload(("a", "b", "c")[: len(groups)], needs)
    by_pool = dict(enumerate(groups))
    found = spread(workload, by_pool)
    if can_serve(needs, groups):
        assert isinstance(found, dict)
        assert fits(workload, by_pool, found)
        for c in range(len(needs)):
            assert sum(x for (k, _), x in found.items() if k == c) == 1
    else:
        assert not isinstance(found, dict)
        assert sum(w * by_pool[j] for j, w in found.weights.items()) < found.least


@given(
    st.integers(1, 3).flatmap(
        lambda k: st.tuples(loads(k), st.lists(st.integers(1, 4), min_size=k, max_size=k))
    )
)
@settings(MANY, max_examples=400)
def test_the_exact_simplex_agrees_with_the_prices(case: tuple[list[dict[int, Fraction]], list[int]]) -> None:
    """Without any float: λ <= 1 with shares that fit exactly, or prices that prove λ > 1."""
    needs, groups = case
    assume(all(needs))
    workload = plain_workload(("a", "b", "c")[: len(groups)], needs)
    by_pool = dict(enumerate(groups))
    use, shares, prices = least_use(workload, by_pool, list(by_pool), {})
    assert (use <= 1) == can_serve(needs, groups)
    if use <= 1:
        assert fits(workload, by_pool, shares)
    else:
        worth = sum((min(prices[j] * x for j, x in here.items()) for here in needs), Fraction(0))
        assert worth > sum(prices[j] * g for j, g in by_pool.items())


def test_a_hair_too_little_is_too_little() -> None:
    """Two cards do two requests/s exactly; a ten-thousand-billionth more takes a third one."""
    offer = Offer("a", "east", 100, 1, Capacity(1, 1, 1, 1, 1), virtualization=False)
    for more, cards in ((Fraction(0), 2), (Fraction(1, 10**13), 3)):
        workload = plain_workload(("a",), [{0: Fraction(2) + more}])
        problem = Problem((offer,), "capex", "CNY", workload=workload)
        ending, counts, _ = prove(problem, SolverTerms())
        assert ending.status == "optimal"
        assert counts is not None
        assert counts.cards == {"a": cards}


@given(problems(), st.sampled_from((2, 3)))
@settings(MANY, max_examples=60)
def test_k_times_the_demand_costs_at_most_k_times_as_much(problem: Problem, k: int) -> None:
    """Loads are linear: k copies of the plan serve k times the classes."""
    problem = replace(
        problem,
        goal="capex",
        budget=None,
        gangs=0,
        instances=0,
        card_types=None,
        offers=tuple(replace(o, stock=None, minimum_order=0) for o in problem.offers),
    )
    once, _, _ = prove(problem, SolverTerms(prove="once"))
    assume(once.status == "optimal" and once.objective is not None)
    assert problem.workload is not None
    more = replace(problem, workload=problem.workload.times(Fraction(k)))
    many, _, _ = prove(more, SolverTerms(prove="once"))
    assert many.objective is not None
    assert once.objective is not None
    assert once.objective <= many.objective <= k * once.objective


def test_wide_ranges_do_not_break_the_solver() -> None:
    """Rates from 1e-8 to 1e5 requests/s on cards that differ by 1e4: counted by hand."""
    rates = [Fraction(1, 10**8), Fraction(1, 10**4), Fraction(1), Fraction(10**5)]
    offers = tuple(
        Offer(name, "east", price, 1, Capacity(1, 1, 1, 1, 1), virtualization=False)
        for name, price in (("big", 50_000), ("small", 10))
    )
    workload = plain_workload(
        ("big", "small"), [{0: rate / 1_000, 1: rate / Fraction(1, 10)} for rate in rates]
    )
    ending, counts, notes = prove(Problem(offers, "capex", "CNY", workload=workload), SolverTerms())
    # 100,001.00010001 requests/s: 100 big ones leave 1.0001 to do, that is 11 small ones (10.001 busy)
    assert ending.status == "optimal"
    assert counts is not None
    assert counts.cards == {"big": 100, "small": 11}
    assert math.isclose(ending.objective or 0, 100 * 50_000 + 110)
    assert any("left to the exact check" in note for note in notes)
