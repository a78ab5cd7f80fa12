"""Shares of items on pools as columns of a linear program: for the tree and the judgement of counts.

A share is counted in groups of the pool that serves its item best, so coefficients begin at 1. Columns of
another kind come first: cards that may be divided, or the least use.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from glmopt.dataclass import dataclass
from glmopt.solvers import Columns

Floats = NDArray[np.float64]

# Shares are whole multiples of 1 / PARTS where that is exact enough: short numbers in every report.
PARTS = 10**9
# What a rounding may be off, in parts of the sum, and the roundings beside one for each term.
MARGIN = 2.0**-52
ROUNDINGS = 8


@dataclass(frozen=True, slots=True)
class Transport:
    """`columns` of the program, the rows of the pools first; `best` groups that each item takes at the least.

    `item` and `pool` are the item and the place of the pool of each column of shares.
    """

    columns: Columns
    pools: int
    best: Floats
    item: NDArray[np.int64]
    pool: NDArray[np.int64]

    def shares(self, values: Sequence[float]) -> Floats:
        """The shares in a point of the program, by item and place of the pool."""
        found = np.zeros((len(self.best), self.pools))
        mine = np.array(values[len(values) - len(self.item) :], dtype=float)
        found[self.item, self.pool] = mine / self.best[self.item]
        return found


def worth(loads: Floats, prices: Floats) -> float:
    """Σ_c min_j π_j l_cj from below, for loads from below (infinite where none) and prices of 0 and more.

    It is added up in floats, for it may have thousands of terms: a term is a load times a price, with two
    roundings, and a sum adds one for each term. As all are 0 or more, MARGIN takes off more than that.
    """
    with np.errstate(invalid="ignore"):
        terms = np.where(np.isinf(loads), np.inf, loads * prices).min(axis=1)
    return float(terms.sum()) * (1 - (len(loads) + ROUNDINGS) * MARGIN)


def surely_fit(loads: Floats, groups: Floats, shares: Floats) -> bool:
    """Whether shares near `shares` keep each pool within its `groups` for sure; False may mean: nearly.

    By item and pool; loads from above, infinite where none. Shares are rounded down to whole multiples of
    1 / PARTS, and what is left of an item goes to the pool with most room. Sums are taken from above.
    """
    able = np.isfinite(loads)
    busy_by = np.where(able, loads, 0.0)
    parts = np.floor(np.clip(shares, 0.0, 1.0) * PARTS) * able
    left = PARTS - parts.sum(axis=1)
    room = groups * PARTS - (parts * busy_by).sum(axis=0)
    into = np.where(able, room, -np.inf).argmax(axis=1)
    parts[np.arange(len(parts)), into] += left
    if (parts < 0).any() or not able.any(axis=1).all():
        return False
    busy = (parts * busy_by).sum(axis=0) * (1 + (len(loads) + ROUNDINGS) * MARGIN)
    return bool((busy <= groups * PARTS).all())


def transport(
    loads: Floats,
    cost: Floats,
    head: Floats,
    *,
    low: Floats,
    high: Floats,
    least: float = 0.0,
    most: float = np.inf,
) -> Transport:
    """Min cost y: Σ_c l_cj x_cj + head_j y <= 0 for each pool, Σ_j x_cj = 1 for each item, low <= y <= high.

    `loads` are by item and pool, `head` by pool and column. Items with less than `least` of their best pool
    are left out, and a pool that takes more than `most` times what the best one takes is there as that.
    """
    pools = loads.shape[1]
    best = loads.min(axis=1)
    kept = np.flatnonzero(best >= least)
    at, pool = np.nonzero(np.isfinite(loads[kept]))
    item = kept[at]
    times = np.minimum(loads[item, pool] / best[item], most)
    first = np.flatnonzero(head.T.ravel())
    in_head = np.count_nonzero(head, axis=0)
    index = np.empty(len(first) + 2 * len(item), dtype=np.int32)
    value = np.ones(len(index))
    index[: len(first)] = first % pools
    value[: len(first)] = head.T.ravel()[first]
    index[len(first) :: 2], index[len(first) + 1 :: 2] = pool, pools + at
    value[len(first) :: 2] = times
    shares = len(first) + 2 * np.arange(len(item) + 1)
    never = np.full(pools, -np.inf)
    columns = Columns(
        cost=np.concatenate([cost, np.zeros(len(item))]),
        low=np.concatenate([low, np.zeros(len(item))]),
        high=np.concatenate([high, np.full(len(item), np.inf)]),
        row_low=np.concatenate([never, best[kept]]),
        row_high=np.concatenate([np.zeros(pools), np.full(len(kept), np.inf)]),
        start=np.concatenate([np.cumsum(in_head) - in_head, shares]).astype(np.int32),
        index=index,
        value=value,
    )
    return Transport(columns, pools, best, item, pool)
