"""How the least keys go on beyond the end of a table: from some target on they repeat, each time dearer.

    f[s + period] = f[s] + rise     for every s >= start

(or nothing serves that much: `rise` is None, f[s] = NONE). Each function here has a rule by which the tail of
a new row follows from the tails of the rows that it was made of, so that it holds for every target, not for
those alone that were looked at. A row that has not come to its tail within the table has none (None).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from glmopt.dataclass import dataclass
from glmopt.solve.dynamic.stage import Keys

if TYPE_CHECKING:
    from numpy.typing import NDArray

Moduli: TypeAlias = "NDArray[np.uint64]"
MODULUS = 2**64


@dataclass(frozen=True, slots=True)
class Tail:
    """From target `start` on keys repeat after `period` targets, `rise` dearer; None where nothing serves."""

    start: int
    period: int
    rise: int | None

    def key(self, row: Keys, target: int) -> int | None:
        """The key of a target beyond the end of the `row` of a table; None where there is no plan."""
        if self.rise is None:
            return None
        rounds = -(-(target - len(row) + 1) // self.period)
        return int(row[target - rounds * self.period]) + rounds * self.rise

    def modulo(self, row: Keys, targets: Keys) -> Moduli:
        """The keys of `targets`, within the `row` or beyond its end, modulo 2**64: far out they are more."""
        rounds = -(-np.maximum(0, targets - len(row) + 1) // self.period)
        known: Moduli = row.view(np.uint64)[targets - rounds * self.period]
        return known + rounds.astype(np.uint64) * np.uint64((self.rise or 0) % MODULUS)

    def fits(self, end: int) -> bool:
        """Whether a whole period of it is within a table that ends at target `end`."""
        return self.start + self.period <= end + 1


def of_few(rest: Tail, streams: int, high: int) -> Tail:
    """The tail of at most `high` cards, `streams` each, laid on a row: a minimum of few shifts of it.

    No shift reaches below rest.start where s >= rest.start + streams * high.
    """
    return Tail(rest.start + streams * high, rest.period, rest.rise)


def of_many(row: Keys, rest: Tail, streams: int, low: int, each: int) -> Tail | None:
    """The tail of `row`: `low` and more cards, `streams` (> 0) and the key `each` per card, laid on a row.

    With c[s] the key of exactly `low` cards, row[s] = min(c[s], row[s - streams] + each), and c repeats as
    `rest` does. If cards rise no faster than c, and one more card is as good as c on as many targets as
    both periods have in common, then it is from there on. If they rise faster, and the row repeats like c
    for `streams` targets, then it does from there on, for both that it is the minimum of did.
    """
    first = rest.start + streams * max(low, 1)
    if rest.rise is None:
        return Tail(first, streams, each)
    if each * rest.period <= rest.rise * streams:
        period, rise, window = streams, each, math.lcm(streams, rest.period)
    else:
        period, rise, window = rest.period, rest.rise, streams
        first += period
    since = _since(row[period:] == row[:-period] + rise, first - period) + period
    return Tail(since - period, period, rise) if since + window <= len(row) else None


def of_least(one: Keys, its: Tail, other: Keys, others: Tail) -> Tail | None:
    """The tail of the minimum of two rows.

    The one that rises more slowly is the minimum for ever once it is so for a period that both have in
    common.
    """
    start = max(its.start, others.start)
    if its.rise is None or others.rise is None:
        going = others if its.rise is None else its
        return Tail(start, going.period, going.rise)
    slower, faster = its.rise * others.period, others.rise * its.period
    window = math.lcm(its.period, others.period)
    if slower == faster:
        return Tail(start, window, its.rise * (window // its.period))
    if slower > faster:
        return of_least(other, others, one, its)
    since = _since(one <= other, start)
    return Tail(since, its.period, its.rise) if since + window <= len(one) else None


def _since(holds: np.ndarray[tuple[int], np.dtype[np.bool_]], first: int) -> int:
    """The target from which on, not before `first`, `holds` is true to the end of the table."""
    broken = np.flatnonzero(~holds)
    return max(first, int(broken[-1]) + 1 if len(broken) else 0)
