"""Bounds on the variables of a program that no plan of a given cost exceeds, each proved in whole numbers.

A solver's relaxation only hints: its prices y of the rows, rounded to whole multiples of 1 / FINE, prove by
weak duality, whatever they are, that every point costs

    Σ_j c_j x_j >= Σ_i y_i b_i + Σ_j min(r_j low_j, r_j high_j),   r_j = c_j - Σ_i a_ij y_i,

with b_i the side of row i that y_i presses on. What this leaves below the cost that is allowed, divided by
r_j, is how far x_j may be from its cheaper end. So no tolerance of a solver is in a bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from glmopt.program import Program, build
from glmopt.solve.alone import FEW_CARDS
from glmopt.solve.clock import Clock
from glmopt.solvers import Relaxation
from glmopt.solvers.arrays import INFINITY, Arrays, to_arrays
from glmopt.solvers.relaxation import Columns

# Prices are whole multiples of 1 / FINE of the goal's unit.
FINE = 2**40
# How often a bound is asked for again from where the last prices put it.
TIMES = 3


def narrowed(program: Program, most: int, clock: Clock) -> Program:
    """`program` narrowed, where its cards are many, to the plans whose objective is `most` or less.

    Itself where they are few, or where classes are served, whose shares are no whole numbers.
    """
    if program.continuous or len(program.n) < FEW_CARDS:
        return program
    twin = build(program.problem, most * program.problem.price_unit)
    narrow(twin, most, clock)
    return twin


def hinted(program: Program, most: int) -> Program:
    """`program` narrowed as its own relaxation tells, to the plans whose objective is `most` or less.

    Itself where classes are served. Two linear programs, where `narrowed` solves some for each card.
    """
    if program.continuous:
        return program
    twin = build(program.problem, most * program.problem.price_unit)
    bounds = Bounds(to_arrays(twin.lp), most)
    bounds.relax()
    bounds.apply(twin)
    return twin


def narrow(program: Program, most: int, clock: Clock) -> None:
    """Narrow the variables of `program` to what they can be where its objective is `most` or less.

    The counts of the cards are asked for one by one; what their prices prove of others is taken along.
    """
    bounds = Bounds(to_arrays(program.lp), most)
    column = {name: k for k, name in enumerate(bounds.arrays.names)}
    for n in program.n.values():
        if n.name in column and not clock.over:
            bounds.lower(column[n.name])
    bounds.apply(program)


class Bounds:
    """What is proved of each column of `arrays`, whose objective must be `most` or less."""

    def __init__(self, arrays: Arrays, most: int) -> None:
        self.arrays = arrays
        self.most = most - int(arrays.offset or 0)
        self.low = [int(low) for low in arrays.low]
        self.high = [int(high) for high in arrays.high]
        self.cost = [int(c) for c in arrays.cost]
        rows = range(len(arrays.row_low))
        self.rows = [range(arrays.start[r], arrays.start[r + 1]) for r in rows]
        self.value = [int(v) for v in arrays.value]
        self.relaxation = Relaxation(_columns(arrays), len(arrays.names))

    def apply(self, program: Program) -> None:
        """Give the variables of `program` their bounds."""
        for variable, low, high in zip(program.lp.variables(), self.low, self.high, strict=True):
            variable.lowBound, variable.upBound = low, high

    def relax(self) -> None:
        """Take over what the relaxation's own prices prove; the bounds are tighter then, so once more."""
        for _ in range(2):
            point = self.relaxation.between(self.low, self.high)
            if point.values is None or point.prices is None:
                return
            self.prove(point.prices, priced=True)

    def lower(self, k: int) -> None:
        """Lower the upper bound of column k as far as its relaxation tells: Newton's steps from above."""
        for _ in range(TIMES):
            here = self.high[k]
            if here <= self.low[k]:
                return
            point = self.relaxation.between([*self.low[:k], here, *self.low[k + 1 :]], self.high)
            if point.prices is None:
                return
            if point.values is not None:
                self.prove(point.prices, priced=True)
            else:
                # of a proof that nothing fits, whose sign is the solver's choice
                top = max(map(abs, point.prices)) or 1.0
                for sign in (1, -1):
                    self.prove([sign * y / top for y in point.prices], priced=False)
            if self.high[k] >= here:
                return

    def prove(self, prices: Iterable[float], *, priced: bool) -> None:
        """Take over what these prices of the rows prove; without costs where not `priced`."""
        arrays = self.arrays
        rest = [c * FINE for c in self.cost] if priced else [0] * len(self.cost)
        least = 0
        for r, y in enumerate(prices):
            whole = round(y * FINE)
            side = arrays.row_low[r] if whole > 0 else arrays.row_high[r]
            if not whole or abs(side) == INFINITY:
                continue
            least += whole * int(side)
            for at in self.rows[r]:
                rest[arrays.column[at]] -= self.value[at] * whole
        low, high = self.low, self.high
        least += sum([w * (a if w > 0 else b) for w, a, b in zip(rest, low, high, strict=True) if w])
        slack = (self.most * FINE if priced else 0) - least
        if slack < 0:
            # nothing is as cheap: then the plan that costs so much would be none
            return
        self._take(rest, slack)

    def _take(self, rest: Sequence[int], slack: int) -> None:
        low, high = self.low, self.high
        for j, w in enumerate(rest):
            if w > 0 and w * (high[j] - low[j]) > slack:
                high[j] = low[j] + slack // w
            elif w < 0 and -w * (high[j] - low[j]) > slack:
                low[j] = high[j] - slack // -w


def _columns(arrays: Arrays) -> Columns:
    """`arrays` column by column, without their whole numbers."""
    column = np.array(arrays.column, dtype=np.int32)
    rows = np.repeat(np.arange(len(arrays.row_low), dtype=np.int32), np.diff(arrays.start))
    order = np.argsort(column, kind="stable")
    start = np.zeros(len(arrays.names) + 1, dtype=np.int32)
    np.cumsum(np.bincount(column, minlength=len(arrays.names)), out=start[1:])
    cost, low, high = (np.array(side, dtype=float) for side in (arrays.cost, arrays.low, arrays.high))
    row_low, row_high = (np.array(side, dtype=float) for side in (arrays.row_low, arrays.row_high))
    value = np.array(arrays.value, dtype=float)
    return Columns(cost, low, high, row_low, row_high, start, rows[order], value[order])
