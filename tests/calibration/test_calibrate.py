"""Calibration: the fit finds factors again that it was not told, few points suffice, bad rows are named."""

from __future__ import annotations

import csv
import math
from dataclasses import replace

import pytest

from glmopt.calibration.calibrate import as_catalog_file, calibrate
from glmopt.calibration.errors import left
from glmopt.calibration.points import COLUMNS, card_named, read_points
from glmopt.calibration.predict import case_of, predict, timed
from glmopt.catalog import load_catalog
from glmopt.errors import InputError
from glmopt.sizing.roofline import speed
from glmopt.sizing.roofline.resolve import factors_of

CATALOG = load_catalog()
BASE = {
    "model": "llama-3.1-8b",
    "card": "a100-sxm-80g",
    "n_cards": "1",
    "engine": "mine",
    "precision": "fp16",
}


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def batch(b, p, o, value=1.0):
    return {
        **BASE,
        "task": "static_batch",
        "prompt_len": str(p),
        "output_len": str(o),
        "batch_or_concurrency": str(b),
        "metric": "output_tokens_per_s",
        "value": repr(value),
    }


def synthetic(path, factors, sizes):
    """Rows whose values are what `factors` predict."""
    points = read_points(write(path, [batch(*size) for size in sizes]), CATALOG)
    values = [timed(case_of(CATALOG, p, "default", factors), p) for p in points]
    return write(path, [batch(*size, value) for size, value in zip(sizes, values, strict=True)])


SIZES = [(b, p, o) for b in (1, 8, 32, 96) for p, o in ((128, 128), (1024, 128), (128, 1024))]


def test_what_the_points_say_is_found_again(tmp_path):
    """On one card the weights' bandwidth and the fixed time of a step only show in their sum."""
    true = replace(factors_of(CATALOG, "default"), eta_b=0.6, eta_c=0.7, eta_k=0.8, t0=4e-3, t1=5e-5)
    found = calibrate(CATALOG, read_points(synthetic(tmp_path / "m.csv", true, SIZES), CATALOG))
    assert found.before.median > 0.1
    assert found.fitted.median < 0.01
    assert math.isclose(found.factors.eta_c, true.eta_c, rel_tol=0.03)
    point = read_points(tmp_path / "m.csv", CATALOG)[0]
    steps = [
        speed.read_time(case, 1) + speed.overhead(case, 1)
        for case in (case_of(CATALOG, point, "default", f) for f in (found.factors, true))
    ]
    assert math.isclose(*steps, rel_tol=0.03)


def test_six_points_suffice(tmp_path):
    true = replace(factors_of(CATALOG, "default"), eta_b=0.6, eta_c=0.7, eta_k=0.8, t0=4e-3, t1=5e-5)
    few = calibrate(CATALOG, read_points(synthetic(tmp_path / "few.csv", true, SIZES[::2]), CATALOG))
    every = read_points(synthetic(tmp_path / "all.csv", true, SIZES), CATALOG)
    errors = [timed(case_of(CATALOG, p, "default", few.factors), p) / p.value - 1 for p in every]
    assert left(errors).median < 0.03


def test_one_outlier_does_not_decide(tmp_path):
    true = replace(factors_of(CATALOG, "default"), eta_b=0.6)
    path = synthetic(tmp_path / "m.csv", true, SIZES)
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    rows[3]["value"] = repr(float(rows[3]["value"]) * 100)
    found = calibrate(CATALOG, read_points(write(path, rows), CATALOG))
    assert found.fitted.median < 0.03


def test_the_set_that_is_written_can_be_read(tmp_path):
    found = calibrate(CATALOG, read_points(write(tmp_path / "m.csv", [batch(8, 128, 128, 500.0)]), CATALOG))
    folder = tmp_path / "own" / "efficiencies"
    folder.mkdir(parents=True)
    (folder / "my-set.yaml").write_text(
        as_catalog_file(found, "my-set", "2026-01-01", "mine"), encoding="utf-8"
    )
    own = load_catalog((tmp_path / "own",))
    low, value, high = (factors_of(own, "my-set", end) for end in ("low", "value", "high"))
    assert low.eta_b < value.eta_b < high.eta_b
    assert low.t0 > value.t0 > high.t0
    assert predict(own, read_points(tmp_path / "m.csv", own)[0]).efficiency == "my-set"


@pytest.mark.parametrize(
    ("name", "card"),
    [
        ("RTX4090", "rtx-4090-24g"),
        ("A100-80G-PCIe", "a100-pcie-80g"),
        ("A100-40G", "a100-40g"),
        ("H100-SXM", "h100-sxm-80g"),
        ("L40", "l40-48g"),
        ("A100", ""),
        ("", ""),
        ("TPU", ""),
    ],
)
def test_cards_are_found_by_the_names_people_write(name, card):
    assert card_named(name, CATALOG.cards) == card


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"card": "TPU"}, "no card"),
        ({"model": "gpt-9"}, "no llm"),
        ({"batch_or_concurrency": ""}, "batch is not stated"),
        ({"precision": "fp3"}, "precision"),
        ({"metric": "happiness"}, "no equation"),
        ({"prompt_len": ""}, "not stated"),
        ({"precision": "fp8"}, "FP8"),
        ({"card": "rtx-4090-24g", "n_cards": "2"}, "link"),
    ],
)
def test_a_row_that_cannot_be_predicted_says_why(tmp_path, change, why):
    points = read_points(write(tmp_path / "m.csv", [batch(8, 128, 128, 500.0) | change]), CATALOG)
    found = predict(CATALOG, points[0])
    assert found.value is None
    assert found.error is None
    assert why in found.why


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", "no column"),
        ("model,task,metric,value\nx,y,z,fast\n", "expected a number"),
        ("model,task,metric,value\nx,y,z,0\n", "above 0"),
        ("model,task,metric,value\nx,y,z,nan\n", "expected a number"),
        ("model,task,metric,value,n_cards\nx,y,z,1,1.5\n", "whole number"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(tmp_path, text, message):
    path = tmp_path / "m.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_points(path, CATALOG)


def test_a_file_without_a_usable_row_is_refused(tmp_path):
    path = write(tmp_path / "m.csv", [])
    with pytest.raises(InputError, match="no rows under the header"):
        calibrate(CATALOG, read_points(path, CATALOG))
