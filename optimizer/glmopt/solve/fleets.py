"""Which cards do everything alone, the cheapest fleet first: a hint that is one pass over the offers.

A fleet is one kind of card in one server type. It meets every need of serving, has the cards of its gangs,
and keeps to the stock and to the limits on power and rack space. Networks, sites, and what a loss takes away
are not looked at: whether it is a plan is for others to say (solve/fleet.py, or a program).
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from glmopt.problem import Offer, Problem, cards_for_all
from glmopt.problem.housing import Pool
from glmopt.solve.fleet import Fleet
from glmopt.units import ceil_div

# Cards of a fleet, and the nodes they are in, of one place; none for bare cards.
Seats = tuple[int, int, Pool | None]


def cheapest_fleets(problem: Problem, many: int) -> list[Fleet]:
    """The fleets of so many cards, the cheapest first; of each card its cheapest."""
    best: list[tuple[int, str, Offer, int]] = []
    known: dict[tuple[str, int], list[Seats]] = {}
    # the cheapest by their cards alone come first: of most offers no server is looked at
    for least, offer, serving in sorted(_serving(problem), key=itemgetter(0)):
        if len(best) == many and least > best[-1][0]:
            break
        # so many cards of one part are taken to stand alike, whoever sells them
        kind = _part(problem, offer), serving
        if kind not in known:
            known[kind] = list(_seats(problem, offer, serving))
        cost = min(_costs(offer, known[kind]), default=None)
        if cost is not None:
            best = sorted([*best, (cost, offer.card, offer, serving)])[:many]
    found = (_cheapest(problem, offer, serving) for *_, offer, serving in best)
    return [fleet for fleet in found if fleet is not None]


def _cheapest(problem: Problem, offer: Offer, serving: int) -> Fleet | None:
    """The cheapest fleet of one card, in its own places."""
    seats = [s for s in _seats(problem, offer, serving) if offer.stock is None or s[0] <= offer.stock]
    costs = list(_costs(offer, seats))
    return Fleet(offer, *seats[costs.index(min(costs))]) if costs else None


def _serving(problem: Problem) -> Iterator[tuple[int, Offer, int]]:
    """The offers that can serve everything: what their cards cost at the least, and how many there are."""
    able = _able(problem)
    for offer in problem.offers:
        if offer.barred_by or not (able is None or offer.card in able):
            continue
        enough = cards_for_all(problem, offer)
        if enough is not None:
            cards = max(1, enough, offer.minimum_order)
            if offer.stock is None or cards <= offer.stock:
                yield cards * offer.lowest, offer, cards


def _able(problem: Problem) -> set[str] | None:
    """The cards that can serve every item; None where no classes are served."""
    work = problem.workload
    if work is None:
        return None
    return set.intersection(*({work.pools[j].card for j in here} for here in work.loads))


def _part(problem: Problem, offer: Offer) -> str:
    """What the cards of an offer are, where servers say so: the same of all vendors."""
    places = problem.housing.of(offer.card) if problem.housing else ()
    return places[0].part if places else offer.card


def _seats(problem: Problem, offer: Offer, serving: int) -> Iterator[Seats]:
    """The fleets of one card, bare or in each of its places, that power and rack space allow."""
    gang = offer.capacity.gang_cards
    if problem.housing is None and (gang or not problem.gangs):
        cards = _with_gangs(problem, serving, gang)
        if _allowed(problem, cards * offer.power_w, 0):
            yield cards, 0, None
    for p in problem.housing.of(offer.card) if problem.housing else ():
        if p.buyable and (p.ways or not problem.gangs):
            cards = _with_gangs(problem, serving, min([way.option.cards for way in p.ways], default=0))
            nodes = ceil_div(cards, p.slots)
            cards = nodes * p.slots if p.sold_full else ceil_div(cards, p.unit) * p.unit
            if _allowed(problem, cards * p.card_power_w + nodes * p.host_power_w, nodes * p.rack):
                yield cards, nodes, p


def _with_gangs(problem: Problem, serving: int, gang: int) -> int:
    """Cards that serve with those of all gangs: the same ones, or further ones where gangs are dedicated."""
    gangs = problem.gangs * gang
    return serving + gangs if problem.dedicated else max(serving, gangs)


def _allowed(problem: Problem, watts: int, rack: int) -> bool:
    """Whether there is so much power and rack space."""
    powered = problem.power_w is None or watts <= problem.power_w
    return powered and (problem.rack is None or rack <= problem.rack)


def _costs(offer: Offer, seats: list[Seats]) -> Iterator[int]:
    """What each of the fleets costs that there is enough of, minor units."""
    for cards, nodes, place in seats:
        if offer.stock is not None and cards > offer.stock:
            continue
        each = offer.unit(cards) + offer.electricity + offer.licence
        if place is None:
            yield cards * each
        else:
            yield cards * (each + place.card_electricity) + nodes * (place.host + place.host_electricity)
