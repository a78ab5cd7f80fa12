"""Rows with large coefficients, digit by digit: they hold for exactly the points of the plain row."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glmopt.program.exact import BASE, at_least, at_most, is_coarse, only_if, value_of


def rows_of(coefficients: list[int], upper: list[int], most: int) -> tuple[list[Any], list[Any]]:
    """The variables n and the rows that say sum p n <= most."""
    lp = pulp.LpProblem("exact", pulp.LpMinimize)
    n = [lp.add_variable(f"n_{k}", 0, u, "Integer") for k, u in enumerate(upper)]
    expression = pulp.lpSum(p * v for p, v in zip(coefficients, n, strict=True))
    return n, [row for _, row in at_most(lp, "row", expression, most)]


def meets(rows: list[Any], point: dict[str, int]) -> bool:
    """Whether carries exist that meet every row at the point: the least possible carry is the best."""
    whole = dict(point)
    for row in rows:
        carries = [v for v in row if v.name.startswith("carry") and v.name not in whole]
        if carries:
            (carry,) = carries
            whole[carry.name] = 0
            over = value_of(row, whole)
            whole[carry.name] = max(0, -(-over // BASE))
            if whole[carry.name] > carry.upBound:
                return False
        if value_of(row, whole) > 0:
            return False
    return True


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.lists(st.integers(1, 3 * 10**9), min_size=1, max_size=3),
    st.lists(st.integers(0, 4), min_size=3, max_size=3),
    st.data(),
)
def test_the_digits_say_what_the_plain_row_says(
    coefficients: list[int], upper: list[int], data: st.DataObject
) -> None:
    """Every point of the box, at limits on, beside and far from a sum that a point has."""
    upper = upper[: len(coefficients)]
    points = list(itertools.product(*(range(u + 1) for u in upper)))
    sums = [sum(p * k for p, k in zip(coefficients, point, strict=True)) for point in points]
    most = max(0, data.draw(st.sampled_from(sums)) + data.draw(st.sampled_from((-1, 0, 1, BASE, -BASE))))
    n, rows = rows_of(coefficients, upper, most)
    for point, total in zip(points, sums, strict=True):
        whole = {v.name: k for v, k in zip(n, point, strict=True)}
        assert meets(rows, whole) == (total <= most)
    for row in rows:
        assert all(abs(c) <= BASE for c in row.values())


def reaches(rows: list[Any], point: dict[str, int]) -> bool:
    """Whether borrowed digits exist that meet every `at least` row: the least borrowed is the best."""
    whole = dict(point)
    for row in rows:
        borrowed = [v for v in row if v.name.startswith("lend") and v.name not in whole]
        if borrowed:
            (lend,) = borrowed
            whole[lend.name] = 0
            short = -value_of(row, whole)
            whole[lend.name] = max(int(lend.lowBound), -(-short // BASE))
            if whole[lend.name] > lend.upBound:
                return False
        if value_of(row, whole) < 0:
            return False
    return True


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.lists(st.integers(1, 3 * 10**13), min_size=1, max_size=3),
    st.lists(st.integers(0, 4), min_size=3, max_size=3),
    st.data(),
)
def test_the_digits_of_a_least_sum_say_what_the_plain_row_says(
    coefficients: list[int], upper: list[int], data: st.DataObject
) -> None:
    upper = upper[: len(coefficients)]
    points = list(itertools.product(*(range(u + 1) for u in upper)))
    sums = [sum(p * k for p, k in zip(coefficients, point, strict=True)) for point in points]
    least = max(0, data.draw(st.sampled_from(sums)) + data.draw(st.sampled_from((-1, 0, 1, BASE, -BASE))))
    lp = pulp.LpProblem("exact", pulp.LpMinimize)
    n = [lp.add_variable(f"n_{k}", 0, u, "Integer") for k, u in enumerate(upper)]
    expression = pulp.lpSum(p * v for p, v in zip(coefficients, n, strict=True))
    rows = [row for _, row in at_least(lp, "row", expression, least)]
    for point, total in zip(points, sums, strict=True):
        whole = {v.name: k for v, k in zip(n, point, strict=True)}
        assert reaches(rows, whole) == (total >= least)
    for row in rows:
        assert all(abs(c) <= BASE for c in row.values())


def test_a_hand_worked_row() -> None:
    """3 x 12,345,678 = 37,037,034 fen: within 37,037,034, not within one fen less."""
    n, rows = rows_of([12_345_678], [5], 37_037_034)
    assert len(rows) == 2
    assert meets(rows, {n[0].name: 3})
    assert not meets(rows, {n[0].name: 4})
    _, tighter = rows_of([12_345_678], [5], 37_037_033)
    assert not meets(tighter, {"n_0": 3})
    assert meets(tighter, {"n_0": 2})


def carries(rows: list[Any]) -> dict[str, float]:
    """The most that each carry of the rows may be."""
    return {v.name: v.upBound for row in rows for v in row if v.name.startswith("carry")}


def test_a_carry_is_no_more_than_the_digits_below_it_make() -> None:
    """9,999 of one card leave no whole 10,000 over, one of a digit that is not full."""
    _, rows = rows_of([19_999], [1], 19_999)
    assert carries(rows) == {"carry_row_0": 1}
    # 3 x 9,999 x 10^4 + 3 x 9,999, and what the first carry adds: 3 x 9,999 + 3 = 30,000
    _, rows = rows_of([299_999_999], [3], 10**9)
    assert carries(rows) == {"carry_row_0": 3, "carry_row_1": 4}


def test_small_coefficients_stay_one_row() -> None:
    n, rows = rows_of([BASE - 1, 7], [5, 5], 40_000)
    assert len(rows) == 1
    assert not is_coarse(pulp.lpSum((BASE - 1) * v for v in n))
    assert is_coarse(pulp.lpSum(BASE * v for v in n))


def test_a_limit_below_nothing_is_met_by_no_point() -> None:
    n, rows = rows_of([12_345_678], [5], -1)
    assert not meets(rows, {n[0].name: 0})


@pytest.mark.parametrize("constant", [0, 5, -5])
def test_a_constant_counts(constant: int) -> None:
    lp = pulp.LpProblem("exact", pulp.LpMinimize)
    n = lp.add_variable("n", 0, 9, "Integer")
    rows = [row for _, row in at_most(lp, "row", 3 * n + constant, 11)]
    assert meets(rows, {"n": (11 - constant) // 3})
    assert not meets(rows, {"n": (11 - constant) // 3 + 1})


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.lists(st.integers(-3 * 10**9, 3 * 10**9).filter(bool), min_size=1, max_size=3),
    st.lists(st.integers(0, 4), min_size=3, max_size=3),
    st.booleans(),
    st.data(),
)
def test_the_digits_of_a_sum_with_negative_parts_say_what_the_plain_row_says(
    coefficients: list[int], upper: list[int], at_the_least: bool, data: st.DataObject
) -> None:
    """One is below 0 at least; `at_most` as it is, `at_least` by what is below 0."""
    coefficients[0] = -abs(coefficients[0])
    upper = upper[: len(coefficients)]
    points = list(itertools.product(*(range(u + 1) for u in upper)))
    sums = [sum(p * k for p, k in zip(coefficients, point, strict=True)) for point in points]
    limit = data.draw(st.sampled_from(sums)) + data.draw(st.sampled_from((-1, 0, 1, BASE, -BASE)))
    lp = pulp.LpProblem("exact", pulp.LpMinimize)
    n = [lp.add_variable(f"n_{k}", 0, u, "Integer") for k, u in enumerate(upper)]
    expression = pulp.lpSum(p * v for p, v in zip(coefficients, n, strict=True))
    coarse = is_coarse(expression)
    rows = [row for _, row in (at_least if at_the_least else at_most)(lp, "row", expression, limit)]
    judge = reaches if at_the_least and not coarse else meets
    for point, total in zip(points, sums, strict=True):
        whole = {v.name: k for v, k in zip(n, point, strict=True)}
        assert judge(rows, whole) == (total >= limit if at_the_least else total <= limit)
    if any(c > 0 for c in coefficients):
        # else a limit below nothing may be left as it is
        assert all(abs(c) <= BASE for row in rows for c in row.values())


def test_a_large_sum_with_a_negative_part_by_hand() -> None:
    """30,002 n - 20,000 m <= 5 is 2 n <= 10,000 c + 5 and 3 n - 2 m + c <= 0; c is 0 up to n = 2."""
    lp = pulp.LpProblem("exact", pulp.LpMinimize)
    n, m = (lp.add_variable(name, 0, 9, "Integer") for name in "nm")
    rows = [row for _, row in at_most(lp, "row", 30_002 * n - 20_000 * m, 5)]
    assert [{v.name: c for v, c in row.items()} for row in rows] == [
        {"n": 2, "carry_row_0": -10_000},
        {"n": 3, "m": -2, "carry_row_0": 1},
    ]
    assert meets(rows, {"n": 2, "m": 3})
    assert not meets(rows, {"n": 3, "m": 4})
    # 120,008 - 120,000 is above 5
    assert not meets(rows, {"n": 4, "m": 6})


def test_mixed_coefficients_are_split_together() -> None:
    """7 a + 123,456,789 b with a limit that the small part alone can break by one."""
    n, rows = rows_of([7, 123_456_789], [3, 2], 246_913_585)
    assert len(rows) == 3
    assert meets(rows, {n[0].name: 1, n[1].name: 2})
    assert not meets(rows, {n[0].name: 2, n[1].name: 2})


@pytest.mark.parametrize("most", [1, BASE - 1, BASE, BASE + 1, 3 * BASE * BASE + 7 * BASE + 5])
def test_a_count_is_held_by_its_indicator_digit_by_digit(most: int) -> None:
    """Up to `most` with it, nothing without it, and nothing of a card with 0.000001 of it."""
    lp = pulp.LpProblem("exact", pulp.LpMinimize)
    n, u = lp.add_variable("n", 0, most, "Integer"), lp.add_variable("u", 0, 1, "Integer")
    rows = [row for _, row in only_if(lp, "used", n, most, u)]

    def most_allowed(share: float) -> float:
        """The largest n that the rows let through, the highest digits first, each whole but for 0.000001."""
        room = math.inf
        for row in reversed(rows):
            (counted,) = (v for v, c in row.items() if c == 1)
            rest = {v.name: -c for v, c in row.items() if c != 1}
            room = sum(c * (share if name == "u" else room) for name, c in rest.items())
            room = min(room, counted.upBound)
            if counted.name != "n":
                room = math.floor(room) + min(room - math.floor(room), 1e-6)
        return room

    assert most_allowed(1) == most
    assert most_allowed(0) == 0
    assert most_allowed(1e-6) < 0.03
    assert all(abs(c) <= BASE for row in rows for c in row.values())


@pytest.mark.parametrize("constant", [0, 5, -5])
def test_a_constant_counts_in_a_least_sum(constant: int) -> None:
    lp = pulp.LpProblem("exact", pulp.LpMinimize)
    n = lp.add_variable("n", 0, 9, "Integer")
    rows = [row for _, row in at_least(lp, "row", 3 * n + constant, 11)]
    least = -(-(11 - constant) // 3)
    assert reaches(rows, {"n": least})
    assert not reaches(rows, {"n": least - 1})


def test_the_digits_that_are_lent_by_hand() -> None:
    """19,999 a + 10,000 b >= 15,000 is 9,999 a + 10,000 c >= 5,000 and a + b - c >= 1, c from -1 to 2."""
    lp = pulp.LpProblem("exact", pulp.LpMinimize)
    a, b = (lp.add_variable(name, 0, most, "Integer") for name, most in (("a", 1), ("b", 2)))
    rows = dict(at_least(lp, "row", 19_999 * a + 10_000 * b, 15_000))
    (lend,) = (v for v in rows["row_0"] if v.name.startswith("lend"))
    assert (lend.lowBound, lend.upBound) == (-1, 2)
    told = {name: ({v.name: c for v, c in row.items() if c}, row.constant) for name, row in rows.items()}
    assert told == {
        "row_0": ({"a": 9_999, "lend_row_0": 10_000}, -5_000),
        "row": ({"a": 1, "b": 1, "lend_row_0": -1}, -1),
    }


def test_a_coefficient_on_the_base_is_cut_as_one_beyond_it() -> None:
    """10,000 a >= 10,000 becomes 10,000 c >= 0 and a - c >= 1."""
    lp = pulp.LpProblem("exact", pulp.LpMinimize)
    a = lp.add_variable("a", 0, 3, "Integer")
    rows = dict(at_least(lp, "row", BASE * a, BASE))
    assert [{v.name: c for v, c in row.items() if c} for row in rows.values()] == [
        {"lend_row_0": BASE},
        {"a": 1, "lend_row_0": -1},
    ]


def test_a_limit_of_nothing_is_cut_into_digits_too() -> None:
    """One card of 12,345,678 is too much for a budget of nothing, and so is a ten-millionth of it."""
    n, rows = rows_of([12_345_678], [5], 0)
    assert all(abs(c) <= BASE for row in rows for c in row.values())
    assert meets(rows, {n[0].name: 0})
    assert not meets(rows, {n[0].name: 1})


@pytest.mark.parametrize("sum_of", [at_most, at_least])
def test_digits_of_nothing_stand_in_no_row(sum_of: Any) -> None:
    """7 a + 123,456,789 b: of a there is no higher digit."""
    lp = pulp.LpProblem("exact", pulp.LpMinimize)
    a, b = (lp.add_variable(name, 0, 3, "Integer") for name in "ab")
    rows = dict(sum_of(lp, "row", 7 * a + 123_456_789 * b, 246_913_585))
    assert [*rows] == ["row_0", "row_1", "row"]
    told = [{v.name for v in rows[name] if v.name in "ab"} for name in rows]
    assert told == [{"a", "b"}, {"b"}, {"b"}]


def test_what_is_lent_is_no_more_than_the_digits_below_it_make() -> None:
    """3 x 9,999 are 2 x 10,000 and a part of another; with the 3 lent 3 x 9,999 are 30,000."""
    lp = pulp.LpProblem("exact", pulp.LpMinimize)
    n = lp.add_variable("n", 0, 3, "Integer")
    rows = [row for _, row in at_least(lp, "row", 299_999_999 * n, 5)]
    lent = {v.name: (v.lowBound, v.upBound) for row in rows for v in row if v.name.startswith("lend")}
    assert lent == {"lend_row_0": (-3, 2), "lend_row_1": (-4, 2)}


def test_a_count_of_the_base_is_held_by_two_rows() -> None:
    """10,000 n and more are cut; higher digits have names of their own."""
    lp = pulp.LpProblem("exact", pulp.LpMinimize)
    n, u = lp.add_variable("n", 0, BASE**2, "Integer"), lp.add_variable("u", 0, 1, "Integer")
    assert [name for name, _ in only_if(lp, "low", n, BASE - 1, u)] == ["low"]
    assert [name for name, _ in only_if(lp, "on", n, BASE, u)] == ["on_0", "on"]
    assert [name for name, _ in only_if(lp, "far", n, BASE**2, u)] == ["far_0", "far_1", "far"]
