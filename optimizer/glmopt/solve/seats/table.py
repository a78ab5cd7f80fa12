"""The least cost of every target with the cards from each one on, and all counts, the cheapest first."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator

import numpy as np

from glmopt.dataclass import dataclass
from glmopt.solve.seats.case import NONE, Case, Costs

Counts = tuple[int, ...]

# Steps of a table, one for a count and a target: about a second of work.
MOST_STEPS = 300_000_000


@dataclass(frozen=True, slots=True)
class Table:
    """`free[i][s]`: the least cost of s streams with the cards from i on; `gang[i][s]`: and of a gang."""

    case: Case
    free: tuple[Costs, ...]
    gang: tuple[Costs, ...]

    @property
    def streams(self) -> int:
        """The largest target."""
        return len(self.free[0]) - 1

    def value(self, streams: int) -> int | None:
        """The least cost of `streams`, in units; None where nothing serves them."""
        least = int((self.gang if self.case.gang else self.free)[0][streams])
        return None if least >= NONE else least

    def rising(self, streams: int) -> Iterator[tuple[int, Counts]]:
        """All counts of cards that serve `streams`, the cheapest first, each after what it costs in units."""
        if not self.case.costs:
            if self.value(streams) is not None:
                yield 0, ()
            return
        number = itertools.count()
        heap: list[tuple[int, int, _Choices, int]] = []

        def look_at(choices: _Choices, k: int) -> None:
            if k < len(choices.least):
                heapq.heappush(heap, (int(choices.least[k]), next(number), choices, k))

        spent, done = (0, int(NONE)) if self.case.gang else (int(NONE), 0)
        look_at(self._after((), streams, spent, done), 0)
        while heap:
            cost, _, choices, k = heapq.heappop(heap)
            look_at(choices, k + 1)
            counts = (*choices.before, int(choices.count[k]))
            if len(counts) == len(self.case.costs):
                yield cost, counts
            else:
                rest = (choices.left, choices.spent, choices.done)
                look_at(self._after(counts, *(int(x[k]) for x in rest)), 0)

    def _after(self, before: Counts, streams: int, spent: int, done: int) -> _Choices:
        """The counts of the next card; `spent` on those `before` it without a gang, `done` with one."""
        case, i = self.case, len(before)
        costs = case.costs[i]
        left = np.maximum(0, streams - case.streams[i] * np.arange(len(costs)))
        without = np.minimum(spent + costs, NONE)
        with_gang = np.minimum(np.minimum(spent + case.gangs[i], done + costs), NONE)
        least = np.minimum(without + self.gang[i + 1][left], with_gang + self.free[i + 1][left])
        count = np.argsort(least, kind="stable")
        count = count[least[count] < NONE]
        return _Choices(before, count, least[count], left[count], without[count], with_gang[count])


@dataclass(frozen=True, slots=True)
class _Choices:
    """Counts of one card after those `before` it, the best first: what the whole costs at `least`.

    `left` streams are to be served by the others; `spent` so far without a gang, `done` with one.
    """

    before: Counts
    count: Costs
    least: Costs
    left: Costs
    spent: Costs
    done: Costs


def tabulate(case: Case, streams: int) -> Table | None:
    """The table of the targets 0 .. `streams`; None where it would take too long."""
    if 3 * sum(len(c) for c in case.costs) * (streams + 1) > MOST_STEPS:
        return None
    last = np.full(streams + 1, NONE, dtype=np.int64)
    free, gang = [last.copy()], [last]
    free[0][0] = 0
    for each, costs, gangs in zip(
        *(reversed(x) for x in (case.streams, case.costs, case.gangs)), strict=True
    ):
        held = np.minimum(_laid(gang[0], each, costs), _laid(free[0], each, gangs))
        free.insert(0, _laid(free[0], each, costs))
        gang.insert(0, held)
    return Table(case, tuple(free), tuple(gang))


def _laid(rest: Costs, each: int, costs: Costs) -> Costs:
    """The least over n of costs[n] + rest[max(0, s - each n)] for every target s."""
    new = np.full_like(rest, NONE)
    if rest.min() >= NONE:
        return new
    for n in np.flatnonzero(costs < NONE):
        taken = min(each * int(n), len(rest) - 1)
        np.minimum(new[taken:], costs[n] + rest[: len(rest) - taken], out=new[taken:])
        np.minimum(new[:taken], costs[n] + rest[0], out=new[:taken])
    return np.minimum(new, NONE)
