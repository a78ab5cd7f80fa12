"""The order in which problems help each other most: what one proves settles the tighter ones after it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence

from glmopt.dataclass import dataclass
from glmopt.problem import Problem

# A limit that is not there is wider than any.
FREE = float("inf")


@dataclass(frozen=True, slots=True)
class Told:
    """The best plan of a problem: its cost in minor units, and how many of each card are bought."""

    cost: int
    bought: dict[str, int]


# What is known of a place that was given before; None where it has no plan.
Known = Callable[[int], Told | None]


def helpful(problems: Sequence[Problem], known: Known = lambda _place: None) -> Iterator[int]:
    """Places of `problems`, those with wider limits first; of equal limits the outermost prices first.

    Between two prices with one best plan there is nothing left to prove. Between two with different ones what
    counts is where the second becomes the cheaper one (Eisner, Severance 1976): if nothing is cheaper than
    both there, one place on either side of it settles all the others. Each place is asked of `known` after
    it was given.
    """
    groups: dict[tuple[float, ...], list[int]] = {}
    for place, problem in enumerate(problems):
        groups.setdefault(_limits(problem), []).append(place)
    for _, places in sorted(groups.items()):
        by_price = sorted(places, key=lambda place: _prices(problems[place]))
        yield from _from_the_ends(by_price, problems, known)


def _limits(problem: Problem) -> tuple[float, ...]:
    """Numbers that rise when a limit gets tighter."""
    work = problem.workload
    load = sum(float(x) for loads in work.loads for x in loads.values()) if work else 0.0
    upper = (problem.power_w, problem.rack, *(o.stock for o in problem.offers), problem.budget)
    return (problem.streams, load, *(-FREE if limit is None else -limit for limit in upper))


def _prices(problem: Problem) -> list[int]:
    return [o.price or 0 for o in problem.offers]


def _from_the_ends(places: list[int], problems: Sequence[Problem], known: Known) -> Iterator[int]:
    """Both ends, then a place in every gap in turn."""
    if not places:
        return
    ends = (0, len(places) - 1)
    yield from (places[k] for k in dict.fromkeys(ends))
    gaps = deque([ends])
    while gaps:
        low, high = gaps.popleft()
        if high - low > 1:
            prices = [_prices(problems[place]) for place in places[low : high + 1]]
            inside = low + _crossing(problems[places[low]], prices, known(places[low]), known(places[high]))
            yield places[inside]
            gaps += ((low, inside), (inside, high))


def _crossing(problem: Problem, prices: list[list[int]], first: Told | None, last: Told | None) -> int:
    """Which of `prices`, neither the first nor the last, to look at; the middle where plans cannot tell."""
    middle = (len(prices) - 1) // 2
    if first is None or last is None or first.bought == last.bought:
        return middle
    here, there = ([told.bought.get(o.card, 0) for o in problem.offers] for told in (first, last))
    for k, at in enumerate(prices[1:-1], start=1):
        mine = first.cost + _dot(here, at, prices[0])
        theirs = last.cost + _dot(there, at, prices[-1])
        if theirs <= mine:
            return k
    return len(prices) - 2


def _dot(bought: list[int], at: list[int], before: list[int]) -> int:
    """What so many cards cost more at some prices than at others."""
    return sum(n * (p - q) for n, p, q in zip(bought, at, before, strict=True) if n)
