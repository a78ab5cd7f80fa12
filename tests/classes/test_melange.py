"""Mélange's problem: its configurations imported, solved, proved and checked against known optima.

The optima are those of tests/classes/melange/instances.json, in $/h; its `sources` say where the figures
are from.
"""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.classes.instances import instances, slice_traps

from glmopt.catalog import load_catalog
from glmopt.check import check
from glmopt.errors import InputError
from glmopt.importing import melange
from glmopt.result import answer, document, dumps
from glmopt.result.saved import judge, read_result
from glmopt.scenario import Scenario, catalog_for, load_scenario, parse_settings
from glmopt.solve import Solved, solve

EPSILON = 1e-6
# Many near ties among 16 and more types, and 4,000 buckets, take a minute and more on a slow machine; the
# benchmark has them.
SLOW = (
    "F5_buckets4000_r32_s8",
    "F4_types16_r256_s8",
    "F7_near_ties_g20_b40_r500_s4",
    "F7_near_ties_g20_b40_r50_s4",
    "F7_near_ties_g40_b60_r50_s4",
)
INSTANCES = {one["name"]: one for one in instances() if one["name"] not in SLOW}


def imported(config: dict[str, Any], folder: Path, *settings: str) -> Scenario:
    """The scenario of a configuration, written to `folder` and read back."""
    made = melange(json.dumps(config), "config.json", load_catalog().cards, "m.yaml")
    for suffix, text in made.texts.items():
        (folder / (f"m{suffix}" if suffix else "m.yaml")).write_text(text, encoding="utf-8")
    return load_scenario(folder / "m.yaml", parse_settings(settings))


def hourly(scenario: Scenario, solved: Solved) -> Decimal:
    """The cost of one hour."""
    assert solved.plan is not None
    assert solved.plan.totals.cost is not None
    assert scenario.money.hours is not None
    return solved.plan.totals.cost / scenario.money.hours


@pytest.mark.parametrize("name", INSTANCES)
def test_every_instance_ends_at_the_proved_optimum(name: str, tmp_path: Path) -> None:
    one = INSTANCES[name]
    scenario = imported(one["melange"], tmp_path)
    catalog = catalog_for(scenario)
    solved = solve(scenario, catalog)
    assert solved.ending.status == "optimal"
    assert solved.plan is not None
    assert check(solved.plan, scenario, catalog) == ()
    cost = float(hourly(scenario, solved))
    assert cost <= one["split_optimum"] + EPSILON
    assert cost >= one["lower_bound"] - EPSILON


def test_its_own_example_is_cheaper_with_shares(tmp_path: Path) -> None:
    """Its README's example: 1 A10G and 1 A100 at 4.68 $/h; with whole buckets it takes 3 A10G, 6.70 $/h."""
    config = INSTANCES["F0_example_ebba701"]["melange"]
    shares = imported(config, tmp_path)
    assert hourly(shares, solve(shares, catalog_for(shares))) == Decimal("4.68")
    buckets = imported(config, tmp_path, "demand.split=slices(1)")
    solved = solve(buckets, catalog_for(buckets))
    assert hourly(buckets, solved) == Decimal("6.70")
    assert solved.plan is not None
    assert all(s.share == 1 for s in solved.plan.shares)


@pytest.mark.parametrize("trap", slice_traps(), ids=lambda trap: str(trap["name"]))
def test_slices_on_which_a_solver_goes_wrong(trap: dict[str, Any], tmp_path: Path) -> None:
    slices = trap["melange"]["slice_factor"]
    scenario = imported(trap["melange"], tmp_path, f"demand.split=slices({slices})")
    solved = solve(scenario, catalog_for(scenario))
    assert solved.ending.status == "optimal"
    assert float(hourly(scenario, solved)) == pytest.approx(trap["slice_optimum"], abs=1e-9)
    assert solved.plan is not None
    assert all((s.share * slices).denominator == 1 for s in solved.plan.shares)


@pytest.mark.parametrize("name", ["F6_fig9_r4.2_s4", "F6_fig9_r4.2_s8", "F2_paper_mixed_r1_s8"])
def test_slices_cost_what_the_best_slices_cost(name: str, tmp_path: Path) -> None:
    one = INSTANCES[name]
    scenario = imported(one["melange"], tmp_path, f"demand.split=slices({one['slice_factor']})")
    assert float(hourly(scenario, solve(scenario, catalog_for(scenario)))) == pytest.approx(
        one["slice_optimum"]
    )


def test_a_saved_result_is_judged_from_its_file_alone(tmp_path: Path) -> None:
    """The tables are in the file; a share that is changed is found."""
    scenario = imported(INSTANCES["F2_paper_mixed_r4_s8"]["melange"], tmp_path)
    file = tmp_path / "result.json"
    file.write_text(dumps(document(answer(scenario, catalog_for(scenario)))), encoding="utf-8")
    for table in tmp_path.glob("m.*"):
        table.unlink()
    saved = read_result(file)
    assert judge(saved) == ()
    assert saved.plan is not None
    assert all(isinstance(s.share, Fraction) for s in saved.plan.shares)
    data = json.loads(file.read_text(encoding="utf-8"))
    data["shares"][0]["exact"] = "1/2"
    file.write_text(json.dumps(data), encoding="utf-8")
    findings = " ".join(judge(read_result(file)))
    assert "is not served whole" in findings
    assert "the file was changed" in findings


def test_prices_are_whole_cents_over_the_least_hours(tmp_path: Path) -> None:
    config = {
        "gpu_info": {"A": {"cost": 3.6725, "tputs": [[2]]}, "B": {"cost": 0.7, "tputs": [[0]]}},
        "workload_distribution": [[1]],
        "total_request_rate": 3,
    }
    scenario = imported(config, tmp_path)
    assert scenario.money.hours == 100
    prices = {c: own.amount.amount for c, own in scenario.cards.price.items()}
    assert prices == {"a": Decimal("367.25"), "b": 70}
    assert hourly(scenario, solve(scenario, catalog_for(scenario))) == Decimal("7.345")


def test_what_is_not_carried_over_is_said() -> None:
    config = {
        "gpu_info": {"A100-80G": {"cost": 1, "tputs": [[2, 1]], "max_count": 3}},
        "workload_distribution": [[1.25, 0]],
        "total_request_rate": 9.540000000000001,
        "region": "x",
    }
    made = melange(json.dumps(config), "c.json", load_catalog().cards, "c.yaml")
    said = "\n".join(made.notes)
    assert "region is not carried over" in said
    assert "gpu_info.A100-80G.max_count is not carried over" in said
    assert "add up to 1.25" in said
    assert "one bucket without requests" in said
    assert "rounded up to 9.5400000000001" in said
    # the id of a card of the catalog is not taken again
    assert "a100-80g-2" in made.texts[""]


GOOD: dict[str, Any] = {
    "gpu_info": {"A": {"cost": 1, "tputs": [[2, 1]]}},
    "workload_distribution": [[0.5, 0.5]],
    "total_request_rate": 3,
}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"gpu_info": {}}, "expected an object that is not empty"),
        ({"gpu_info": {"A": {"cost": -1, "tputs": [[2, 1]]}}}, "expected a number of 0 or more"),
        ({"gpu_info": {"A": {"cost": 1, "tputs": [[2, -1]]}}}, r"gpu_info.A.tputs\[0\]\[1\]"),
        ({"gpu_info": {"A": {"cost": 1, "tputs": [[2]]}}}, "other rows and columns"),
        ({"gpu_info": {"A": {"cost": 1, "tputs": [[2, 1], [1]]}}}, "rows of different lengths"),
        ({"gpu_info": {"A": {"cost": 1e30, "tputs": [[2, 1]]}}}, "out of all proportion"),
        ({"gpu_info": {"A": {"cost": "1", "tputs": [[2, 1]]}}}, 'expected a number, found "1"'),
        ({"gpu_info": {"A": {"tputs": [[2, 1]]}}}, "gpu_info.A.cost: is missing"),
        ({"gpu_info": {"A": {"cost": 1.123456789, "tputs": [[2, 1]]}}}, "more than 8 decimals"),
        ({"workload_distribution": [[0, 0]]}, "no requests at all"),
        ({"workload_distribution": 7}, "expected rows of numbers"),
        ({"total_request_rate": 0}, "expected a number above 0"),
        ({"total_request_rate": 1e300}, "out of all proportion"),
        ({"total_request_rate": True}, "expected a number"),
    ],
)
def test_broken_configurations_are_refused_by_name(change: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        melange(json.dumps(GOOD | change), "c.json", (), "c.yaml")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not JSON"),
        ("[1]", "expected an object"),
        ('{"gpu_info": NaN}', "NaN is not a number"),
        ('{"a": 1, "a": 2}', "twice in one object"),
        ("[" * 100_000, "nested too deeply|not JSON"),
        ('{"gpu_info": {}, "workload_distribution": []}', "total_request_rate: is missing"),
        ("{" + '"x": ' + "9" * 400 + "}", "more than 60 characters"),
    ],
)
def test_files_that_are_none_are_refused(text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        melange(text, "c.json", (), "c.yaml")
