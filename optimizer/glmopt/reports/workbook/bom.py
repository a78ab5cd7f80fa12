"""The sheet of what is bought: quantities and prices, cells for quotes, subtotals that follow the quotes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from glmopt.dataclass import dataclass
from glmopt.quotes import COLUMNS, FILLED_IN, titles
from glmopt.reports.workbook.book import Page
from glmopt.reports.workbook.items import Item, bought, offered, running
from glmopt.result import Saved
from glmopt.units import MINOR_DIGITS

Translate = Callable[[str], str]
AT = {key: column for column, key in enumerate(COLUMNS)}
KINDS = {"quote": "money", "tax": "share", "quote_date": "date"}


@dataclass(frozen=True, slots=True)
class Lines:
    """Rows from 0: where the purchase stands, its total, and that of running costs if there are any."""

    first: int
    last: int
    total: int
    running: int | None = None


def bom_sheet(page: Page, saved: Saved, _: Translate, lang: str) -> Lines | None:
    """Write the sheet; the rows of the purchase, None where nothing is bought."""
    title = _("Bill of materials: {name}").format(name=saved.scenario.name.get(lang))
    page.text(0, title, "title", narrow=True)
    page.next()
    page.blank(0, "fill")
    hint = _("Cells like this one are to be filled in; subtotals follow. Then: {command}")
    command = "glmopt solve FILE --prices-from bom.xlsx"
    page.text(1, hint.format(command=command), "faint", narrow=True)
    page.next(2)
    page.heads(list(titles(lang).values()))
    currency, top = saved.scenario.money.currency, page.row
    lines, totals = bought(saved, _, lang), saved.document["totals"]
    found = None
    if lines:
        alone = totals["running"] is None
        name = _("total") if alone else _("total of the purchase")
        found = _section(page, lines, currency, name, totals["cost"] or 0)
    later = running(saved, _, lang)
    if later:
        months = saved.scenario.money.horizon_months
        _heading(page, _("Running costs of {n} months, beside the purchase").format(n=months))
        ran = _section(page, later, currency, _("total of running costs"), totals["running"] or 0)
        if found:
            found = replace(found, running=ran.total)
            _both(page, found, currency, Decimal(totals["cost"]) + Decimal(totals["running"]), _)
    others = offered(saved, {item.id for item in lines}, _, lang)
    if others:
        _heading(page, _("Not bought, but on offer: a quote for one of these may change the plan"))
        for item in others:
            _line(page, item, currency)
    _allowed(page, top, _)
    page.finish()
    return found


def _heading(page: Page, text: str) -> None:
    page.next()
    page.text(0, text, "faint", narrow=True)
    page.next()


def _section(page: Page, items: list[Item], currency: str, name: str, total: Decimal | int) -> Lines:
    """Lines and the row of their sum."""
    first = page.row
    for item in items:
        _line(page, item, currency)
    last = page.row - 1
    for column in range(len(COLUMNS)):
        page.blank(column, "total")
    page.text(AT["item"], name, "total")
    area = f"{page.cell(first, AT['subtotal'])}:{page.cell(last, AT['subtotal'])}"
    page.formula(AT["subtotal"], f"=SUM({area})", total, "money", "total")
    page.text(AT["currency"], currency, "total")
    page.next()
    return Lines(first, last, page.row - 1)


def _both(page: Page, lines: Lines, currency: str, spent: Decimal, _: Translate) -> None:
    """The row of what is spent in all: the purchase and what the horizon adds."""
    rows = (lines.total, lines.running or lines.total)
    page.text(AT["item"], _("total"), "bold")
    page.formula(
        AT["subtotal"], "=" + "+".join(page.cell(row, AT["subtotal"]) for row in rows), spent, "money", "bold"
    )
    page.text(AT["currency"], currency, "bold")
    page.next()


def _line(page: Page, item: Item, currency: str) -> None:
    """One item: what is known of it, and empty cells for what is not."""
    page.text(AT["item"], item.name)
    page.text(AT["card"], item.id)
    page.text(AT["vendor"], item.vendor)
    page.number(AT["quantity"], item.count)
    page.number(AT["unit_price"], item.unit, "money")
    page.text(AT["currency"], currency)
    for key in FILLED_IN if item.quotable else ():
        page.blank(AT[key], "fill", KINDS.get(key, ""))
    at = {key: page.cell(page.row, column) for key, column in AT.items()}
    price = f"N({at['unit_price']})"
    if item.quotable:
        quoted = f"ROUND({at['quote']}*(1+N({at['tax']})),{MINOR_DIGITS[currency]})"
        price = f"IF(ISNUMBER({at['quote']}),{quoted},{price})"
    value = (item.unit or Decimal(0)) * item.count
    page.formula(AT["subtotal"], f"={at['quantity']}*{price}", value, "money")
    page.text(AT["price_kind"], item.kind)
    page.text(AT["price_source"], item.source, "wrap")
    page.text(AT["price_date"], item.date)
    page.next()


def _allowed(page: Page, top: int, _: Translate) -> None:
    """What spreadsheet programs let people type into the cells for quotes and tax."""
    above = {"validate": "decimal", "criteria": ">", "value": 0}
    share = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
    rules = (
        ("quote", above | {"error_message": _("a number above 0")}),
        ("tax", share | {"error_message": _("a share: 13% or 0.13")}),
    )
    for key, rule in rules:
        if page.row > top:
            page.sheet.data_validation(top, AT[key], page.row - 1, AT[key], rule)
