"""The sheet of assumptions: every figure and price under the answer, with source, date, confidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from glmopt.reports.workbook.book import Page
from glmopt.result import Saved

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Stated:
    """One figure: of which entry of the catalog, under which key, and its past."""

    entry: str
    key: str
    value: Any
    source: tuple[str, ...]
    date: str
    confidence: str
    note: str


def assumptions_sheet(page: Page, saved: Saved, _: Translate, lang: str) -> None:
    """Write the sheet: figures and prices first, the sources they name below."""
    page.text(0, _("What the answer rests on"), "title", narrow=True)
    page.next(2)
    names = (_("of"), _("figure"), _("value"), _("source"), _("date"), _("confidence"), _("remark"))
    page.heads(list(names))
    for fact in figures(saved.document["inputs"]):
        page.text(0, fact.entry)
        page.text(1, fact.key)
        if isinstance(fact.value, int | Decimal) and not isinstance(fact.value, bool):
            page.number(2, fact.value, "number")
        else:
            page.text(2, _shown(fact.value))
        page.text(3, ", ".join(fact.source))
        page.text(4, fact.date)
        page.text(5, fact.confidence)
        page.text(6, fact.note)
        page.next()
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


def figures(inputs: dict[str, Any]) -> Iterator[Stated]:
    """Every sourced figure of a result's inputs, in the order of the document."""
    for entry in (*inputs["cards"], inputs["llm"], inputs["rules"], *inputs["efficiencies"]):
        if entry:
            yield from _walk(entry["id"], "", entry)
    prices = inputs["prices"]
    if prices:
        yield from _walk(prices["id"], "rates", prices["rates"])
        for price in prices["prices"]:
            yield Stated(
                price["card"],
                f"{prices['id']}: {price['kind']}",
                price["amount"],
                tuple(price["source"]),
                price["date"],
                price["confidence"],
                price.get("note") or "",
            )


def _walk(entry: str, key: str, node: Any) -> Iterator[Stated]:
    if not isinstance(node, dict):
        return
    if "value" in node and "source" in node:
        source, note = tuple(node["source"]), node.get("note") or ""
        yield Stated(entry, key, node["value"], source, node["date"], node["confidence"], note)
        return
    for name, child in node.items():
        yield from _walk(entry, f"{key}.{name}" if key else name, child)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{k}: {_shown(v)}" for k, v in value.items())
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
