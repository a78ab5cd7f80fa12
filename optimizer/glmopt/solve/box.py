"""Between which counts everything lies that serves and costs no more than a limit.

A cut Σ w n >= W holds for all counts that serve. With Σ p n <= M, and for every card i,

    Σ_k (w_i p_k - p_i w_k) n_k <= w_i M - p_i W

which bounds each count, as the others lie between bounds already. Whole numbers, so no tolerance.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from glmopt.dataclass import dataclass


@dataclass(slots=True)
class Box:
    """Prices of the cards, what may be spent, and the least and most of each card, which are narrowed."""

    prices: tuple[int, ...]
    most: int
    low: list[int]
    high: list[int]

    @property
    def empty(self) -> bool:
        """Whether nothing lies between the bounds."""
        return any(a > b for a, b in zip(self.low, self.high, strict=True))

    @property
    def choices(self) -> int:
        """Choices of counts between the bounds, the last card left aside."""
        return math.prod(max(0, b - a + 1) for a, b in zip(self.low[:-1], self.high[:-1], strict=True))

    def narrow(self, weights: Sequence[int], least: int) -> None:
        """Hold every choice to Σ weights n >= least, with and without the limit of what may be spent."""
        self._hold([-w for w in weights], -least)
        self._hold(self.prices, self.most)
        for w, p in {(w, p) for w, p in zip(weights, self.prices, strict=True) if w}:
            row = [w * price - p * weight for price, weight in zip(self.prices, weights, strict=True)]
            self._hold(row, w * self.most - p * least)

    def _hold(self, row: Sequence[int], most: int) -> None:
        """Narrow the bounds to what Σ row n <= most leaves."""
        if self.empty:
            return
        ends = zip(row, self.low, self.high, strict=True)
        slack = most - sum([r * (a if r >= 0 else b) for r, a, b in ends])
        if slack < 0:
            self.high[0] = self.low[0] - 1
            return
        for k, r in enumerate(row):
            if r > 0:
                self.high[k] = min(self.high[k], self.low[k] + slack // r)
            elif r < 0:
                self.low[k] = max(self.low[k], self.high[k] - slack // -r)
