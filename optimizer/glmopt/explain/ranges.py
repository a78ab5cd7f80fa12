"""How sure a price or a figure is: the range in which studies let it vary.

Judgement, not measurement: a list price is what a buyer is asked, street prices of one card differ by about
a quarter between shops, an estimate may be wrong by half. A price given in the scenario is the buyer's own.
A figure that two sources agree on (A) does not vary, one of one good source (B) by a twentieth, an inferred
one (C) by a fifth. A contradicted one (D) varies as far as what contradicts it, else by half.
"""

from __future__ import annotations

from decimal import Decimal

# Share of the price to either side.
PRICE_RANGES: dict[str, Decimal] = {
    "given": Decimal(0),
    "quote": Decimal(0),
    "contract": Decimal(0),
    "list": Decimal(0),
    "street": Decimal("0.25"),
    "estimate": Decimal("0.50"),
}

# Share of the figure to either side, by its confidence.
FIGURE_RANGES: dict[str, Decimal] = {
    "A": Decimal(0),
    "B": Decimal("0.05"),
    "C": Decimal("0.20"),
    "D": Decimal("0.50"),
}


def price_range(kind: str) -> Decimal:
    """The share by which a price of this kind may be wrong; that of an estimate for kinds not listed."""
    return PRICE_RANGES.get(kind, PRICE_RANGES["estimate"])
