"""The plan behind one cell of a table: among all of its least key the one that the tie rules name.

As many as possible of the card whose id comes first, then of the next; then gangs likewise. States that
the same counts lead to (they differ in gangs) are followed side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from glmopt.dataclass import dataclass
from glmopt.program import Counts
from glmopt.solve.dynamic.items import Item, Separable
from glmopt.solve.dynamic.stage import NONE, Keys
from glmopt.solve.dynamic.table import Table


@dataclass(frozen=True, slots=True)
class _State:
    types: int
    gangs: int
    streams: int


def trace(table: Table, streams: int) -> Counts | None:
    """The counts of the least plan for `streams`; None where there is none."""
    case = table.separable
    start = _State(len(table.layers[0]) - 1, case.gangs, streams)
    if _key(table, 0, start) >= NONE:
        return None
    states = {start}
    counts: list[int] = []
    for i, item in enumerate(case.items):
        most = 0
        after: set[_State] = set()
        for state in states:
            for count, nxt in _choices(table, i, item, state):
                if count > most:
                    most, after = count, set()
                if count == most:
                    after.add(nxt)
        counts.append(most)
        states = after
    cards = {i.card: n for i, n in zip(case.items, counts, strict=True) if n}
    return Counts(cards, _gangs(case, counts, streams))


def _key(table: Table, layer: int, state: _State) -> int:
    return int(table.layers[layer][state.types, state.gangs, state.streams])


def _choices(table: Table, i: int, item: Item, state: _State) -> Iterator[tuple[int, _State]]:
    """The counts of card i that keep `state` at its key, each with the state it leaves.

    Of each segment and number of gangs only the largest count.
    """
    here = _key(table, i, state)
    if item.optional and _key(table, i + 1, state) == here:
        yield 0, state
    types = state.types if table.separable.types is None else state.types - 1
    if types < 0:
        return
    w = table.weights
    for z in range(state.gangs + 1 if item.gang else 1):
        rest = table.layers[i + 1][types, state.gangs - z]
        taken = item.gang * z
        beside = taken if table.separable.dedicated else 0
        for segment in item.segments:
            if segment.high is not None and segment.high < taken:
                continue
            low = max(0, segment.low - taken) if beside else max(segment.low, taken)
            high = None if segment.high is None else segment.high - beside
            each = segment.each * w.cost + w.card
            left_over = here - segment.fixed * w.cost - w.type - each * beside
            n = _largest(rest, item.streams, state.streams, (low, high), each, left_over)
            if n is not None:
                left = max(0, state.streams - item.streams * n)
                yield n + beside, _State(types, state.gangs - z, left)


def _largest(
    rest: Keys, a: int, streams: int, limits: tuple[int, int | None], each: int, key: int
) -> int | None:
    """The largest n within `limits` with rest[max(0, s - a n)] + each n = key; None where there is none.

    More cards than serve every stream only cost more, and are not looked at.
    """
    low, high = limits
    most = max(low, -(-streams // a) if a else 0)
    if high is None or most <= high:
        if int(rest[0]) + each * most == key:
            return most
        high = most - 1
    if high < low:
        return None
    keys = rest[streams - a * high : streams - a * low + 1 : a]
    found = (keys + np.arange(each * high, each * (low - 1), -each) == key).nonzero()[0]
    return high - int(found[0]) if len(found) else None


def _gangs(case: Separable, counts: list[int], streams: int) -> dict[str, int]:
    """The gangs of fixed counts: as many as possible of the first card, then of the next.

    Dedicated gangs take cards from the streams: of all placings that leave enough, the first.
    """
    placed: dict[str, int] = {}
    left = case.gangs
    spare = sum(i.streams * n for i, n in zip(case.items, counts, strict=True)) - streams
    pairs = list(zip(case.items, counts, strict=True))
    for k, (item, count) in enumerate(pairs):
        for z in range(min(left, count // item.gang if item.gang else 0), 0, -1):
            loss = item.gang * item.streams * z if case.dedicated else 0
            if loss + _least_loss(case, pairs[k + 1 :], left - z) <= spare:
                placed[item.card] = z
                left -= z
                spare -= loss
                break
    return placed


def _least_loss(case: Separable, pairs: Iterable[tuple[Item, int]], gangs: int) -> int:
    """The streams that `gangs` on the cards of `pairs` take away at least; very many where none fit."""
    each = [
        item.gang * item.streams if case.dedicated else 0
        for item, count in pairs
        for _ in range(count // item.gang if item.gang else 0)
    ]
    return sum(sorted(each)[:gangs]) if len(each) >= gangs else 2**62
