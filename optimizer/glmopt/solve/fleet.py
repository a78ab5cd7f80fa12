"""A fleet of one kind of card as a plan, with every need and limit computed in whole numbers.

Its counts follow from what it serves: so many cards, in so many nodes, those of them that carry gangs, their
network. No program is built for it. Rules that look beyond one kind of card, and those that count nodes by
what they hold, are not judged here: where one is in force a program says whether there is a plan.
"""

from __future__ import annotations

from dataclasses import replace

from glmopt.dataclass import dataclass
from glmopt.problem import Offer, Problem, arguments_hold, cards_for_all
from glmopt.problem.housing import RACK_UNIT, Housing, Pool, SiteLimits
from glmopt.program import Counts, PoolCounts
from glmopt.solve.bill import cost_of, power_of, rack_of
from glmopt.units import ceil_div


@dataclass(frozen=True, slots=True)
class Fleet:
    """`cards` of one `offer` in `nodes` new nodes of a `place`, or bare without one; nothing else."""

    offer: Offer
    cards: int
    nodes: int
    place: Pool | None


def cost_of_plan(problem: Problem, fleet: Fleet) -> int | None:
    """What the plan of this fleet costs in minor units, as the goal counts; None where it may not be one."""
    if not arguments_hold() or not _judged(problem):
        return None
    counts = counts_of_fleet(problem, fleet)
    if counts is None or not _serves(problem, fleet, counts) or not _within(problem, fleet, counts):
        return None
    return cost_of(problem, counts)


def counts_of_fleet(problem: Problem, fleet: Fleet) -> Counts | None:
    """The counts of a fleet with its gangs; None where its nodes do not hold them, or are not known to."""
    card, place = fleet.offer.card, fleet.place
    gangs = {card: problem.gangs} if problem.gangs else {}
    if problem.housing is None:
        held = fleet.offer.capacity.gangs(fleet.cards) >= problem.gangs
        return Counts({card: fleet.cards}, gangs) if held else None
    seated = place and _seated(problem, problem.housing, place, fleet)
    return Counts({card: fleet.cards}, gangs, pools=(seated,)) if seated else None


def _judged(problem: Problem) -> bool:
    """Whether no rule is in force that is not looked at here."""
    housing, work = problem.housing, problem.workload
    if problem.goal not in ("capex", "tco") or (problem.budget is not None and problem.goal != "capex"):
        return False
    if problem.earlier or problem.changes is not None or problem.card_types == 0:
        return False
    if problem.light_cards > 1 or (work is not None and work.slices):
        return False
    if any(o.minimum or o.owned for o in problem.offers):
        return False
    # a site without limits is its name alone
    return housing is None or not (
        housing.survive_nodes or any(site != SiteLimits(site.id) for site in housing.sites)
    )


def _seated(problem: Problem, housing: Housing, place: Pool, fleet: Fleet) -> PoolCounts | None:
    """The nodes of a fleet, with its gangs wired in the way that takes the fewest cards."""
    cards, nodes = fleet.cards, fleet.nodes
    least = place.slots if place.sold_full else place.unit
    if not place.buyable or place.owned:
        return None
    if cards % place.unit or not least * nodes <= cards <= place.slots * nodes:
        return None
    seated = PoolCounts(place, nodes, cards, used=(), filled=(), joined={}, gangs=(), fill={})
    if not problem.gangs or not place.ways:
        return None if problem.gangs else seated
    way = min(place.ways, key=lambda w: w.option.cards)
    carrying = max(way.option.nodes, ceil_div(way.option.nodes * problem.gangs, len(way.least)))
    taken = way.option.cards * problem.gangs + place.unit * (nodes - carrying)
    if carrying > nodes or not (place.always_full or (way.plain and taken <= cards)):
        return None
    if way.fabric and not any((n.fabric, n.site) == (way.fabric, place.site) for n in housing.networks):
        return None
    joined = {way.fabric: carrying} if way.fabric else {}
    return replace(seated, joined=joined, gangs=((way, problem.gangs, carrying, {}),))


def _serves(problem: Problem, fleet: Fleet, counts: Counts) -> bool:
    """Whether the cards that serve meet every need, each class among them."""
    needed = cards_for_all(problem, fleet.offer)
    away = 0
    if problem.dedicated and counts.pools:
        away = sum(way.option.cards * gangs for way, gangs, *_ in counts.pools[0].gangs)
    elif problem.dedicated:
        away = fleet.offer.capacity.gang_cards * problem.gangs
    if needed is None or fleet.cards - away < needed:
        return False
    work = problem.workload
    return work is None or all(
        any(work.pools[j].card == fleet.offer.card for j in here) for here in work.loads
    )


def _within(problem: Problem, fleet: Fleet, counts: Counts) -> bool:
    """Whether so much may be bought, and there is the power and the rack space for it."""
    offer, cards = fleet.offer, fleet.cards
    if not offer.buyable or offer.price is None or cards < max(1, offer.minimum_order):
        return False
    if offer.stock is not None and cards > offer.stock:
        return False
    if problem.power_w is not None:
        watts = power_of(problem, counts)
        if watts is None or watts > problem.power_w:
            return False
    rack = rack_of(problem, counts)
    return problem.rack is None or rack is None or rack * RACK_UNIT <= problem.rack
