"""A pulp program as plain arrays, in its own order: what both drivers hand to their solver."""

from __future__ import annotations

import math
from typing import Any

import pulp

from glmopt.dataclass import dataclass

INFINITY = math.inf


@dataclass(frozen=True, slots=True)
class Arrays:
    """min cost x + offset, row_low <= A x <= row_high, low <= x <= high, x whole where `whole`.

    A is row-wise sparse: row r has the entries start[r] up to start[r + 1] of (column, value).
    """

    names: list[str]
    cost: list[float]
    offset: float
    low: list[float]
    high: list[float]
    whole: list[bool]
    row_low: list[float]
    row_high: list[float]
    start: list[int]
    column: list[int]
    value: list[float]


def to_arrays(lp: Any) -> Arrays:
    """The arrays of a pulp minimisation."""
    variables = lp.variables()
    position = {v.name: k for k, v in enumerate(variables)}
    objective = {v.name: c for v, c in lp.objective.items()}
    start, column, value, row_low, row_high = [0], [], [], [], []
    for row in lp.constraints():
        right = -row.constant
        row_low.append(right if row.sense in (pulp.LpConstraintGE, pulp.LpConstraintEQ) else -INFINITY)
        row_high.append(right if row.sense in (pulp.LpConstraintLE, pulp.LpConstraintEQ) else INFINITY)
        for variable, coefficient in row.items():
            column.append(position[variable.name])
            value.append(coefficient)
        start.append(len(column))
    return Arrays(
        names=[v.name for v in variables],
        cost=[objective.get(v.name, 0) for v in variables],
        offset=lp.objective.constant,
        low=[-INFINITY if v.lowBound is None else v.lowBound for v in variables],
        high=[INFINITY if v.upBound is None else v.upBound for v in variables],
        whole=[v.cat == pulp.LpInteger for v in variables],
        row_low=row_low,
        row_high=row_high,
        start=start,
        column=column,
        value=value,
    )
