"""An answer for a notebook: rows for a table of pandas, and a piece of HTML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from glmopt.language import translator
from glmopt.reports.answer import tables
from glmopt.reports.facts import facts
from glmopt.reports.headline import headline
from glmopt.reports.tabular.html import escape, fragment
from glmopt.result import Result

COLUMNS = (
    "card",
    "name",
    "count",
    "unit_price",
    "subtotal",
    "price_kind",
    "price_date",
    "streams_low",
    "streams_high",
    "instances",
    "light_finetune",
    "gangs",
)
SERVERS = ("chassis", "nodes", "card", "cards", "site", "fabric", "owned")
CLASSES = ("name", "part", "card", "window", "cards", "llm", "groups", "share", "busy")
COSTS = ("category", "item", "count", "unit", "subtotal")


def plan_rows(result: Result) -> Iterator[dict[str, Any]]:
    """One row for each kind of card that is bought, by the names of COLUMNS."""
    prices = {price.card: price for price in result.prices}
    for line in result.plan.lines if result.plan else ():
        price = prices.get(line.card)
        own = {key: getattr(line, key) for key in COLUMNS if hasattr(line, key)}
        yield own | {
            "name": result.catalog.cards[line.card].name.en,
            "price_kind": price.kind if price else None,
            "price_date": price.date if price else None,
        }


def server_rows(result: Result) -> Iterator[dict[str, Any]]:
    """One row for each kind of server, by the names of SERVERS."""
    for node in result.plan.nodes if result.plan else ():
        yield {key: getattr(node, key) for key in SERVERS}


def cost_rows(result: Result) -> Iterator[dict[str, Any]]:
    """One row for each line of the bill, by the names of COSTS."""
    for line in result.plan.bill if result.plan else ():
        yield {key: getattr(line, key) for key in COSTS}


def class_rows(result: Result) -> Iterator[dict[str, Any]]:
    """One row for each share of a class, an exact fraction, by the names of CLASSES."""
    for share in result.plan.shares if result.plan else ():
        yield {key: getattr(share, key) for key in CLASSES}


def html(result: Result, lang: str) -> str:
    """The answer in one sentence, its tables, and what it rests on; every name taken literally.

    Tables are those of `glmopt solve`: servers, plan, bill and alternatives; where nothing fits the rules in
    conflict and the ways out.
    """
    _ = translator(lang)
    shown = "".join(map(fragment, tables(result, _, lang)))
    rests = "".join(f"<li>{escape(fact)}</li>\n" for fact in facts(result, _, lang))
    head = escape(headline(result.scenario, result.solved, _, lang))
    return f"<p><strong>{head}</strong></p>\n{shown}<ul>\n{rests}</ul>\n"
