"""The sheet of assumptions: every figure and price under the answer, with source, date, confidence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from glmopt.reports.figure_names import figure_name, figure_names
from glmopt.reports.prices import price_name
from glmopt.reports.remarks import remark
from glmopt.reports.workbook.book import Page
from glmopt.result import Saved, Stated, figures
from glmopt.result.basis import prices_of, rests_on
from glmopt.units import plain_number

Translate = Callable[[str], str]
# The column of the path in the catalog, beside what people call the figure.
KEY = 7
PLAIN_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")


def assumptions_sheet(page: Page, saved: Saved, _: Translate, lang: str) -> None:
    """Write the sheet: figures and prices first, the sources they name below."""
    page.text(0, _("What the answer rests on"), "title", narrow=True)
    page.next(2)
    names = (_("of"), _("figure"), _("value"), _("source"), _("date"), _("confidence"), _("remark"))
    page.heads([*names, _("key in the catalog")])
    top = page.row - 1
    _given(page, saved, _, lang)
    known = figure_names(_)
    for fact in figures(saved.document["inputs"]):
        page.text(0, _entry(saved, fact.entry, _, lang))
        what = _figure(saved, fact, known, _, lang)
        page.text(1, _("{name}: {value}").format(name=what, value=_(fact.kind)) if fact.kind else what)
        number = _number(fact.value)
        if number is not None:
            page.number(2, number, "number")
        else:
            page.text(2, _shown(fact.value))
        page.text(3, ", ".join(fact.source))
        page.text(4, fact.date)
        page.text(5, fact.confidence)
        page.text(6, remark(fact.note or "", lang))
        page.text(KEY, f"{fact.entry}.{fact.key}")
        page.next()
    page.sheet.autofilter(top, 0, max(page.row - 1, top), KEY)
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
        page.text(0, _entry(saved, b.item, _, lang))
        page.text(1, _("{name}: {value}").format(name=price_name(catalog, b, _, lang), value=_(b.kind)))
        page.text(2, f"{plain_number(b.amount)} {scenario.money.currency}")
        page.text(3, ", ".join(b.source) or _("the scenario"))
        page.text(4, b.date or "")
        page.text(6, remark(b.how, lang))
        page.next()
    terms = {
        "horizon_months": _("time that running costs are counted for (months)"),
        "pue": _("power usage effectiveness (PUE)"),
    }
    if saved.plan is not None and saved.plan.totals.running is not None:
        for key, value in (("horizon_months", scenario.money.horizon_months), ("pue", scenario.money.pue)):
            written = f"money.{key}" in saved.document["scenario"]["origins"]
            page.text(0, _("running costs"))
            page.text(1, terms[key])
            page.number(2, value, "number")
            page.text(3, _("the scenario") if written else _("glmopt's default"))
            page.text(KEY, f"money.{key}")
            page.next()


def _entry(saved: Saved, name: str, _: Translate, lang: str) -> str:
    """What people call an entry of the catalog: a card, a server type, a network, an llm, a price list."""
    catalog = saved.catalog
    for records in (catalog.cards, catalog.chassis, catalog.fabrics, catalog.llms, catalog.rules):
        if name in records:
            return str(records[name].name.get(lang))
    if name in catalog.efficiencies:
        return _("efficiency set {id}").format(id=name)
    listed = next((p for p in catalog.prices.values() if p.id == name), None)
    return str(listed.name.get(lang)) if listed else name


def _figure(saved: Saved, fact: Stated, known: Mapping[str, str], _: Translate, lang: str) -> str:
    """What people call a figure; of the price of a card the list that it stands in."""
    if any(p.id == fact.key for p in saved.catalog.prices.values()):
        return _("price, {name}").format(name=_entry(saved, fact.key, _, lang))
    return figure_name(fact.key, known, _)


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
