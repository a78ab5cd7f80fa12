"""Which cards do everything alone, the cheapest fleet first: a hint that is one pass over the offers.

A fleet is one kind of card in one server type. It meets every need of serving, has the cards of its gangs,
and keeps to the stock and to the limits on power and rack space. Networks, sites, and what a loss takes away
are not looked at: whether there is a plan is for a program to say.
"""

from __future__ import annotations

from collections.abc import Iterator

from glmopt.problem import Offer, Problem, cards_for_all
from glmopt.units import ceil_div


def cheapest_fleets(problem: Problem, many: int) -> list[str]:
    """So many cards that have a fleet, those with the cheapest fleets, in that order."""
    able = _able(problem)
    best: list[tuple[int, str]] = []
    for offer in problem.offers:
        if not offer.buyable or not (able is None or offer.card in able):
            continue
        serving = cards_for_all(problem, offer)
        if serving is None or (len(best) == many and serving * offer.lowest > best[-1][0]):
            continue
        cost = min(_costs(problem, offer, serving), default=None)
        if cost is not None:
            best = sorted([*best, (cost, offer.card)])[:many]
    return [card for _, card in best]


def _able(problem: Problem) -> set[str] | None:
    """The cards that can serve every item; None where no classes are served."""
    work = problem.workload
    if work is None:
        return None
    return set.intersection(*({work.pools[j].card for j in here} for here in work.loads))


def _costs(problem: Problem, offer: Offer, serving: int) -> Iterator[int]:
    """What the fleets of one card cost, minor units: bare, or in each of its places."""
    serving = max(1, serving, offer.minimum_order)
    running = offer.electricity + offer.licence
    gang = offer.capacity.gang_cards
    if problem.housing is None and (gang or not problem.gangs):
        cards = _with_gangs(problem, serving, gang)
        if _within(problem, offer, cards, cards * offer.power_w, 0):
            yield cards * (offer.unit(cards) + running)
    for p in problem.housing.of(offer.card) if problem.housing else ():
        if p.buyable and (p.ways or not problem.gangs):
            cards = _with_gangs(problem, serving, min([way.option.cards for way in p.ways], default=0))
            nodes = ceil_div(cards, p.slots)
            cards = nodes * p.slots if p.sold_full else cards
            if _within(
                problem, offer, cards, cards * p.card_power_w + nodes * p.host_power_w, nodes * p.rack
            ):
                each = offer.unit(cards) + running + p.card_electricity
                yield cards * each + nodes * (p.host + p.host_electricity)


def _with_gangs(problem: Problem, serving: int, gang: int) -> int:
    """Cards that serve with those of all gangs: the same ones, or further ones where gangs are dedicated."""
    gangs = problem.gangs * gang
    return serving + gangs if problem.dedicated else max(serving, gangs)


def _within(problem: Problem, offer: Offer, cards: int, watts: int, rack: int) -> bool:
    """Whether so much is to be had, and allowed."""
    stocked = offer.stock is None or cards <= offer.stock
    powered = problem.power_w is None or watts <= problem.power_w
    return stocked and powered and (problem.rack is None or rack <= problem.rack)
