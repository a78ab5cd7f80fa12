"""Quotes laid on a scenario: each becomes the price of its card, with its source and date."""

from __future__ import annotations

from collections.abc import Iterable

from glmopt.errors import Fault, InputError
from glmopt.quotes.read import Quote
from glmopt.records import Node
from glmopt.scenario import Scenario, Setting, vary


def with_quotes(scenario: Scenario, quotes: Iterable[Quote]) -> Scenario:
    """`scenario` with the prices of `quotes`, which stand above its own and those of its list.

    Raises InputError for a quote that the scenario does not take as a price: one for a server or a network
    where bare cards are bought, or for a card with price breaks, for it would not be known for how many it
    holds.
    """
    quotes = tuple(quotes)
    broken = [quote for quote in quotes if not quote.server and quote.item in scenario.cards.discount]
    if broken:
        raise InputError(
            Fault(
                "contradiction",
                f"a quote for {q.item}, whose price breaks are in the scenario",
                q.place,
                "",
                f"take cards.discount.{q.item} out, or leave the quote out",
            )
            for q in broken
        )
    servers = [quote for quote in quotes if quote.server] if scenario.nodes is None else []
    if servers:
        action = "add nodes to the scenario, or leave the quote out"
        raise InputError(
            Fault("contradiction", f"a quote for {q.item}, while bare cards are bought", q.place, "", action)
            for q in servers
        )
    return vary(scenario, [_setting(quote) for quote in quotes])


def _setting(quote: Quote) -> Setting:
    values = {"amount": str(quote.amount), "source": quote.source, "date": quote.date, "note": quote.note}
    parts = {key: Node(value, quote.place, quote.place, value) for key, value in values.items()}
    tree = Node(parts, quote.place, quote.place)
    return Setting(quote.key, (tree,), (str(quote.amount),))
