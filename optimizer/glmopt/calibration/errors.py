"""What is left between prediction and measurement, in a few numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable

from glmopt.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Left:
    """Relative errors of `points` points: absolute median, 75th and 90th percentile; mean with its sign."""

    points: int
    median: float
    p75: float
    p90: float
    bias: float


def left(errors: Iterable[float]) -> Left:
    """The summary of relative errors (predicted / measured - 1); all zero where there is none."""
    signed = list(errors)
    if not signed:
        return Left(0, 0.0, 0.0, 0.0, 0.0)
    size = sorted(map(abs, signed))
    return Left(
        len(size),
        percentile(size, 0.5),
        percentile(size, 0.75),
        percentile(size, 0.9),
        sum(signed) / len(size),
    )


def percentile(ordered: list[float], share: float) -> float:
    """The value below which `share` of the ordered values lie, interpolated."""
    position = share * (len(ordered) - 1)
    low, high = math.floor(position), math.ceil(position)
    return ordered[low] + (ordered[high] - ordered[low]) * (position - low)
