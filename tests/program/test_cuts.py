"""What is added where shares are judged exactly: cuts, and the items that are too little for a solver."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from golden_parts import WORKLOAD

from glmopt.problem import Item, Offer, Problem
from glmopt.program import Cut, add_cut, build, negligible

NewOffer = Callable[..., Offer]


def _added(offer: NewOffer, *cuts: Cut) -> dict[str, tuple[dict[str, Any], int, int]]:
    """The rows that the cuts add: coefficients, sense and constant by name."""
    problem = Problem((offer("a", stock=9), offer("b", stock=9)), "cards", "CNY", workload=WORKLOAD)
    program = build(problem)
    before = {row.name for row in program.lp.constraints()}
    for cut in cuts:
        add_cut(program, cut)
    return {
        row.name: ({v.name: c for v, c in row.items() if c}, row.sense, row.constant)
        for row in program.lp.constraints()
        if row.name not in before
    }


def test_a_cut_weighs_the_groups(offer: NewOffer) -> None:
    """2 g_0 + 3 g_2 >= 5, where a pool that is not there counts nothing; the next cut is another."""
    first, second = Cut({0: 2, 2: 3, 77: 9}, 5), Cut({0: 1}, 4)
    assert _added(offer, first, second) == {
        "cut_1": ({"n_a": 2, "g_2": 3}, 1, -5),
        "cut_2": ({"n_a": 1}, 1, -4),
    }


def test_a_cut_without_weights_asks_for_one_group_more_somewhere(offer: NewOffer) -> None:
    """Beyond 4 of pool 0 and none of the others: 5 of it, or one of another."""
    rows = _added(offer, Cut({}, 0, {0: 4}))
    more = [f"more_1_{j}" for j in range(4)]
    assert rows.pop("cut_1") == (dict.fromkeys(more, 1), 1, -1)
    assert rows.pop("more_1_0_row") == ({"n_a": 1, "more_1_0": -5}, 1, 0)
    assert rows.pop("more_1_2_row") == ({"g_2": 1, "more_1_2": -1}, 1, 0)
    assert set(rows) == {"more_1_1_row", "more_1_3_row"}


def test_what_keeps_less_than_a_millionth_of_a_group_busy_is_named(offer: NewOffer) -> None:
    """The pool that serves it best counts; what nothing serves is not too little."""
    loads = {
        "much": {0: Fraction(3, 2 * 10**6), 1: Fraction(1)},
        "just": {0: Fraction(1), 1: Fraction(1, 10**6)},
        "less": {0: Fraction(1), 1: Fraction(1, 10**6 + 1)},
        "none": {},
    }
    items = tuple(Item(name, part) for name in loads for part in ("day", "night"))
    twice = tuple(load for load in loads.values() for _ in range(2))
    workload = replace(WORKLOAD, items=items, loads=twice)
    assert negligible(workload) == ("less",)
    problem = Problem((offer("a"), offer("b")), "cards", "CNY", workload=workload)
    rows = {row.name for row in build(problem).lp.constraints()}
    # items 4 and 5 are left to the exact judgement, what cannot be served stays impossible
    assert {row for row in rows if row.startswith("item_")} == {f"item_{c}" for c in (0, 1, 2, 3, 6, 7)}


def test_a_pool_that_is_a_million_times_worse_counts_no_more_than_that(offer: NewOffer) -> None:
    """One item on a millionth of a card of a, or on two of b: the shares of b count a million, not two."""
    workload = replace(WORKLOAD, items=WORKLOAD.items[:1], loads=({0: Fraction(1, 10**6), 1: Fraction(2)},))
    problem = Problem((offer("a"), offer("b")), "cards", "CNY", workload=workload)
    rows = {row.name: {v.name: c for v, c in row.items()} for row in build(problem).lp.constraints()}
    assert rows["busy_0"] == {"x_0_0": 1, "n_a": -1}
    assert rows["busy_1"] == {"x_0_1": 10**6, "g_1": -1}


def test_an_item_in_slices_that_nothing_serves_stays_impossible(offer: NewOffer) -> None:
    workload = replace(WORKLOAD, items=WORKLOAD.items[:1], loads=({},), slices=8)
    rows = build(Problem((offer("a"), offer("b")), "cards", "CNY", workload=workload)).lp.constraints()
    (row,) = (row for row in rows if row.name == "item_0")
    assert (dict(row), row.sense, row.constant) == ({}, 1, -1)


def test_shares_are_no_whole_numbers(offer: NewOffer) -> None:
    """They are left out of a whole point, and so are the rows that they stand in."""
    problem = Problem((offer("a"), offer("b")), "cards", "CNY", streams=3, workload=WORKLOAD)
    program = build(problem)
    shares = {f"x_{c}_{j}" for c, load in enumerate(WORKLOAD.loads) for j in load}
    assert program.continuous == shares
    assert program.whole(dict.fromkeys(shares, 0.5)) == {"n_a": 0, "n_b": 0, "g_1": 0, "g_2": 0}
    broken = program.broken({"n_a": 0, "n_b": 0, "g_1": 0, "g_2": 0})
    assert sorted(broken) == ["able_0", "able_1", "able_2", "streams"]
