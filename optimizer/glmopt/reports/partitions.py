"""Instances on shared cards as the rule counts them: 4 hard partitions a card, not 5 loaded copies."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from glmopt.check import Partitioned
from glmopt.reports.numbers import amount
from glmopt.reports.tabular import Column, Table

Translate = Callable[[str], str]


def partitions_name(found: Partitioned, _: Translate) -> str:
    """What is counted."""
    return {
        "hard": _("hard partitions"),
        "any": _("partitions or time slices"),
    }.get(found.kind or "", _("instances on cards with virtualization"))


def partitions_said(found: Partitioned, named: Callable[[str], str], _: Translate) -> str:
    """`20 of 20 (4 a card)`, with the name of the card where there are several."""
    have = amount(found.have)
    if found.need:
        have = _("{have} of {need}").format(have=have, need=amount(found.need))
    each = [_("{n} a card").format(n=amount(c.each)) for c in found.cards]
    if len(each) > 1:
        each = [
            _("{card}: {each}").format(card=named(c.card), each=e)
            for c, e in zip(found.cards, each, strict=True)
        ]
    return _("{have} ({each})").format(have=have, each="; ".join(each)) if each else have


def with_partitions(table: Table, found: Partitioned | None, cards: Sequence[str], _: Translate) -> Table:
    """`table`, a row for each of `cards` and perhaps one of all, with their partitions beside instances."""
    if found is None:
        return table
    of_card = {c.card: c.count for c in found.cards}
    cells = [amount(of_card.get(card, 0)) for card in cards]
    cells += [amount(found.have)] * (len(table.rows) - len(cards))
    return table.with_column("instances", Column("partitions", partitions_name(found, _), "right"), cells)
