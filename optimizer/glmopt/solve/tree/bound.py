"""What prices of busy groups prove of all counts between two bounds.

For prices π >= 0 of the pools, with ρ_i the sum of those of card i, every plan that serves all items costs

    Σ p_i n_i >= Σ_i (p_i - ρ_i) n_i + Σ_c min_j π_j l_cj    (weak duality)

and the first sum is least at one end of low_i <= n_i <= high_i. With p = 0 the same proves that no counts
between the bounds serve: 0 >= something above 0.

Prices are whole numbers, and so is the first sum. The second one is added up in floats, for it may have
thousands of terms, and taken from below: all its terms are 0 or more, so its error is at most that part of it
that MARGIN takes off for each of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from glmopt.solve.tree.case import Case

# Prices are whole multiples of 1 / FINE of the goal's unit, and bounds too.
FINE = 10**12
# A term is a load from below times a price, with two roundings; a sum adds one for each term.
MARGIN = 2.0**-52
ROUNDINGS = 8


def whole_prices(prices: Mapping[int, float], scale: float = 1.0) -> dict[int, int]:
    """Prices by pool as whole multiples of scale / FINE, none below 0."""
    return {j: max(0, round(price / scale * FINE)) for j, price in prices.items()}


def bound(
    case: Case, prices: Mapping[int, int], low: Sequence[int], high: Sequence[int], *, free: bool = False
) -> tuple[int, list[int]]:
    """A bound on the cost, and what one card more costs over it, p_i - ρ_i: both in multiples of 1 / FINE.

    `free`: as if cards cost nothing; a bound above 0 then says that nothing serves. `prices` are by pool, of
    every pool that may be bought.
    """
    more = [0 if free else cost * FINE for cost in case.costs]
    for j, price in prices.items():
        more[case.card_of[j] or 0] -= price
    total = sum(d * (least if d >= 0 else most) for d, least, most in zip(more, low, high, strict=True))
    return total + _worth(case, prices), more


def _worth(case: Case, prices: Mapping[int, int]) -> int:
    """Σ_c min_j π_j l_cj from below."""
    loads, never, pools = case.matrix
    at = np.array([float(prices[j]) for j in pools])
    worth = float((loads * at + never).min(axis=1).sum())
    return int(worth * (1 - (len(loads) + ROUNDINGS) * MARGIN))
