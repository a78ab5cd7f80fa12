"""The errors that docs/validation.md shows are those of the shipped sets, and the aims are met."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from glmopt.calibration.errors import left
from glmopt.calibration.holdout import fit_to
from glmopt.sizing.roofline.resolve import factors_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "validation.md"


@pytest.mark.parametrize(
    ("way", "words", "aim"),
    [
        ("folds", "within an engine generation that has a set, five folds", 0.06),
        ("card", "on a card not used in the fit", 0.12),
        ("llm", "on an llm not used in the fit", 0.12),
        ("default", "default set on everything", 0.20),
    ],
)
def test_inference_reaches_its_aims_with_factors_fitted_elsewhere(way, words, aim):
    from judged import held_out

    found = left(error for _, error in getattr(held_out(), way))
    assert found.median <= aim
    row = next(
        line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith(f"| {words} |")
    )
    assert f"| {found.points} | {aim:.0%} | {found.median:.1%} |" in row


@pytest.mark.parametrize(("kind", "aim"), [("full", 0.10), ("light", 0.09), ("inference", 0.05)])
def test_memory_reaches_its_aims_on_llms_left_out(kind, aim):
    import memory_folds

    found = memory_folds.left_out(lambda p: p.llm)[kind]
    assert left(error for _, error in found).median <= aim


def test_the_shipped_sets_are_what_the_points_say():
    """Each fitted set is within 2 % of a new fit, factor by factor."""
    from judged import by_set, catalog, single_card, start

    for name, points in by_set(single_card()).items():
        fresh, shipped = fit_to(points, start()).factors, factors_of(catalog(), name)
        for factor in ("eta_b", "eta_c", "eta_d", "eta_k", "t0", "t1"):
            assert math.isclose(getattr(fresh, factor), getattr(shipped, factor), rel_tol=0.02), (
                name,
                factor,
            )


def test_every_point_is_predicted_and_names_its_source():
    from judged import predictions

    assert [p.why for p in predictions() if p.value is None] == []
    assert all(p.point.source and p.point.engine for p in predictions())
