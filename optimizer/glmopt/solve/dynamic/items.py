"""A problem as cards that can be laid on a table one after another; None where its rules couple them."""

from __future__ import annotations

from collections.abc import Iterator

from glmopt.dataclass import dataclass
from glmopt.kept import Kept
from glmopt.problem import Offer, Problem, understood

# Fields of a problem and an offer that the table understands, or that change no optimum. A field that is not
# named here must have its default: a rule that this module has never heard of must never be passed over.
_PROBLEM = frozenset({
    "offers", "goal", "currency", "streams", "instances", "light_finetune", "gangs", "dedicated",
    "virtual_streams", "virtual_instances", "card_types", "budget", "power_w", "not_considered",
})  # fmt: skip
_OFFER = frozenset({
    "card", "vendor", "price", "streams", "capacity", "virtualization", "stock", "minimum", "minimum_order",
    "breaks", "barred_by", "partitions", "power_w", "electricity", "licence",
})  # fmt: skip


# What a key of the table can put first; total cost has its own order of ties.
GOALS = ("capex", "cards", "streams")


@dataclass(frozen=True, slots=True)
class Segment:
    """Buying n cards, low <= n <= high, for `fixed + each * n`; `high` None where there is no end."""

    low: int
    high: int | None
    fixed: int
    each: int


@dataclass(frozen=True, slots=True)
class Item:
    """One card: streams of one, cards of a gang (0 where none fits), and what buying some of it costs.

    `segments` are disjoint and hold n >= 1; `optional` where none at all may be bought.
    """

    card: str
    streams: int
    gang: int
    segments: tuple[Segment, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class Separable:
    """The items in the order of card ids; `types` is None where card types are not limited.

    `unit` is what money is counted in, minor units.
    """

    items: tuple[Item, ...]
    gangs: int
    dedicated: bool
    types: int | None
    unit: int = 1


# Problems of a sweep often have their offers from one another.
MOST_KEPT = 200
_KEPT: Kept[Separable | None] = Kept(MOST_KEPT)


def separable(problem: Problem) -> Separable | None:
    """`problem` for the table, its other needs and its budget left out; None where its rules couple.

    Money is counted in `price_unit`, or not at all where an offer has no price.
    """
    if problem.goal not in GOALS or not understood(problem, _PROBLEM):
        return None
    key = (problem.goal, problem.gangs, problem.dedicated, problem.card_types)
    return _KEPT.get(problem.offers, key, lambda: _separable(problem))


def _separable(problem: Problem) -> Separable | None:
    """The same, where only the offers may couple."""
    if not all(understood(o, _OFFER) for o in problem.offers):
        return None
    if any(o.minimum and o.barred_by for o in problem.offers):
        return None
    unit = problem.price_unit
    items = tuple(_item(problem, o, unit) for o in problem.open_offers)
    return Separable(items, problem.gangs, problem.dedicated, problem.card_types, unit)


def _item(problem: Problem, offer: Offer, unit: int) -> Item:
    segments = tuple(_segments(offer, unit, priced=problem.priced))
    return Item(offer.card, offer.streams, offer.capacity.gang_cards, segments, optional=not offer.minimum)


def _segments(offer: Offer, unit: int, *, priced: bool) -> Iterator[Segment]:
    """The counts that may be bought, one segment for each price."""
    least = max(1, offer.minimum, offer.minimum_order)
    starts = [1, *(start for start, _ in offer.breaks)] if priced else [1]
    for start, after in zip(starts, [*starts[1:], None], strict=True):
        low, high = max(least, start), after and after - 1
        if offer.stock is not None:
            high = offer.stock if high is None else min(high, offer.stock)
        if high is None or low <= high:
            yield Segment(low, high, 0, offer.unit(start) // unit if priced else 0)
