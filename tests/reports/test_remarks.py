"""Remarks of the catalog are told in the reader's language, and none is without a Chinese form."""

from __future__ import annotations

import re
from typing import Any

import pytest

from glmopt.catalog import load_catalog
from glmopt.language import texts
from glmopt.reports.catalog import figures_table
from glmopt.reports.remarks import DOMAIN, remark

KINDS = ("cards", "llms", "rules", "prices", "chassis", "fabrics", "efficiencies")


def notes(value: Any) -> set[str]:
    """Every note inside plain data."""
    if isinstance(value, dict):
        own = {value["note"]} if value.get("note") else set()
        return own.union(*map(notes, value.values()))
    return set().union(*map(notes, value)) if isinstance(value, list | tuple) else set()


def phrases(kind: str) -> set[str]:
    """Every phrase of the notes in the records of one kind, without the addresses at their ends."""
    records = getattr(load_catalog(whole=True), kind).values()
    found = set().union(*(notes(record.model_dump()) for record in records))
    return {re.sub(r" http.*", "", phrase) for note in found for phrase in note.split("; ")}


@pytest.mark.parametrize("kind", KINDS)
def test_every_remark_has_a_chinese_form(kind: str) -> None:
    found = phrases(kind)
    assert len(found) > 5
    assert sorted(found - texts(DOMAIN, "zh").keys()) == []


def test_every_chinese_form_is_of_a_remark() -> None:
    assert sorted(texts(DOMAIN, "zh").keys() - set().union(*map(phrases, KINDS))) == []


def test_an_entry_of_the_catalog_is_shown_with_its_remarks_in_chinese() -> None:
    catalog = load_catalog()
    shown = {row[0]: row[-1] for row in figures_table(catalog.chassis["ws-2x"], catalog, "zh").rows}
    assert shown["bus.slot"] == "两个插槽都占用时为 x8；更大的主板为 x16"


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("street 11500 USD x 7.2; used card", "市价 11500 USD x 7.2；二手卡"),
        ("archived page https://a.example/b; mine", "存档网页 https://a.example/b；mine"),
        ("", ""),
    ],
)
def test_phrases_are_told_one_by_one_and_unknown_ones_kept(english: str, chinese: str) -> None:
    assert remark(english, "zh") == chinese
    assert remark(english, "en") == english
