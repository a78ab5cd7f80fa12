"""Owned cards that are to be moved from one server to another, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from glmopt.plan import Plan
from glmopt.reports.numbers import amount
from glmopt.reports.servers import span
from glmopt.result.moves import moves

if TYPE_CHECKING:
    from glmopt.result import Result, Saved

Translate = Callable[[str], str]


def move_facts(result: Result | Saved, plan: Plan, _: Translate, lang: str) -> Iterator[str]:
    """One sentence for each kind of server that gives cards, and each that takes them."""
    for move in moves(plan):
        words = _("owned cards to be moved: {n} x {card} from {source} to {target}")
        yield words.format(
            n=amount(move.cards),
            card=result.catalog.cards[move.card].name.get(lang),
            source=_named(*move.source, _),
            target=_named(*move.target, _),
        )


def _named(first: int, last: int, _: Translate) -> str:
    return (_("server {n}") if first == last else _("servers {n}")).format(n=span(first, last))
