"""The order in which problems help each other most: what one proves settles the tighter ones after it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from glmopt.problem import Problem

# A limit that is not there is wider than any.
FREE = float("inf")


def helpful(problems: Sequence[Problem]) -> list[int]:
    """Places of `problems`, those with wider limits first; of equal limits the outermost prices first.

    Between two prices with one best plan there is nothing left to prove, so that the middle comes last.
    """
    groups: dict[tuple[float, ...], list[int]] = {}
    for place, problem in enumerate(problems):
        groups.setdefault(_limits(problem), []).append(place)
    found: list[int] = []
    for _, places in sorted(groups.items()):
        by_price = sorted(places, key=lambda place: [o.price or 0 for o in problems[place].offers])
        found += (by_price[k] for k in _halving(len(by_price)))
    return found


def _limits(problem: Problem) -> tuple[float, ...]:
    """Numbers that rise when a limit gets tighter."""
    work = problem.workload
    load = sum(float(x) for loads in work.loads for x in loads.values()) if work else 0.0
    upper = (problem.power_w, problem.rack, *(o.stock for o in problem.offers), problem.budget)
    return (problem.streams, load, *(-FREE if limit is None else -limit for limit in upper))


def _halving(size: int) -> Iterator[int]:
    """0 .. size - 1: both ends, then the middle of every gap in turn."""
    yield from dict.fromkeys((0, size - 1)) if size else ()
    gaps = deque([(0, size - 1)])
    while gaps:
        low, high = gaps.popleft()
        if high - low > 1:
            middle = (low + high) // 2
            yield middle
            gaps += ((low, middle), (middle, high))
