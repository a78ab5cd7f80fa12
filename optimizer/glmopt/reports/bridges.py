"""Bridges that a purchase hangs on and that no bill has, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from glmopt.check import bridges
from glmopt.plan import Plan
from glmopt.reports.numbers import amount

if TYPE_CHECKING:
    from glmopt.result import Result, Saved

Translate = Callable[[str], str]


def bridge_facts(result: Result | Saved, plan: Plan, _: Translate, lang: str) -> Iterator[str]:
    """One sentence for each kind of card and server."""
    for one in bridges(plan, result.scenario, result.catalog):
        words = _(
            "needs {n} x {name}, each of which joins {k} {card} in {chassis}: "
            "not priced, add them to the order"
        )
        yield words.format(
            n=amount(one.count),
            name=one.name,
            k=one.joins,
            card=result.catalog.cards[one.card].name.get(lang),
            chassis=result.catalog.chassis[one.chassis].name.get(lang),
        )
