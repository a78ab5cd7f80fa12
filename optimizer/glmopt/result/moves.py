"""Owned cards that a plan takes out of the server they came with, and where it puts them."""

from __future__ import annotations

from collections.abc import Iterator

from glmopt.dataclass import dataclass
from glmopt.plan import NodeLine, Plan

# A line of servers with the numbers of its first and last; cards that it still gives or takes.
Numbered = tuple[NodeLine, int, int]
Open = list[tuple[Numbered, int]]


@dataclass(frozen=True, slots=True)
class Move:
    """`cards` owned cards from servers `source` to servers `target`: first and last number."""

    card: str
    cards: int
    source: tuple[int, int]
    target: tuple[int, int]


def moves(plan: Plan) -> tuple[Move, ...]:
    """Every move of `plan`, between lines of equal servers; none where owned cards stay where they stand."""
    pools: dict[tuple[str, str, str], list[Numbered]] = {}
    for entry in plan.numbered():
        node = entry[0]
        pools.setdefault((node.card, node.chassis, node.site), []).append(entry)
    return tuple(move for entries in pools.values() for move in _of_pool(entries))


def _of_pool(entries: list[Numbered]) -> Iterator[Move]:
    """Who gives to whom: in the order of the servers, as far as each has to give and room to take."""
    takes: Open = [(e, e[0].nodes * (e[0].cards - e[0].had)) for e in entries if e[0].cards > e[0].had]
    for node, first, last in entries:
        gives = node.nodes * (node.had - node.cards)
        while gives > 0 and takes:
            (taker, to_first, to_last), room = takes.pop(0)
            cards = min(gives, room)
            yield Move(node.card, cards, (first, last), (to_first, to_last))
            gives -= cards
            if room > cards:
                takes.insert(0, ((taker, to_first, to_last), room - cards))
