"""The document's rules at their edges."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from glmopt.catalog import Card, load_catalog
from glmopt.catalog.cards import CardFigures
from glmopt.sizing.rules import sizer, streams

CATALOG = load_catalog()


@pytest.mark.parametrize(("q", "expected"), [(0, 0), (1, 8), (5, 8)])
def test_a_card_that_holds_no_instance_carries_no_stream(q: int, expected: int) -> None:
    """164 / 20.8 = 7.88."""
    assert streams(Decimal(164), Fraction("20.8"), q) == expected


@pytest.mark.parametrize(("vram", "expected"), [("15.9", (0, 0)), ("16", (8, 1)), ("4", (0, 0))])
def test_less_memory_than_an_instance_takes_is_none(vram: str, expected: tuple[int, int]) -> None:
    card = Card.defined("my-card", CardFigures(vram_gb=Decimal(vram), fp16_tflops=Decimal(164)))
    spec = CATALOG.with_cards([card]).spec("my-card", "seed")
    assert spec is not None
    found = sizer(CATALOG, "chatglm3-6b")(spec)
    assert (found.streams_low, found.instances) == expected
