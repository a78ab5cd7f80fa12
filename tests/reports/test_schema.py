"""The JSON Schema that editors get agrees with the reader: what one takes the other takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from glmopt.catalog import data_root
from glmopt.records import plain, read_yaml
from glmopt.reports.schema import RECORDS, json_schema
from glmopt.result import jsonable

SCENARIOS = sorted((data_root() / "scenarios").glob("*.yaml"))


def validator(kind: str) -> Any:
    schema = json_schema(kind)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("kind", RECORDS)
def test_the_schema_is_one(kind: str) -> None:
    validator(kind)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda p: p.stem)
def test_shipped_scenarios_fit_it(path: Path) -> None:
    data = jsonable(plain(read_yaml(path)))
    faults = [e.message for e in validator("scenario").iter_errors(data)]
    assert faults == []


@pytest.mark.parametrize("kind", ["cards", "prices", "llms"])
def test_the_shipped_catalog_fits_it(kind: str) -> None:
    check = validator({"cards": "card", "prices": "prices", "llms": "llm"}[kind])
    for path in sorted((data_root() / "catalog" / kind).glob("*.yaml")):
        assert [e.message for e in check.iter_errors(jsonable(plain(read_yaml(path))))] == [], path.name


@pytest.mark.parametrize(
    "demand",
    [
        {"streams": 200},
        {"streams": 200, "full_finetune": True},
        {"full_finetune": {"gangs": 2, "sharing": "dedicated"}},
    ],
)
def test_short_and_full_forms_are_taken(demand: dict[str, Any]) -> None:
    assert validator("scenario").is_valid({"demand": demand})
    assert validator("scenario").is_valid({"demand": demand, "budget": {"max": "80万"}, "name": "x"})


@pytest.mark.parametrize(
    "scenario",
    [
        {"demand": {"streems": 200}},
        {"demand": {"streams": "200"}},
        {"demand": {"streams": -1}},
        {"demand": {"streams": 1}, "figures": "sead"},
    ],
)
def test_what_the_reader_refuses_the_schema_refuses(scenario: dict[str, Any]) -> None:
    assert not validator("scenario").is_valid(scenario)
