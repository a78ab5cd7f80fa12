"""Power of a card: the board power of its data sheet, whatever figures size it."""

from __future__ import annotations

import math

from glmopt.catalog.load import Catalog


def card_power_w(catalog: Catalog, card: str) -> int | None:
    """Board power in whole W, rounded up; of a generic name that of its default part; None where unknown."""
    found = catalog.cards[card]
    if found.parts:
        found = catalog.cards.get(found.parts.default, found)
    sheet = found.datasheet
    return math.ceil(sheet.tdp_w.value) if sheet and sheet.tdp_w else None
