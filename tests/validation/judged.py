"""The measured points, judged: by the shipped sets, held out in four ways, and by the default set alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from glmopt.calibration.holdout import Timed, cross_validated, errors_of, left_out, timed_points
from glmopt.calibration.points import Point, read_points
from glmopt.calibration.predict import Prediction, predict, set_for
from glmopt.catalog import Catalog, load_catalog
from glmopt.sizing.roofline.case import Factors
from glmopt.sizing.roofline.resolve import factors_of

HERE = Path(__file__).resolve().parent

Judged = tuple[Point, float]


@cache
def catalog() -> Catalog:
    """The shipped catalog, and the cards that only stand here to be measured against."""
    return load_catalog((HERE / "catalog",))


@cache
def points() -> tuple[Point, ...]:
    """Every measured point."""
    return read_points(HERE / "measurements.csv", catalog())


@cache
def start() -> Factors:
    """The default set: where every fit starts, chosen before any of them."""
    return factors_of(catalog(), "default")


@cache
def single_card() -> tuple[Timed, ...]:
    """Times and rates of inference on one card."""
    return tuple(timed_points(catalog(), [p for p in points() if p.cards == 1]))


def by_set(timed: tuple[Timed, ...]) -> dict[str, list[Timed]]:
    """The points by the efficiency set that covers their engine."""
    groups: dict[str, list[Timed]] = defaultdict(list)
    for p in timed:
        groups[set_for(catalog(), p.point)].append(p)
    return dict(groups)


@dataclass(frozen=True)
class HeldOut:
    """Errors of single-card inference with factors that were not fitted to the points judged."""

    folds: tuple[Judged, ...]
    card: tuple[Judged, ...]
    llm: tuple[Judged, ...]
    engine: tuple[Judged, ...]
    default: tuple[Judged, ...]


@cache
def held_out() -> HeldOut:
    """All hold-outs. Folds, cards and llms are left out within an engine's set, engines of all points."""
    folds: list[Judged] = []
    card: list[Judged] = []
    llm: list[Judged] = []
    for group in by_set(single_card()).values():
        errors = cross_validated(group, start())
        folds += zip((p.point for p in group), errors, strict=True)
        card += _left_out(group, lambda p: p.card)
        llm += _left_out(group, lambda p: p.llm)
    engine = _left_out(single_card(), lambda p: set_for(catalog(), p))
    default = zip((p.point for p in single_card()), errors_of(single_card(), start()), strict=True)
    return HeldOut(tuple(folds), tuple(card), tuple(llm), tuple(engine), tuple(default))


def _left_out(group: list[Timed] | tuple[Timed, ...], key: Callable[[Point], str]) -> list[Judged]:
    return [(p.point, error) for p, error in left_out(group, start(), key)]


@cache
def predictions() -> tuple[Prediction, ...]:
    """Every point by the shipped set of its engine: fitted, not held out."""
    return tuple(predict(catalog(), p) for p in points())
