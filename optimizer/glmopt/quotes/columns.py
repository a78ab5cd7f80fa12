"""The columns of the bill of materials, in the order of the sheet: what is written, and what is filled in."""

from __future__ import annotations

from glmopt.language import translator

# Keys in the order of the sheet.
COLUMNS = (
    "item",
    "card",
    "vendor",
    "quantity",
    "unit_price",
    "quote",
    "currency",
    "tax",
    "subtotal",
    "price_kind",
    "price_source",
    "price_date",
    "supplier",
    "quote_date",
    "lead_time",
    "remark",
)
# What the buyer fills in; the sheet marks these cells.
FILLED_IN = ("quote", "tax", "supplier", "quote_date", "lead_time", "remark")


def titles(lang: str) -> dict[str, str]:
    """The heading of each column in `lang`."""
    _ = translator(lang)
    heads = (
        _("item"),
        _("card id"),
        _("vendor"),
        _("quantity"),
        _("unit price"),
        _("quoted unit price"),
        _("currency"),
        _("tax on the quote"),
        _("subtotal"),
        _("kind of price"),
        _("price source"),
        _("price date"),
        _("supplier"),
        _("date of the quote"),
        _("lead time"),
        _("remark"),
    )
    return dict(zip(COLUMNS, heads, strict=True))
