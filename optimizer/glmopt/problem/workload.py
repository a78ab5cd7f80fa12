"""The workload of a problem: items to be served, pools of cards that serve them, and exact loads.

Letters as in docs/formulation.md: an item c is a class, or its day and its night; a pool j is the groups of
one card that hold one llm in one window of the day; l_jc is the number of groups of j that all of c keeps
busy.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from glmopt.dataclass import dataclass
from glmopt.units import ceil_div

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Item:
    """Something that is served whole: the class `name`; `window` is day, night, or any for a batch."""

    name: str
    window: str


@dataclass(frozen=True, slots=True, order=True)
class Pool:
    """The groups of `cards` cards of one kind that hold `llm` in one window of the day."""

    card: str
    window: str
    cards: int
    llm: str


@dataclass(frozen=True)
class Workload:
    """`loads[c]` has l_jc of item c by the number of pool j; a pool that cannot serve it is not there.

    `slices`: into how many equal parts an item may be divided; None where any shares do.
    """

    items: tuple[Item, ...]
    pools: tuple[Pool, ...]
    loads: tuple[dict[int, Fraction], ...]
    slices: int | None = None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The classes, in the order of the scenario."""
        return tuple(dict.fromkeys(item.name for item in self.items))

    @cached_property
    def of_card(self) -> dict[str, dict[str, tuple[int, ...]]]:
        """The pools of each card, by window."""
        found: dict[str, dict[str, tuple[int, ...]]] = defaultdict(dict)
        for number, pool in enumerate(self.pools):
            windows = found[pool.card]
            windows[pool.window] = (*windows.get(pool.window, ()), number)
        return dict(found)

    def is_plain(self, number: int) -> bool:
        """Whether the groups of a pool are the serving cards themselves: one llm, groups of one card."""
        pool = self.pools[number]
        return pool.cards == 1 and self.of_card[pool.card][pool.window] == (number,)

    @cached_property
    def alone(self) -> dict[str, int]:
        """For each card a number of them that serves all it can serve: no more are ever needed."""
        busy: dict[int, int] = defaultdict(int)
        for here in self.bounds:
            for j, (_, above) in here.items():
                busy[j] += above
        needed: dict[tuple[str, str], int] = defaultdict(int)
        for j, above in busy.items():
            pool = self.pools[j]
            needed[pool.card, pool.window] += pool.cards * ceil_div(above, SCALE)
        found = {pool.card: 0 for pool in self.pools}
        for (card, _), cards in needed.items():
            found[card] = max(found[card], cards)
        return found

    @cached_property
    def bounds(self) -> tuple[dict[int, tuple[int, int]], ...]:
        """Each load between two whole multiples of 1 / SCALE, equal where it is one."""
        # by their ids, for many are one object, and to compare fractions takes as long
        each = {id(load): load for loads in self.loads for load in loads.values()}
        found = {number: _between(load) for number, load in each.items()}
        return tuple({j: found[id(load)] for j, load in loads.items()} for loads in self.loads)

    @cached_property
    def loads_above(self) -> NDArray[np.float64]:
        """Each load by item and pool from above, nearest float; infinite where it cannot serve."""
        return _floats(
            [[here[j][1] / SCALE if j in here else math.inf for j in self._all] for here in self.bounds]
        )

    @cached_property
    def loads_below(self) -> NDArray[np.float64]:
        """Each load by item and pool from below as a float; infinite where it cannot serve."""
        import numpy as np

        rows = [[here[j][0] / SCALE if j in here else math.inf for j in self._all] for here in self.bounds]
        found = _floats(rows)
        return np.where(np.isinf(found), found, np.nextafter(found, 0.0))

    @property
    def _all(self) -> range:
        return range(len(self.pools))

    def without(self, name: str | None) -> Workload | None:
        """This workload without one class, or without all; None where nothing is left."""
        kept = [k for k, item in enumerate(self.items) if name is not None and item.name != name]
        if not kept:
            return None
        return replace(
            self, items=tuple(self.items[k] for k in kept), loads=tuple(self.loads[k] for k in kept)
        )

    def times(self, factor: Fraction, name: str | None = None) -> Workload:
        """The class `name`, or every class, in `factor` times its amount."""
        scaled = tuple(
            {j: load * factor for j, load in loads.items()} if name in (None, item.name) else loads
            for item, loads in zip(self.items, self.loads, strict=True)
        )
        return replace(self, loads=scaled)

    def on(self, cards: Iterable[str]) -> tuple[dict[int, Fraction], ...]:
        """The loads on the pools of `cards` alone."""
        wanted = set(cards)
        open_pools = {j for j, pool in enumerate(self.pools) if pool.card in wanted}
        return tuple({j: load for j, load in loads.items() if j in open_pools} for loads in self.loads)


# Sums of many exact loads are bounded from above or below in whole multiples of 1 / SCALE: exact
# denominators of thousands of measured rates would have thousands of digits.
SCALE = 10**30


def _between(load: Fraction) -> tuple[int, int]:
    """A load between two whole multiples of 1 / SCALE."""
    below, rest = divmod(load.numerator * SCALE, load.denominator)
    return below, below + (rest > 0)


def _floats(rows: list[list[float]]) -> NDArray[np.float64]:
    import numpy as np

    return np.array(rows, dtype=float).reshape(len(rows), -1)
