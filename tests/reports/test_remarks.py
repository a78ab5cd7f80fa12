"""Remarks of prices and rules are told in the reader's language, and none is without a Chinese form."""

from __future__ import annotations

import re
from typing import Any

import pytest

from glmopt.catalog import load_catalog
from glmopt.language import texts
from glmopt.reports.remarks import DOMAIN, remark


def notes(value: Any) -> set[str]:
    """Every note inside plain data."""
    if isinstance(value, dict):
        own = {value["note"]} if value.get("note") else set()
        return own.union(*map(notes, value.values()))
    return set().union(*map(notes, value)) if isinstance(value, list | tuple) else set()


def test_every_remark_of_prices_and_rules_has_a_chinese_form() -> None:
    catalog = load_catalog()
    records = (*catalog.prices.values(), *catalog.rules.values())
    found = set().union(*(notes(record.model_dump()) for record in records))
    assert len(found) > 20
    phrases = {re.sub(r" http.*", "", phrase) for note in found for phrase in note.split("; ")}
    assert sorted(phrases - texts(DOMAIN, "zh").keys()) == []


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
