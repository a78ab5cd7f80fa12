"""The sheet of assumptions: every figure and price under the answer, with source, date, confidence."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from glmopt.reports.prices import price_name
from glmopt.reports.remarks import remark
from glmopt.reports.workbook.book import Page
from glmopt.result import Saved, figures
from glmopt.result.basis import prices_of, rests_on
from glmopt.units import plain_number

Translate = Callable[[str], str]
PLAIN_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")


def assumptions_sheet(page: Page, saved: Saved, _: Translate, lang: str) -> None:
    """Write the sheet: figures and prices first, the sources they name below."""
    page.text(0, _("What the answer rests on"), "title", narrow=True)
    page.next(2)
    names = (_("of"), _("figure"), _("value"), _("source"), _("date"), _("confidence"), _("remark"))
    page.heads(list(names))
    top = page.row - 1
    _given(page, saved, _, lang)
    for fact in figures(saved.document["inputs"]):
        page.text(0, fact.entry)
        page.text(1, f"{fact.key}: {_(fact.kind)}" if fact.kind else fact.key)
        number = _number(fact.value)
        if number is not None:
            page.number(2, number, "number")
        else:
            page.text(2, _shown(fact.value))
        page.text(3, ", ".join(fact.source))
        page.text(4, fact.date)
        page.text(5, fact.confidence)
        page.text(6, remark(fact.note or "", lang))
        page.next()
    page.sheet.autofilter(top, 0, max(page.row - 1, top), len(names) - 1)
    page.next()
    for column, name in enumerate((_("source"), _("title"), _("where"), "", _("date"))):
        page.text(column, name, "head")
    page.next()
    for code, source in saved.catalog.sources.items():
        page.text(0, code)
        page.text(1, source.title, narrow=True)
        page.text(2, source.where, narrow=True)
        page.text(4, source.date)
        page.next()
    page.finish()


def _given(page: Page, saved: Saved, _: Translate, lang: str) -> None:
    """Prices that the scenario gives itself, and the terms that running costs are reckoned with."""
    scenario, catalog = saved.scenario, saved.catalog
    for b in prices_of(rests_on(scenario, catalog, saved.plan)):
        if b.confidence is not None:
            continue
        page.text(0, b.item)
        page.text(1, f"{price_name(catalog, b, _, lang)}: {_(b.kind)}")
        page.text(2, f"{plain_number(b.amount)} {scenario.money.currency}")
        page.text(3, ", ".join(b.source) or _("the scenario"))
        page.text(4, b.date or "")
        page.text(6, remark(b.how, lang))
        page.next()
    if saved.plan is not None and saved.plan.totals.running is not None:
        for key, value in (("horizon_months", scenario.money.horizon_months), ("pue", scenario.money.pue)):
            written = f"money.{key}" in saved.document["scenario"]["origins"]
            page.text(0, "money")
            page.text(1, key)
            page.number(2, value, "number")
            page.text(3, _("the scenario") if written else _("glmopt's default"))
            page.next()


def _number(value: Any) -> int | Decimal | None:
    """The value where it is a number; a result keeps what must stay exact as text."""
    if isinstance(value, list) and len(value) == 1:
        return _number(value[0])
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return value
    return Decimal(value) if isinstance(value, str) and PLAIN_NUMBER.fullmatch(value) else None


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{k}: {_shown(v)}" for k, v in value.items())
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
