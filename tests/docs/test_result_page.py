"""docs/result.md names every key of a result that the schema fixes, and no other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from glmopt.reports.schema import json_schema

PAGE = Path(__file__).parents[2] / "docs" / "result.md"
# Sections of the page, and rows of the first table that list their keys in place.
INSIDE = ("plan", "nodes", "gangs", "totals")
IN_PLACE = ("objective", "bill", "moves", "figures")


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def keys_of(schema: dict[str, Any]) -> set[str]:
    """The keys of an object, or of the objects of a list; null left aside."""
    schema = next(b for b in schema.get("anyOf", [schema]) if b.get("type") != "null")
    return set(schema.get("items", schema)["properties"])


def words(text: str) -> set[str]:
    return set(re.findall(r"`([a-z_0-9]+)`", text))


def test_every_key_of_a_result_stands_in_the_table_in_its_order(page: str) -> None:
    rows = re.findall(r"^\| (`.+?) \|", page.split("## plan", maxsplit=1)[0], re.MULTILINE)
    named = [key for row in rows for key in re.findall(r"`([a-z_]+)`", row)]
    assert named == list(json_schema("result")["properties"])


@pytest.mark.parametrize("key", INSIDE)
def test_every_key_inside_stands_in_its_section(key: str, page: str) -> None:
    section = page.split(f"## {key}\n")[1].split("\n## ", maxsplit=1)[0]
    assert keys_of(json_schema("result")["properties"][key]) - words(section) == set()


@pytest.mark.parametrize("key", IN_PLACE)
def test_short_lists_of_keys_stand_in_their_row(key: str, page: str) -> None:
    (row,) = re.findall(rf"^\| `{key}` \| (.+) \|$", page, re.MULTILINE)
    assert keys_of(json_schema("result")["properties"][key]) - words(row) == set()


def test_the_numbers_of_servers_are_described_by_the_schema() -> None:
    nodes = json_schema("result")["properties"]["nodes"]["items"]["properties"]
    for key in ("first", "last"):
        assert nodes[key]["pattern"] == "^n[1-9][0-9]*$"
        assert "as in the plan's graph" in nodes[key]["description"]
