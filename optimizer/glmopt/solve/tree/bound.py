"""What prices of busy groups prove of all counts between two bounds.

For prices π >= 0 of the pools, with ρ_i the sum of those of card i, every plan that serves all items costs

    Σ p_i n_i >= Σ_i (p_i - ρ_i) n_i + Σ_c min_j π_j l_cj    (weak duality)

and the first sum is least at one end of low_i <= n_i <= high_i. With p = 0 the same proves that no counts
between the bounds serve: 0 >= something above 0.

The same without the costs: Σ_i ρ_i n_i >= Σ_c min_j π_j l_cj for all counts that serve, whatever the bounds.
So what was proved at one node narrows every other one, mostly before its relaxation is solved.

Prices are whole numbers, and so is the first sum. The second one is added up in floats, and taken from below.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from glmopt.dataclass import dataclass
from glmopt.solve.transport import worth
from glmopt.solve.tree.case import Case

# Prices are whole multiples of 1 / FINE of the goal's unit, and bounds too.
FINE = 10**12


def whole_prices(prices: Iterable[float], scale: float = 1.0) -> list[int]:
    """Prices as whole multiples of scale / FINE, none below 0."""
    fine = FINE / scale
    return [max(0, round(price * fine)) for price in prices]


@dataclass(frozen=True, slots=True)
class Row:
    """What prices say of all counts that serve, in multiples of 1 / FINE: Σ ρ n >= worth.

    `less` is -ρ by card, and `more` what one card costs over its worth, p - ρ.
    """

    less: tuple[int, ...]
    more: tuple[int, ...]
    worth: int


def row_of(case: Case, prices: Sequence[int]) -> Row:
    """The row of `prices`, one for each pool that may be bought."""
    less = [0] * len(case.cards)
    for k, price in zip(case.owners, prices, strict=True):
        less[k] -= price
    more = (cost * FINE + w for cost, w in zip(case.costs, less, strict=True))
    # Σ_c min_j π_j l_cj from below
    return Row(tuple(less), tuple(more), int(worth(case.loads, np.array(prices, dtype=float))))


def bound(row: Row, low: Sequence[int], high: Sequence[int], *, free: bool = False) -> int:
    """A bound on the cost between `low` and `high`, in multiples of 1 / FINE.

    `free`: as if cards cost nothing; a bound above 0 then says that nothing serves.
    """
    return row.worth + _least(row.less if free else row.more, low, high)


def forbids(row: Row, counts: Sequence[int]) -> bool:
    """Whether `row` proves that `counts` do not serve."""
    return row.worth + sum([w * n for w, n in zip(row.less, counts, strict=True)]) > 0


def narrowed(
    case: Case, rows: Iterable[Row], value: int | None, low: Sequence[int], high: Sequence[int]
) -> tuple[list[int], list[int]] | None:
    """The bounds without counts that `rows` prove to be dearer than `value`, or not to serve; None: all are.

    `value` is None where nothing that serves is known yet.
    """
    lows, highs = list(low), list(high)
    if value is not None and not _narrow(case.costs, value, lows, highs):
        return None
    for row in rows:
        if not _narrow(row.less, -row.worth, lows, highs):
            return None
        if value is not None and not _narrow(row.more, value * FINE - row.worth, lows, highs):
            return None
    if value is not None and not _narrow(case.costs, value, lows, highs):
        return None
    return lows, highs


def _least(weights: Sequence[int], low: Sequence[int], high: Sequence[int]) -> int:
    """The least of Σ weights n between the bounds."""
    return sum([w * (a if w >= 0 else b) for w, a, b in zip(weights, low, high, strict=True)])


def _narrow(weights: Sequence[int], most: int, low: list[int], high: list[int]) -> bool:
    """Narrow the bounds to what Σ weights n <= most leaves; whether anything is left."""
    slack = most - _least(weights, low, high)
    if slack < 0:
        return False
    for k, w in enumerate(weights):
        if w > 0:
            high[k] = min(high[k], low[k] + slack // w)
        elif w < 0:
            low[k] = max(low[k], high[k] - slack // -w)
    return True
