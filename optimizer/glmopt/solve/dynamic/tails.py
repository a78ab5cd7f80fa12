"""A short table that is read at any target: its tails, where every row of it has come to one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from glmopt.solve.dynamic.items import Separable
from glmopt.solve.dynamic.stage import NONE, Keys, lay
from glmopt.solve.dynamic.table import Buy, Table, buys, tabulate
from glmopt.solve.dynamic.tail import Tail, of_few, of_least, of_many

# Targets of the tables that are tried, one after the other; a table for few more targets is as soon made.
LENGTHS = (2_048, 8_192, 32_768)

Tails = tuple[tuple[Tail, ...], ...]
NOTHING = Tail(1, 1, None)


def endless(case: Separable, streams: int, goal: str) -> Table | None:
    """A table of `case` that is read up to `streams` and has fewer targets; None where there is none."""
    reach = _reach(case)
    for length in LENGTHS:
        if 2 * length > streams:
            return None
        if length < reach:
            continue
        table = tabulate(case, length, goal, reach=streams)
        if table is None:
            return None
        tails = tails_of(table)
        if tails is not None:
            return replace(table, streams=streams, tails=tails)
    return None


def tails_of(table: Table) -> tuple[Tails, ...] | None:
    """The tail of each row of each layer; None where one has not come to it within the table."""
    last = table.layers[-1]
    # without any card left nothing but 0 streams and no gang is served
    found: list[Tails] = [tuple(tuple(NOTHING for _ in rows) for rows in last)]
    for i in reversed(range(len(table.separable.items))):
        layer = _layer(table, i, found[0])
        if layer is None:
            return None
        found = [layer, *found]
    return tuple(found)


def _layer(table: Table, i: int, rest: Tails) -> Tails | None:
    layer = table.layers[i]
    end = layer.shape[2] - 1
    found = []
    for t in range(layer.shape[0]):
        rows = []
        for g in range(layer.shape[1]):
            tail = _row(table, i, rest, t, g)
            if tail is None or not tail.fits(end):
                return None
            rows.append(tail)
        found.append(tuple(rows))
    return tuple(found)


def _row(table: Table, i: int, rest: Tails, t: int, g: int) -> Tail | None:
    """The tail of one row: the least of none of the card and of every way to buy some."""
    item, after = table.separable.items[i], table.layers[i + 1]
    # a card that must be bought: nothing without it
    row, tail = (after[t, g], rest[t][g]) if item.optional else (np.full_like(after[t, g], NONE), NOTHING)
    for buy in buys(table.separable, item, table.weights, t, g):
        source = after[buy.types, buy.gangs]
        if source[0] >= NONE:
            continue
        laid = lay(source, item.streams, buy.low, buy.high, buy.fixed, buy.each)
        one = _bought(item.streams, laid, rest[buy.types][buy.gangs], buy)
        least = None if one is None else of_least(row, tail, laid, one)
        if least is None:
            return None
        row, tail = np.minimum(row, laid), least
    return tail


def _bought(streams: int, laid: Keys, rest: Tail, buy: Buy) -> Tail | None:
    """The tail of `laid`: cards of `streams` each, bought in one way, on a row with the tail `rest`."""
    if streams == 0:
        return rest
    if buy.high is not None:
        return of_few(rest, streams, buy.high)
    return of_many(laid, rest, streams, buy.low, buy.each)


def _reach(case: Separable) -> int:
    """Streams up to which some number of cards has an end: no tail begins before."""
    ends = [i.streams * s.high for i in case.items for s in i.segments if s.high is not None]
    return max(ends, default=0)
