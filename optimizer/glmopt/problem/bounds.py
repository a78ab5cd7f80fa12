"""U_i: counts that no optimal plan exceeds. Tight bounds keep the program small and solvers exact."""

from __future__ import annotations

from glmopt.problem.housing import Housing
from glmopt.problem.model import Offer, Problem
from glmopt.units import MAX_COUNT, ceil_div

Needs = tuple[tuple[int, int], ...]


def upper_bound(problem: Problem, offer: Offer) -> int:
    """U_i: a count of one card, bought and owned, that no optimal plan exceeds.

    Where cost or cards are minimised: the cards that would meet every need alone, and as many as the last
    price break takes; one more could be left out. Where streams are maximised: what the budget pays for.
    Stock, budget and power cut all of them, a card that may not be bought is what is owned.
    """
    if not offer.buyable:
        return offer.owned
    limits = [MAX_COUNT] if offer.stock is None else [offer.stock + offer.owned]
    if problem.budget is not None and offer.lowest and problem.goal != "capex":
        limits.append(problem.budget // offer.lowest + offer.owned)
    if problem.power_w is not None and offer.power_w and problem.housing is None:
        limits.append(problem.power_w // offer.power_w)
    if problem.goal != "streams":
        # Of a card that an earlier plan has more of, so many may be kept to stay near it.
        kept = dict(problem.earlier).get(offer.card, 0)
        if problem.housing:
            limits.append(_housed(problem, problem.housing, offer) + kept)
        else:
            bought = max(offer.minimum, offer.minimum_order, offer.last_break)
            limits.append(max(_cards_for_all_needs(problem, offer), bought + offer.owned, kept))
    return min(limits)


def affordable(problem: Problem, offer: Offer, cost: int) -> int | None:
    """Cards of one kind, bought and owned, that no plan of `cost` minor units or less exceeds.

    Each that is bought costs its least price, and in a new node its part of the host at least; the rest of a
    plan costs 0 or more. None where that says nothing: another goal, or cards that cost nothing.
    """
    if problem.goal not in ("capex", "tco"):
        return None
    if not offer.buyable:
        return offer.owned
    slots_and_prices = [(1, offer.lowest)]
    if problem.housing is not None:
        pools = problem.housing.of(offer.card)
        slots_and_prices = [(p.slots, p.slots * offer.lowest + p.host) for p in pools if p.buyable]
        slots_and_prices += [(1, offer.lowest) for p in pools if p.owned]
    if not all(price > 0 for _, price in slots_and_prices):
        return None
    return offer.owned + max((cost * slots // price for slots, price in slots_and_prices), default=0)


def cards_alone(problem: Problem, offer: Offer) -> int:
    """Cards of one kind that alone meet every need of serving that they can meet."""
    return _enough(problem, offer, _needs(problem, offer))


def cards_for_all(problem: Problem, offer: Offer) -> int | None:
    """The same where they can meet every need; None where they cannot, but for classes."""
    needs = _needs(problem, offer)
    for need, each in needs:
        if need and not each:
            return None
    return _enough(problem, offer, needs)


def _enough(problem: Problem, offer: Offer, needs: Needs) -> int:
    most = problem.workload.alone.get(offer.card, 0) if problem.workload else 0
    for need, each in needs:
        if each * most < need and each:
            most = ceil_div(need, each)
    return most


def _needs(problem: Problem, offer: Offer) -> Needs:
    """Each need of serving but classes, with what one card does of it."""
    virtual = offer.virtualization
    return (
        (problem.streams, offer.streams),
        (problem.instances, offer.capacity.instances),
        (problem.light_finetune * problem.light_cards, offer.capacity.light_finetune),
        (problem.virtual_streams, offer.streams if virtual else 0),
        (problem.virtual_instances, offer.virtual_instances if virtual else 0),
    )


def _housed(problem: Problem, housing: Housing, offer: Offer) -> int:
    """The same in servers: a node is left out whole, so every rounding may add the slots of one.

    Serving cards and the nodes of gangs are counted apart; m nodes may fail; each site may ask for its own.
    """
    pools = housing.of(offer.card)
    slots = max((p.slots for p in pools), default=0)
    gang = max((way.option.nodes * p.slots for p in pools for way in p.ways), default=0)
    by_site = sum(
        ceil_div(site.min_streams, offer.streams)
        for site in housing.sites
        if offer.streams and site.min_streams
    )
    rounding = slots * (2 + housing.survive_nodes + len(housing.sites))
    gangs = (problem.gangs + housing.survive_nodes) * gang
    if housing.survive_nodes:
        # a pool must hold its gangs without any m of its nodes
        gangs += housing.survive_nodes * gang
    # a node with a light job on several cards holds one at least
    light = (problem.light_finetune + housing.survive_nodes) * slots if problem.light_cards > 1 else 0
    bought = max(offer.minimum, offer.minimum_order, offer.last_break)
    return cards_alone(problem, offer) + by_site + gangs + light + rounding + bought + offer.owned


def _cards_for_all_needs(problem: Problem, offer: Offer) -> int:
    serving = cards_alone(problem, offer)
    gangs = problem.gangs * offer.capacity.gang_cards
    return serving + gangs if problem.dedicated else max(serving, gangs)
