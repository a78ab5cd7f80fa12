"""Fit to some points, judge on others: folds, and leaving one card, llm or engine out."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from glmopt.calibration.fit import Fit, Residual, fit
from glmopt.calibration.points import Point, Unpredictable
from glmopt.calibration.predict import case_of, timed
from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.sizing.roofline.case import Factors

# Tasks whose figures are times or rates: the factors of speed decide them.
TIMED = frozenset({"static_batch", "decode", "prefill", "serve"})
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Timed:
    """A point that the speed factors decide, with its residual as a function of them."""

    point: Point
    residual: Residual


def timed_points(catalog: Catalog, points: Sequence[Point], efficiency: str | None = None) -> list[Timed]:
    """The points that can be fitted; `efficiency` names the set that says how weights and KV are kept."""
    found = []
    for point in points:
        if point.task not in TIMED:
            continue
        try:
            found.append(Timed(point, _residual(catalog, point, efficiency)))
        except Unpredictable:
            continue
    return found


def _residual(catalog: Catalog, point: Point, efficiency: str | None) -> Residual:
    from glmopt.calibration.predict import set_for

    case = case_of(catalog, point, efficiency or set_for(catalog, point))
    timed(case, point)

    def residual(factors: Factors) -> float:
        own = replace(
            factors,
            utilisation=case.factors.utilisation,
            non_torch=case.factors.non_torch,
            max_batched_tokens=case.factors.max_batched_tokens,
            kv_copies=case.factors.kv_copies,
            prompt_logit_bytes=case.factors.prompt_logit_bytes,
        )
        return math.log(timed(replace(case, factors=own), point) / point.value)

    return residual


def fit_to(points: Sequence[Timed], start: Factors) -> Fit:
    """The factors that explain `points`."""
    return fit([p.residual for p in points], start)


def errors_of(points: Sequence[Timed], factors: Factors) -> list[float]:
    """Relative errors of `points` under `factors`."""
    return [math.expm1(p.residual(factors)) for p in points]


def cross_validated(points: Sequence[Timed], start: Factors) -> list[float]:
    """The error of each point under factors fitted to the other four fifths, in the order of the points."""
    errors = [0.0] * len(points)
    for fold in range(FOLDS):
        test = range(fold, len(points), FOLDS)
        train = [p for i, p in enumerate(points) if i % FOLDS != fold]
        factors = fit_to(train, start).factors if train else start
        for i, error in zip(test, errors_of([points[i] for i in test], factors), strict=True):
            errors[i] = error
    return errors


def left_out(
    points: Sequence[Timed], start: Factors, key: Callable[[Point], str]
) -> list[tuple[Timed, float]]:
    """Each point with its error under factors fitted to the points of every other card, llm or engine.

    Points without any other group are left out: nothing was fitted for them.
    """
    found = []
    for group in sorted({key(p.point) for p in points}):
        train = [p for p in points if key(p.point) != group]
        test = [p for p in points if key(p.point) == group]
        if train:
            factors = fit_to(train, start).factors
            found += list(zip(test, errors_of(test, factors), strict=True))
    return found
