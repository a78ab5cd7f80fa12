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
Whole = NDArray[np.int64]

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
    item: Whole
    pool: Whole

    def shares(self, values: Sequence[float]) -> Floats:
        """The shares in a point of the program, by item and place of the pool."""
        found = np.zeros((len(self.best), self.pools))
        mine = np.array(values[len(values) - len(self.item) :], dtype=float)
        found[self.item, self.pool] = mine / self.best[self.item]
        return found

    def cheapest(self, prices: Floats) -> Whole:
        """The column, counted from the first one of shares, of each item on the pool that costs it least."""
        times = self.columns.value[len(self.columns.value) - 2 * len(self.item) :: 2]
        order = np.lexsort((times * prices[self.pool], self.item))
        items = self.item[order]
        return order[np.flatnonzero(np.diff(items, prepend=-1))]


def worth(loads: Floats, prices: Floats) -> float:
    """Σ_c min_j π_j l_cj from below, for loads from below (infinite where none) and prices of 0 and more.

    It is added up in floats, for it may have thousands of terms: a term is a load times a price, with two
    roundings, and a sum adds one for each term. As all are 0 or more, MARGIN takes off more than that.
    """
    with np.errstate(invalid="ignore"):
        # 0 times infinity is no number: fmin passes it over
        terms = np.fmin.reduce(loads * prices, axis=1)
    return float(terms.sum()) * (1 - (len(loads) + ROUNDINGS) * MARGIN)


class Room:
    """What fits for sure on pools with certain `loads`, by item and pool from above, infinite where none."""

    def __init__(self, loads: Floats) -> None:
        self.able = np.isfinite(loads)
        self.loads = np.where(self.able, loads, 0.0)
        self.never = np.where(self.able, 0.0, -np.inf)
        self.rows = np.arange(len(loads))
        self.all_able = bool(self.able.any(axis=1).all())
        # sums are taken from above
        self.above = 1 + (len(loads) + ROUNDINGS) * MARGIN

    def surely_fit(self, groups: Floats, shares: Floats) -> bool:
        """Whether shares near `shares` keep each pool within its `groups` for sure; False may mean: nearly.

        Shares are rounded down to whole multiples of 1 / PARTS, and what is left of an item goes to the pool
        with most room.
        """
        parts = np.floor(shares.clip(0.0, 1.0) * PARTS) * self.able
        left = PARTS - parts.sum(axis=1)
        room = groups * PARTS - (parts * self.loads).sum(axis=0)
        parts[self.rows, (self.never + room).argmax(axis=1)] += left
        if not self.all_able or (parts < 0).any():
            return False
        busy = (parts * self.loads).sum(axis=0) * self.above
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
