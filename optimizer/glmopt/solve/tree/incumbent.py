"""The best counts so far, and every choice of counts that was looked at: each is judged exactly, and once."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from glmopt.program import Cut
from glmopt.solve.shares import spread
from glmopt.solve.transport import Floats
from glmopt.solve.tree.bound import FINE, Row, forbids
from glmopt.solve.tree.case import Case

Counts = tuple[int, ...]
Near = Callable[[], Floats]


class Incumbent:
    """The least `value` of the goal so far, None before any, and the `optima`: all choices that reach it."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.value: int | None = None
        self.optima: list[Counts] = []
        self.judged: set[Counts] = set()

    def open(self, least: int) -> bool:
        """Whether a plan at such a bound could be as good as the best one."""
        return self.value is None or least <= self.value * FINE

    def is_judged(self, low: list[int], high: list[int]) -> bool:
        """Whether the bounds leave one choice only, and it was looked at."""
        return low == high and tuple(low) in self.judged

    def look_at(self, counts: Counts, rows: Iterable[Row], near: Near | None = None) -> None:
        """Keep `counts` where they are as good as the best and can serve, which is decided exactly.

        None of `rows` may forbid them. The shares that `near` makes, by item and pool, may do it.
        """
        cost = sum(p * n for p, n in zip(self.case.costs, counts, strict=True))
        if (self.value is not None and cost > self.value) or counts in self.judged:
            return
        self.judged.add(counts)
        if any(n > most for n, most in zip(counts, self.case.high, strict=True)):
            return
        if any(forbids(row, counts) for row in rows) or not self._serves(counts, near):
            return
        self._keep(counts, cost)

    def look_at_one_card(self) -> None:
        """Keep the cheapest choice in which one card serves everything, beside what must be bought."""
        case = self.case
        found: list[tuple[int, Counts]] = []
        able = np.isfinite(case.loads)
        for k, card in enumerate(case.cards):
            mine = [row for row, of in enumerate(case.owners) if of == k]
            if mine and able[:, mine].any(axis=1).all():
                counts = [*case.low]
                counts[k] = max(counts[k], case.workload.alone[card])
                if counts[k] <= case.high[k]:
                    cost = sum(p * n for p, n in zip(case.costs, counts, strict=True))
                    found.append((cost, tuple(counts)))
        if found:
            cost, best = min(found)
            self.judged.add(best)
            self._keep(best, cost)

    def _keep(self, counts: Counts, cost: int) -> None:
        """Keep `counts`, which serve."""
        if self.value is None or cost < self.value:
            self.value, self.optima = cost, []
        self.optima.append(counts)

    def _serves(self, counts: Counts, near: Near | None) -> bool:
        case = self.case
        groups = [counts[k] for k in case.owners]
        if near is not None and case.room.surely_fit(np.array(groups, dtype=float), near()):
            return True
        return not isinstance(spread(case.workload, dict(zip(case.pools, groups, strict=True))), Cut)
