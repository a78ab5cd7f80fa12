"""The plan behind one cell of a table: among all of its least key the one that the tie rules name.

As many as possible of the card whose id comes first, then of the next; then gangs likewise. States that
the same counts lead to (they differ in gangs) are followed side by side.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np

from glmopt.dataclass import dataclass
from glmopt.program import Counts
from glmopt.solve.dynamic.items import Item, Separable
from glmopt.solve.dynamic.stage import Keys
from glmopt.solve.dynamic.table import Buy, Table, buys
from glmopt.solve.dynamic.tail import MODULUS


@dataclass(frozen=True, slots=True)
class _State:
    types: int
    gangs: int
    streams: int


def trace(table: Table, streams: int) -> Counts | None:
    """The counts of the least plan for `streams`; None where there is none."""
    case = table.separable
    start = _State(len(table.layers[0]) - 1, case.gangs, streams)
    if table.least(streams) is None:
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


def _choices(table: Table, i: int, item: Item, state: _State) -> Iterator[tuple[int, _State]]:
    """The counts of card i that keep `state` at its key, each with the state it leaves.

    Of each segment and number of gangs only the largest count.
    """
    here = table.key(i, state.types, state.gangs, state.streams)
    if here is None:
        return
    if item.optional and table.key(i + 1, state.types, state.gangs, state.streams) == here:
        yield 0, state
    for buy in buys(table.separable, item, table.weights, state.types, state.gangs):
        found = _largest(table, i, buy, state.streams, here)
        if found is not None:
            serving, left = found
            taken = item.gang * (state.gangs - buy.gangs) if table.separable.dedicated else 0
            yield serving + taken, _State(buy.types, buy.gangs, left)


def _largest(table: Table, i: int, buy: Buy, streams: int, here: int) -> tuple[int, int] | None:
    """The largest number of cards i that serve for the key `here`, with the streams that it leaves."""
    serving = _serving(table, i, buy, streams)
    left = np.maximum(0, streams - table.separable.items[i].streams * serving)
    keys = table.modulo(i + 1, buy.types, buy.gangs, left)
    keys = keys + serving.astype(np.uint64) * np.uint64(buy.each % MODULUS)
    alike = np.flatnonzero(keys == np.uint64((here - buy.fixed) % MODULUS))
    for k in alike[::-1]:
        rest = table.key(i + 1, buy.types, buy.gangs, int(left[k]))
        if rest is not None and rest + buy.each * int(serving[k]) + buy.fixed == here:
            return int(serving[k]), int(left[k])
    return None


def _serving(table: Table, i: int, buy: Buy, streams: int) -> Keys:
    """Numbers of cards i that serve, of those that help: all, or those that can be the largest of a key."""
    each = table.separable.items[i].streams
    need = -(-streams // each) if each else 0
    last = max(buy.low, need) if buy.high is None else min(max(buy.low, need), buy.high)
    if table.tails is None or not each:
        return np.arange(buy.low, last + 1, dtype=np.int64)
    tail = table.tails[i + 1][buy.types][buy.gangs]
    # Where the rest repeats, `step` cards more always make all of it dearer, or cheaper, or change nothing:
    # the largest count of the least key is among the first, the last, or leaves little.
    step = 0 if tail.rise is None else tail.period // math.gcd(each, tail.period)
    least = (streams - tail.start - each * step) // each + 1
    if last < need:
        least = min(least, last - step + 1)
    many = max(buy.low, least)
    few = min(buy.low + step, many)
    return np.concatenate((np.arange(buy.low, few), np.arange(many, last + 1)))


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
