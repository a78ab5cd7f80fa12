"""Rows that a solver cannot bend: sums with large coefficients, written digit by digit.

A solver lets a whole number be off by its tolerance t (about 1e-6). Times a price of ten million fen that
is ten fen: a budget passes that is too small. In base b = 10,000 with carries c the same row has
coefficients below b, and the tolerance is worth less than one:

    sum p n <= B   is, with p = P b + r and B = B1 b + B0,
    sum r n <= b c + B0   and   sum P n + c <= B1   for some whole carry c >= 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pulp

BASE = 10_000

# (name, row) in the order they are to be added; `carries` are the variables they need.
Row = tuple[str, Any]


def value_of(expression: Any, whole: Mapping[str, int]) -> int:
    """An expression of whole coefficients at a whole point, exactly."""
    return sum(int(c) * whole[v.name] for v, c in expression.items()) + int(expression.constant)


def is_coarse(expression: Any) -> bool:
    """Whether a coefficient is so large that a solver's tolerance could hide a whole unit."""
    return any(abs(c) >= BASE for c in expression.values())


def at_most(lp: Any, name: str, expression: Any, most: int) -> Iterator[Row]:
    """Rows that say `expression <= most` without coefficients of BASE and more.

    Coefficients must be whole; where one is that large, variables must be whole, bounded and 0 at least. Of a
    coefficient below 0 the lowest digit is above 0 too: -7 b - 3 = -8 b + (b - 3).
    """
    terms = [(v, int(c)) for v, c in expression.items() if c]
    most -= int(expression.constant)
    if not is_coarse(expression):
        yield name, expression - expression.constant <= most
        return
    signed = any(c < 0 for _, c in terms)
    carry: Any = 0
    level = 0
    while any(abs(c) >= BASE for _, c in terms) and (signed or most >= 0):
        low = pulp.lpSum((c % BASE) * v for v, c in terms) + carry
        reach = sum((c % BASE) * int(v.upBound) for v, c in terms) + (0 if level == 0 else int(carry.upBound))
        out = lp.add_variable(f"carry_{name}_{level}", 0, reach // BASE + 1, "Integer")
        yield f"{name}_{level}", low - BASE * out <= most % BASE
        terms = [(v, higher) for v, c in terms if (higher := c // BASE)]
        most //= BASE
        carry = out
        level += 1
    yield name, pulp.lpSum(c * v for v, c in terms) + carry <= most


def at_least(lp: Any, name: str, expression: Any, least: int) -> Iterator[Row]:
    """Rows that say `expression >= least` without coefficients of BASE and more, as `at_most` does.

    Where none is below 0: Σ r n + b c >= B0 and Σ P n - c >= B1 for some whole c, which lends from the higher
    digits or adds to them.
    """
    terms = [(v, int(c)) for v, c in expression.items() if c]
    least -= int(expression.constant)
    if not is_coarse(expression):
        yield name, expression - expression.constant >= least
        return
    if any(c < 0 for _, c in terms):
        yield from at_most(lp, name, expression.constant - expression, -least)
        return
    carry: Any = 0
    level, room = 0, 0
    while any(c >= BASE for _, c in terms):
        low = pulp.lpSum((c % BASE) * v for v, c in terms) + carry
        reach = sum((c % BASE) * int(v.upBound) for v, c in terms) + room
        room = reach // BASE + 1
        out = lp.add_variable(f"lend_{name}_{level}", -room, 2, "Integer")
        yield f"{name}_{level}", low + BASE * out >= least % BASE
        terms = [(v, higher) for v, c in terms if (higher := c // BASE)]
        least //= BASE
        carry = -1 * out
        level += 1
    yield name, pulp.lpSum(c * v for v, c in terms) + carry >= least


def only_if(lp: Any, name: str, expression: Any, most: int, indicator: Any) -> Iterator[Row]:
    """Rows that say `expression <= most` where the 0/1 `indicator` is 1, and `expression <= 0` where it is 0.

    `expression` is whole and never more than `most`. A solver takes 0.0000001 for an indicator that is 0,
    which lets one card of ten million through. So the count is cut into digits, each held on its own:
    n <= (b - 1) u + b h and, of the higher digits, h <= H u.
    """
    level = 0
    while most >= BASE:
        higher = lp.add_variable(f"high_{name}_{level}", 0, most // BASE, "Integer")
        yield f"{name}_{level}", expression - (BASE - 1) * indicator - BASE * higher <= 0
        expression, most = higher, most // BASE
        level += 1
    yield name, expression - most * indicator <= 0
