"""The least cost of every target with the cards from each one on, and all counts that cost no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from glmopt.solve.seats.case import NONE, Case, Costs

# Steps of a table, one for a count and a target: about a second of work.
MOST_STEPS = 300_000_000


@dataclass(frozen=True)
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

    def within(self, streams: int, most: int) -> Iterator[tuple[int, ...]]:
        """All counts of cards that serve `streams` for `most` units or less, in the order of the cards."""
        spent, done = (0, int(NONE)) if self.case.gang else (int(NONE), 0)
        yield from self._from(0, streams, most, spent, done)

    def _from(self, i: int, streams: int, most: int, spent: int, done: int) -> Iterator[tuple[int, ...]]:
        """The counts from card i on; `spent` on those before it without a gang, `done` with one."""
        case = self.case
        if i == len(case.costs):
            yield ()
            return
        costs = case.costs[i]
        left = np.maximum(0, streams - case.streams[i] * np.arange(len(costs)))
        without = np.minimum(spent + costs, NONE)
        with_gang = np.minimum(np.minimum(spent + case.gangs[i], done + costs), NONE)
        least = np.minimum(without + self.gang[i + 1][left], with_gang + self.free[i + 1][left])
        for n in np.flatnonzero(least <= most):
            for rest in self._from(i + 1, int(left[n]), most, int(without[n]), int(with_gang[n])):
                yield int(n), *rest


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
