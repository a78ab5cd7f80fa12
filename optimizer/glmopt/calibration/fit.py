"""Fit an engine's speed factors to measured points: damped least squares in logarithms, with a prior.

Each point's residual is ln(predicted / measured). The prior pulls every factor gently to the set that the fit
starts from, so that a few points suffice and a factor that no point speaks of stays where it was. Outliers
count with their distance, not its square.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from glmopt.dataclass import dataclass
from glmopt.sizing.roofline.case import Factors

# Factors that are fitted, each with its bounds: an efficiency is at most 1, times are positive.
BOUNDS: dict[str, tuple[float, float]] = {
    "eta_b": (0.02, 1.0),
    "eta_c": (0.02, 1.0),
    "eta_d": (0.02, 1.0),
    "eta_k": (0.02, 1.0),
    "t0": (1e-5, 0.2),
    "t1": (1e-7, 1e-2),
}
NOISE = 0.05  # spread of a good measurement, in ln
PRIOR = 0.7  # spread of the prior, in ln: a factor of two either way
ROUNDS = 40

# A model turns factors into ln(predicted / measured) of one point.
Residual = Callable[[Factors], float]


@dataclass(frozen=True, slots=True)
class Fit:
    """Fitted factors and the residuals left, in the order of the points."""

    factors: Factors
    residuals: tuple[float, ...]


def fit(residuals: Sequence[Residual], start: Factors, names: Sequence[str] = tuple(BOUNDS)) -> Fit:
    """The factors near `start` that explain the points; only those in `names` move."""
    center = [math.log(getattr(start, n)) for n in names]
    x, damping = list(center), 1e-2
    current = _all(residuals, _at(start, names, x))
    for _ in range(ROUNDS):
        jacobian = _jacobian(residuals, start, names, x, current)
        better = False
        for _ in range(8):
            step = _step(jacobian, current, [a - c for a, c in zip(x, center, strict=True)], damping)
            trial = [_within(n, a + s) for n, a, s in zip(names, x, step, strict=True)]
            left = _all(residuals, _at(start, names, trial))
            if _cost(left, trial, center) < _cost(current, x, center) - 1e-9:
                moved = max(abs(a - b) for a, b in zip(trial, x, strict=True))
                x, current, damping, better = trial, left, max(damping / 5, 1e-6), moved > 1e-5
                break
            damping *= 5
        if not better:
            break
    return Fit(_at(start, names, x), tuple(current))


def _at(start: Factors, names: Sequence[str], x: Sequence[float]) -> Factors:
    return replace(start, **{n: math.exp(v) for n, v in zip(names, x, strict=True)})


def _within(name: str, x: float) -> float:
    low, high = BOUNDS[name]
    return min(max(x, math.log(low)), math.log(high))


def _all(residuals: Sequence[Residual], factors: Factors) -> list[float]:
    return [r(factors) for r in residuals]


def _loss(r: float) -> float:
    """Squares near 0, straight lines far off (pseudo-Huber with the noise as its scale)."""
    return 2 * (math.sqrt(1 + (r / NOISE) ** 2) - 1)


def _cost(left: Sequence[float], x: Sequence[float], center: Sequence[float]) -> float:
    return sum(map(_loss, left)) + sum(((a - c) / PRIOR) ** 2 for a, c in zip(x, center, strict=True))


def _jacobian(
    residuals: Sequence[Residual], start: Factors, names: Sequence[str], x: list[float], here: Sequence[float]
) -> list[list[float]]:
    """d residual / d ln factor, one column for each factor, by small steps."""
    columns, h = [], 1e-4
    for i in range(len(names)):
        moved = [v - h if j == i else v for j, v in enumerate(x)]
        there = _all(residuals, _at(start, names, moved))
        columns.append([(a - b) / h for a, b in zip(here, there, strict=True)])
    return columns


def _step(columns: list[list[float]], left: Sequence[float], off: list[float], damping: float) -> list[float]:
    """The damped Gauss-Newton step of the weighted points and the prior."""
    weights = [1 / (NOISE**2 * math.sqrt(1 + (r / NOISE) ** 2)) for r in left]
    size = len(columns)
    matrix = [[0.0] * size for _ in range(size)]
    right = [0.0] * size
    for i, a in enumerate(columns):
        weighted = [w * v for w, v in zip(weights, a, strict=True)]
        right[i] = -sum(w * r for w, r in zip(weighted, left, strict=True)) - off[i] / PRIOR**2
        for j, b in enumerate(columns):
            matrix[i][j] = sum(w * v for w, v in zip(weighted, b, strict=True))
        matrix[i][i] = (matrix[i][i] + 1 / PRIOR**2) * (1 + damping)
    return _solve(matrix, right)


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gaussian elimination; the prior keeps the matrix well away from singular."""
    size = len(right)
    rows = [[*row, r] for row, r in zip(matrix, right, strict=True)]
    for i in range(size):
        pivot = max(range(i, size), key=lambda k: abs(rows[k][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for k in range(i + 1, size):
            share = rows[k][i] / rows[i][i]
            rows[k] = [a - share * b for a, b in zip(rows[k], rows[i], strict=True)]
    answer = [0.0] * size
    for i in reversed(range(size)):
        answer[i] = (rows[i][size] - sum(rows[i][k] * answer[k] for k in range(i + 1, size))) / rows[i][i]
    return answer
