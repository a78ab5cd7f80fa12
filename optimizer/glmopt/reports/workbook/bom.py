"""The sheet of what is bought: quantities and prices, cells for quotes, subtotals that follow the quotes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from glmopt.problem import formulate
from glmopt.quotes import COLUMNS, FILLED_IN, titles
from glmopt.reports.workbook.book import Page
from glmopt.result import Saved
from glmopt.scenario import price_of
from glmopt.units import MINOR_DIGITS, from_minor

Translate = Callable[[str], str]
AT = {key: column for column, key in enumerate(COLUMNS)}


@dataclass(frozen=True, slots=True)
class Lines:
    """Where the lines of the purchase stand: rows from 0, and the row of their total."""

    first: int
    last: int
    total: int


def bom_sheet(page: Page, saved: Saved, _: Translate, lang: str) -> Lines | None:
    """Write the sheet; the rows of the purchase, None where nothing is bought."""
    page.text(
        0, _("Bill of materials: {name}").format(name=saved.scenario.name.get(lang)), "title", narrow=True
    )
    page.next()
    page.blank(0, "fill")
    hint = _("Cells like this one are to be filled in; subtotals follow. Then: {command}")
    command = "glmopt solve FILE --prices-from bom.xlsx"
    page.text(1, hint.format(command=command), "faint", narrow=True)
    page.next(2)
    page.heads(list(titles(lang).values()))
    lines = saved.document["plan"]
    first = page.row
    for entry in lines:
        _line(page, entry["card"], entry["count"], entry["price"], saved, _, lang)
    found = _total(page, first, saved, _) if lines else None
    others = _others(saved, {entry["card"] for entry in lines})
    if others:
        page.next()
        text = _("Not bought, but on offer: a quote for one of these may change the plan")
        page.text(0, text, "faint", narrow=True)
        page.next()
        for card in others:
            _line(page, card, 0, _listed(saved, card), saved, _, lang)
    _allowed(page, first, _)
    page.finish()
    return found


def _line(
    page: Page, card: str, count: int, price: Mapping[str, Any] | None, saved: Saved, _: Translate, lang: str
) -> None:
    """One card: what is known of it, and empty cells for what is not."""
    currency, known = saved.scenario.money.currency, saved.catalog.cards.get(card)
    unit = None if price is None else from_minor(price["minor"], currency)
    page.text(AT["item"], known.name.get(lang) if known else card)
    page.text(AT["card"], card)
    page.text(AT["vendor"], known.vendor if known else "")
    page.number(AT["quantity"], count)
    page.number(AT["unit_price"], unit, "money")
    page.text(AT["currency"], currency)
    kinds: dict[str, str] = {"quote": "money", "tax": "share", "quote_date": "date"}
    for key in FILLED_IN:
        page.blank(AT[key], "fill", kinds.get(key, ""))
    at = {key: page.cell(page.row, column) for key, column in AT.items()}
    quoted = f"ROUND({at['quote']}*(1+N({at['tax']})),{MINOR_DIGITS[currency]})"
    subtotal = f"={at['quantity']}*IF(ISNUMBER({at['quote']}),{quoted},N({at['unit_price']}))"
    page.formula(AT["subtotal"], subtotal, (unit or Decimal(0)) * count, "money")
    if price is not None:
        page.text(AT["price_kind"], _(price["kind"]))
        source = ", ".join(price["source"])
        page.text(AT["price_source"], f"{source}: {price['how']}" if source else price["how"], "wrap")
        page.text(AT["price_date"], price["date"] or "")
    page.next()


def _total(page: Page, first: int, saved: Saved, _: Translate) -> Lines:
    """The row of sums under the lines from `first`."""
    last, totals = page.row - 1, saved.document["totals"]
    for column in range(len(COLUMNS)):
        page.blank(column, "total")
    page.text(AT["item"], _("total"), "total")
    for key, value, kind in (("quantity", totals["cards"], "count"), ("subtotal", totals["cost"], "money")):
        area = f"{page.cell(first, AT[key])}:{page.cell(last, AT[key])}"
        page.formula(AT[key], f"=SUM({area})", value or 0, kind, "total")
    page.text(AT["currency"], saved.scenario.money.currency, "total")
    found = Lines(first, last, page.row)
    page.next()
    return found


def _others(saved: Saved, bought: set[str]) -> list[str]:
    """Cards that the scenario allows and the plan leaves, those without a price too."""
    problem, cards = formulate(saved.scenario, saved.catalog), saved.scenario.cards
    # A list of allowed cards without their prices would have been an error.
    unpriced = [entry["card"] for entry in saved.document["not_considered"] if cards.allow is None]
    unpriced = [card for card in unpriced if card not in cards.deny]
    return sorted({*(offer.card for offer in problem.open_offers), *unpriced} - bought)


def _listed(saved: Saved, card: str) -> dict[str, Any] | None:
    """The price of a card that is not bought."""
    price = price_of(saved.scenario, saved.catalog, card) if card in saved.catalog.cards else None
    if price is None:
        return None
    return {key: getattr(price, key) for key in ("minor", "kind", "date", "source", "how")}


def _allowed(page: Page, first: int, _: Translate) -> None:
    """What spreadsheet programs let people type into the cells for quotes, tax and dates."""
    rules = (
        (
            "quote",
            {"validate": "decimal", "criteria": ">", "value": 0, "error_message": _("a number above 0")},
        ),
        (
            "tax",
            {
                "validate": "decimal",
                "criteria": "between",
                "minimum": 0,
                "maximum": 1,
                "error_message": _("a share: 13% or 0.13"),
            },
        ),
    )
    for key, rule in rules:
        if page.row > first:
            page.sheet.data_validation(first, AT[key], page.row - 1, AT[key], dict(rule))
