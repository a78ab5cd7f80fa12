"""U_i: counts that no optimal plan exceeds. Tight bounds keep the program small and solvers exact."""

from __future__ import annotations

from glmopt.problem.model import Offer, Problem
from glmopt.units import MAX_COUNT, ceil_div


def upper_bound(problem: Problem, offer: Offer) -> int:
    """U_i: a count of one card that no optimal plan exceeds, for an offer that no rule forbids.

    Where cost or cards are minimised: the cards that would meet every need alone; one more could be left
    out. Where streams are maximised: what the budget pays for. Stock and budget cut both.
    """
    limits = [MAX_COUNT] if offer.stock is None else [offer.stock]
    if problem.budget is not None and offer.price and problem.goal != "capex":
        limits.append(problem.budget // offer.price)
    if problem.goal != "streams":
        limits.append(max(_cards_for_all_needs(problem, offer), offer.minimum, offer.minimum_order))
    return min(limits)


def _cards_for_all_needs(problem: Problem, offer: Offer) -> int:
    needs = [
        (problem.streams, offer.streams),
        (problem.instances, offer.capacity.instances),
        (problem.light_finetune, offer.capacity.light_finetune),
    ]
    if offer.virtualization:
        needs += [
            (problem.virtual_streams, offer.streams),
            (problem.virtual_instances, offer.capacity.instances),
        ]
    serving = max(ceil_div(need, each) if each else 0 for need, each in needs)
    if problem.workload is not None:
        serving = max(serving, problem.workload.alone.get(offer.card, 0))
    gangs = problem.gangs * offer.capacity.gang_cards
    return serving + gangs if problem.dedicated else max(serving, gangs)
