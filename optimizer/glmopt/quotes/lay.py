"""Quotes laid on a scenario: each becomes the price of its card, with its source and date."""

from __future__ import annotations

from collections.abc import Iterable

from glmopt.quotes.read import Quote
from glmopt.records import Node
from glmopt.scenario import Scenario, Setting, vary


def with_quotes(scenario: Scenario, quotes: Iterable[Quote]) -> Scenario:
    """`scenario` with the prices of `quotes`, which stand above its own and those of its list.

    Raises InputError for a quote that the scenario does not take as a price.
    """
    return vary(scenario, [_setting(quote) for quote in quotes])


def _setting(quote: Quote) -> Setting:
    values = {"amount": str(quote.amount), "source": quote.source, "date": quote.date, "note": quote.note}
    parts = {key: Node(value, quote.place, quote.place, value) for key, value in values.items()}
    tree = Node(parts, quote.place, quote.place)
    return Setting(("cards", "price", quote.card), (tree,), (str(quote.amount),))
