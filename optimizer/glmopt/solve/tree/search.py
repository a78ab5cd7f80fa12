"""The nodes of the tree, the best bound first and from each one down, and every optimal choice of counts."""

from __future__ import annotations

import heapq
import itertools
import math
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import field
from functools import partial

import numpy as np

from glmopt.dataclass import dataclass
from glmopt.solve.clock import Clock
from glmopt.solve.transport import Floats
from glmopt.solve.tree.bound import FINE, Row, bound, forbids, narrowed, row_of, whole_prices
from glmopt.solve.tree.case import Case
from glmopt.solve.tree.incumbent import Counts, Incumbent
from glmopt.solvers import Point

# A hint that is this near to a whole number is taken for one.
NEAR = 1e-6
# Counts between whole numbers whose roundings are all compared, and shares of a program that is small.
MOST_ODD = 6
MOST_SHARES = 2_000
# Optimal choices of counts that are kept; with more the ties are for others to settle.
MOST_OPTIMA = 200
# The newest rows that narrow every node: more take longer than the relaxations that they save.
MOST_ROWS = 24


@dataclass(frozen=True, slots=True)
class Found:
    """The least value of the goal and every choice of counts that reaches it; None where nothing serves."""

    value: int | None
    optima: tuple[Counts, ...]
    nodes: int


@dataclass(order=True, slots=True)
class _Node:
    """Between which counts; `least` is a bound that is proved, in multiples of 1 / FINE."""

    least: int
    number: int
    low: list[int] = field(compare=False)
    high: list[int] = field(compare=False)


def search(case: Case, most_nodes: int, clock: Clock) -> Found | None:
    """The optimum of `case`; None where it takes more than `most_nodes` nodes, or than `clock` allows."""
    if any(low > high for low, high in zip(case.low, case.high, strict=True)):
        return Found(None, (), 0)
    if not np.isfinite(case.loads).any(axis=1).all():
        return Found(None, (), 0)
    return _Tree(case).grow(most_nodes, clock)


class _Tree:
    """The search: what is best so far, and the nodes that are left."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.best = Incumbent(case)
        self.left: list[_Node] = []
        self.rows: deque[Row] = deque(maxlen=MOST_ROWS)
        self.nodes = 0

    def grow(self, most_nodes: int, clock: Clock) -> Found | None:
        """Look at nodes until none is left that could be as good as the best."""
        self.best.look_at_one_card()
        for prices in self.case.first_prices:
            self.rows.append(row_of(self.case, whole_prices(prices.values())))
        self._push(0, list(self.case.low), list(self.case.high))
        while self.left:
            node: _Node | None = heapq.heappop(self.left)
            while node is not None and self.best.open(node.least):
                if self.nodes >= most_nodes or len(self.best.optima) > MOST_OPTIMA or clock.over:
                    return None
                self.nodes += 1
                children = [_Node(*child) for child in self._children(node)]
                for child in children[1:]:
                    heapq.heappush(self.left, child)
                node = children[0] if children else None
        return Found(self.best.value, tuple(sorted(self.best.optima)), self.nodes)

    def _push(self, least: int, low: list[int], high: list[int]) -> None:
        heapq.heappush(self.left, _Node(least, self.nodes, low, high))

    def _children(self, node: _Node) -> Iterator[tuple[int, int, list[int], list[int]]]:
        """What is left of a node, in parts; the most promising first."""
        bounds = narrowed(self.case, self.rows, self.best.value, node.low, node.high)
        if bounds is None or self.best.is_judged(*bounds):
            return
        point = self.case.relaxation.between(*bounds)
        least, bounds = self._proved(node.least, point, *bounds)
        if bounds is None:
            return
        low, high = bounds
        counts = self._hint(point, low, high)
        if counts is not None:
            self.best.look_at(
                tuple(math.ceil(n - NEAR) for n in counts), self.rows, partial(self._shares, point)
            )
            if not self.best.open(least):
                return
        if low == high:
            self.best.look_at(tuple(low), self.rows)
            return
        if self.nodes == 1 and counts is not None and (near := self._rounded(counts, least)):
            # a plan that is looked at twice is kept once
            yield least, -self.nodes, near, near
        for part_low, part_high in _parts(low, high, counts, self.case.costs):
            yield least, -self.nodes, part_low, part_high

    def _rounded(self, hint: list[float], least: int) -> list[int] | None:
        """The cheapest whole counts beside `hint` that may serve, where they may close half of the gap.

        Plans of few dear cards cost much more with every count rounded up. In a large program whole counts
        take many times longer than what else is asked of it.
        """
        whole = [math.floor(n + NEAR) for n in hint]
        odd = [k for k, n in enumerate(hint) if n > whole[k] + NEAR]
        if self.best.value is None or len(odd) > MOST_ODD or len(self.case.transport.item) > MOST_SHARES:
            return None
        best, most = None, (least + self.best.value * FINE) // (2 * FINE)
        for up in itertools.product((0, 1), repeat=len(odd)):
            counts = [*whole]
            for k, one in zip(odd, up, strict=True):
                counts[k] += one
            cost = sum([p * n for p, n in zip(self.case.costs, counts, strict=True)])
            if cost <= most and not any(forbids(row, counts) for row in self.rows):
                best, most = counts, cost - 1
        return best

    def _proved(
        self, least: int, point: Point, low: list[int], high: list[int]
    ) -> tuple[int, tuple[list[int], list[int]] | None]:
        """The bound that the prices prove, and between which counts anything as good must lie; None: nowhere.

        `least` is what was proved before.
        """
        if point.prices is None:
            return least, (low, high)
        prices = [-price for price in point.prices[: len(self.case.pools)]]
        # those of a proof that nothing fits are of any size
        scale = 1.0 if point.values is not None else max(map(abs, prices), default=0.0)
        if not scale:
            return least, (low, high)
        row = row_of(self.case, whole_prices(prices, scale))
        self.rows.appendleft(row)
        if point.values is not None:
            least = max(least, bound(row, low, high))
        return least, narrowed(self.case, (row,), self.best.value, low, high)

    def _hint(self, point: Point, low: Sequence[int], high: Sequence[int]) -> list[float] | None:
        """The counts of the relaxation, between the bounds."""
        if point.values is None:
            return None
        counts = point.values[: len(self.case.cards)]
        return [min(max(n, a), b) for n, a, b in zip(counts, low, high, strict=True)]

    def _shares(self, point: Point) -> Floats:
        """The shares of the relaxation."""
        return self.case.transport.shares(point.values or ())


def _parts(
    low: list[int], high: list[int], counts: list[float] | None, costs: Sequence[int]
) -> list[tuple[list[int], list[int]]]:
    """The counts between `low` and `high` in two or three parts along one card.

    Where the hint divides a card: below and above it, for the dearest such card. Else around the hint's whole
    count of some card, or in two halves where there is no hint.
    """
    free = [k for k, (a, b) in enumerate(zip(low, high, strict=True)) if a < b]
    if counts is None:
        k = max(free, key=lambda k: high[k] - low[k])
        middle = (low[k] + high[k]) // 2
        return [_with(low, high, k, low[k], middle), _with(low, high, k, middle + 1, high[k])]
    odd = {k: counts[k] - math.floor(counts[k]) for k in free}
    odd = {k: f for k, f in odd.items() if NEAR < f < 1 - NEAR}
    if odd:
        k = max(odd, key=costs.__getitem__)
        below = math.floor(counts[k])
        parts = [_with(low, high, k, low[k], below), _with(low, high, k, below + 1, high[k])]
        return parts if odd[k] < 0.5 else parts[::-1]
    k = max(free, key=costs.__getitem__)
    here = round(counts[k])
    parts = [_with(low, high, k, here, here)]
    if here > low[k]:
        parts.append(_with(low, high, k, low[k], here - 1))
    if here < high[k]:
        parts.append(_with(low, high, k, here + 1, high[k]))
    return parts


def _with(low: list[int], high: list[int], k: int, least: int, most: int) -> tuple[list[int], list[int]]:
    """The bounds with those of card k changed."""
    return [*low[:k], least, *low[k + 1 :]], [*high[:k], most, *high[k + 1 :]]
