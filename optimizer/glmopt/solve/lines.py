"""A second proof without an integer program: all counts that cost less are cut off, line by line.

All counts n with Σ p n < V stand in a table, but for those of the cheapest card: of it each line keeps how
many it takes at least. Prices of the pools, rounded to whole weights w >= 0, say of all counts that serve

    Σ_i (Σ_j w_j) n_i >= Σ_c min_j w_j l_cj    (weak duality, j the pools of card i)

so a line takes more of the cheapest card, and is out where that costs V or more. Where the lines would be
too many, prices say first between which counts all that costs less than V lies (solve/box.py). The cheapest
line left is asked next: prices under which its counts are too few come from a relaxation, which is only a
hint, or from the exact judgement. No line left: nothing that costs less than V serves. Lines, weights and
sums are whole numbers, so no tolerance is in the proof. It reads the problem itself, and shares no node with
the tree.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from glmopt.dataclass import dataclass
from glmopt.problem import Problem, Workload
from glmopt.program import Counts, Cut
from glmopt.solve.box import Box
from glmopt.solve.clock import Clock
from glmopt.solve.proved import Best
from glmopt.solve.shares import spread
from glmopt.solve.transport import Floats, worth
from glmopt.solve.tree import Case
from glmopt.solvers import Point

# Who says so, in a proof.
NAME = "enumeration with cuts"
# With more lines, or more cuts, a solver is as quick.
MOST_LINES = 300_000
MOST_CUTS = 200
# Bounds are moved closer until so many choices are left, for that takes less than more lines would.
FEW_LINES = 20_000
MOST_ROUNDS = 4
# More that are left after one round are too many after all of them.
MOST_CHOICES = 10**10
# The weight of the dearest pool, and what no sum may reach in 64 bits.
FINE = 10**9
MOST_SUM = 2**62
# No limit for the counts of a hint.
MANY = 10**9

Lines = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Offers:
    """Cards that may be bought, the cheapest last: id, price, least and most; and the card of each pool."""

    cards: tuple[str, ...]
    prices: tuple[int, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]
    card_of: dict[int, int]

    def by_card(self, weights: Mapping[int, int]) -> tuple[int, ...]:
        """Weights of pools added up for each card."""
        found = [0] * len(self.cards)
        for j, weight in weights.items():
            found[self.card_of[j]] += weight
        return tuple(found)


def cheaper(problem: Problem, case: Case, counts: Counts, clock: Clock) -> Best | None:
    """`counts` with their value where nothing that costs less serves; else a value that does.

    `case` is that of the problem. None where there are too many choices to look at.
    """
    started = time.perf_counter()
    work = problem.workload
    if work is None:
        return None
    prices = {o.card: (o.price or 0) if problem.goal == "capex" else 1 for o in problem.open_offers}
    value = sum(prices[card] * n for card, n in counts.cards.items())
    offers = _offers(problem, work, prices, value - 1)
    loads = work.loads_below[:, sorted(offers.card_of)]
    table = _Table.of(offers, value - 1)
    cuts: list[Cut] = []
    if table is None:
        offers, cuts = _boxed(loads, offers, value - 1, case, clock)
        table = _Table.of(offers, value - 1)
    least = None if table is None else _least(work, offers, table, case, clock, cuts)
    return None if least is None else Best(counts, least, NAME, time.perf_counter() - started)


def _offers(problem: Problem, work: Workload, prices: Mapping[str, int], most: int) -> _Offers:
    ordered = sorted(problem.open_offers, key=lambda o: -prices[o.card])
    number = {o.card: k for k, o in enumerate(ordered)}
    reach = [max(0, most) // prices[o.card] for o in ordered]
    return _Offers(
        cards=tuple(number),
        prices=tuple(prices[o.card] for o in ordered),
        low=tuple(o.minimum for o in ordered),
        high=tuple(r if o.stock is None else min(r, o.stock) for r, o in zip(reach, ordered, strict=True)),
        card_of={j: number[pool.card] for j, pool in enumerate(work.pools) if pool.card in number},
    )


class _Table:
    """The lines that are left: counts of all cards but the last, what they cost, and `need` of the last."""

    def __init__(self, offers: _Offers, counts: list[Lines], cost: Lines, most: int) -> None:
        self.last, self.high, self.most = offers.prices[-1], offers.high[-1], most
        self.counts, self.cost = counts, cost
        self.need = np.full(len(cost), offers.low[-1], dtype=np.int64)
        self._keep(self._affordable())

    @classmethod
    def of(cls, offers: _Offers, most: int) -> _Table | None:
        """Every choice that costs no more than `most`; None where there are too many."""
        # the simplex under the prices holds no fewer lines than its volume
        volume = math.prod(max(1, most) / p / k for k, p in enumerate(offers.prices[:-1], 1))
        free = not any(offers.low) and all(
            high * p > most - p for high, p in zip(offers.high, offers.prices, strict=True)
        )
        if max(most, 1) * FINE * len(offers.card_of) >= MOST_SUM or (free and volume > MOST_LINES):
            return None
        counts: list[Lines] = []
        cost = np.zeros(1, dtype=np.int64)
        for price, low, high in zip(offers.prices[:-1], offers.low, offers.high, strict=False):
            times = np.maximum(0, np.minimum(high, (most - cost) // price) - low + 1)
            lines = int(times.sum())
            if lines > MOST_LINES:
                return None
            here = low + np.arange(lines) - np.repeat(np.cumsum(times) - times, times)
            counts = [*(np.repeat(n, times) for n in counts), here]
            cost = np.repeat(cost, times) + price * here
        return cls(offers, counts, cost, most)

    def __len__(self) -> int:
        return len(self.cost)

    def cut(self, weights: Sequence[int], least: int) -> None:
        """Hold every line to Σ weights n >= least."""
        lack = np.full(len(self), least, dtype=np.int64)
        for weight, n in zip(weights, self.counts, strict=False):
            if weight:
                lack -= weight * n
        if weights[-1]:
            self.need = np.maximum(self.need, -(-lack // weights[-1]))
            self._keep(self._affordable())
        else:
            self._keep(lack <= 0)

    def cheapest(self) -> tuple[int, tuple[int, ...]]:
        """What the cheapest line costs at the least, and its counts."""
        costs = self.cost + self.last * self.need
        at = int(costs.argmin())
        return int(costs[at]), (*(int(n[at]) for n in self.counts), int(self.need[at]))

    def _affordable(self) -> NDArray[np.bool_]:
        return (self.need <= self.high) & (self.cost + self.last * self.need <= self.most)

    def _keep(self, which: NDArray[np.bool_]) -> None:
        self.counts = [n[which] for n in self.counts]
        self.cost, self.need = self.cost[which], self.need[which]


def _boxed(loads: Floats, offers: _Offers, most: int, case: Case, clock: Clock) -> tuple[_Offers, list[Cut]]:
    """`offers` with closer bounds of all counts that serve and cost no more than `most`, and the cuts for it.

    A count as high, or as low, as it may still be asks for prices; under these it would be dearer, and the
    bound moves. Each prices a cut, which holds for all counts, whatever was asked.
    """
    box = Box(offers.prices, most, [*offers.low], [*offers.high])
    at = [offers.cards.index(card) for card in case.cards]
    cuts: list[Cut] = []
    for prices in case.first_prices:
        cut = _cut_of(loads, prices)
        box.narrow(offers.by_card(cut.weights), cut.least)
    sides = [(k, top) for k in range(len(at)) for top in (True, False)]
    for k, top in sides * MOST_ROUNDS:
        hopeless = len(cuts) >= len(sides) and box.choices > MOST_CHOICES
        if box.choices <= FEW_LINES or hopeless or clock.over:
            break
        low, high = [0] * len(at), [MANY] * len(at)
        if top:
            low[k] = box.high[k]
        else:
            high[k] = box.low[k]
        point = case.relaxation.between([low[i] for i in at], [high[i] for i in at])
        cut = _cut_of(loads, _prices(case, point))
        box.narrow(offers.by_card(cut.weights), cut.least)
        cuts.append(cut)
    return replace(offers, low=tuple(box.low), high=tuple(box.high)), cuts


def _least(
    work: Workload, offers: _Offers, table: _Table, case: Case, clock: Clock, cuts: Sequence[Cut]
) -> int | None:
    """The least value of the table that serves, one more than its limit where none does; None: unsettled.

    `cuts` are known already.
    """
    loads = work.loads_below[:, sorted(offers.card_of)]
    first = [_cut_of(loads, prices) for prices in case.first_prices]
    for cut in (*first[1:], *cuts):
        table.cut(offers.by_card(cut.weights), cut.least)
    cut = first[0]
    for _ in range(MOST_CUTS):
        if cut.least >= MOST_SUM or clock.over:
            return None
        table.cut(offers.by_card(cut.weights), cut.least)
        if not len(table):
            return table.most + 1
        cost, counts = table.cheapest()
        groups = {j: counts[k] for j, k in offers.card_of.items()}
        cut = _cut_of(loads, _hint(case, dict(zip(offers.cards, counts, strict=True))))
        if not _forbids(cut, groups):
            told = spread(work, groups)
            if not isinstance(told, Cut):
                return cost
            cut = Cut({j: told.weights.get(j, 0) for j in groups}, told.least)
            if max(cut.weights.values()) > FINE or not _forbids(cut, groups):
                return None
    return None


def _hint(case: Case, counts: Mapping[str, int]) -> dict[int, float]:
    """Prices of the pools when divided cards are added to `counts`, as cheaply as can be, to serve all."""
    low = [counts[card] for card in case.cards]
    point = case.relaxation.between(low, [MANY] * len(low), from_first=True)
    return _prices(case, point)


def _prices(case: Case, point: Point) -> dict[int, float]:
    """The prices of the pools in a point of the relaxation; of none where it has none."""
    prices = point.prices or [0.0] * len(case.pools)
    return {j: -price for j, price in zip(case.pools, prices, strict=False)}


def _forbids(cut: Cut, groups: Mapping[int, int]) -> bool:
    return sum(w * groups[j] for j, w in cut.weights.items()) < cut.least


def _cut_of(loads: Floats, prices: Mapping[int, float]) -> Cut:
    """Whole weights near `prices`, which are by pool in order, and what they prove to be needed at the least.

    `loads` are those of the pools, from below.
    """
    top = max(prices.values())
    weights = {j: round(max(0, price) * FINE / top) if top > 0 else 0 for j, price in sorted(prices.items())}
    return Cut(weights, math.ceil(worth(loads, np.array([*weights.values()], dtype=float))))
