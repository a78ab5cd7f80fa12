"""Every plan, one after another: exact and slow, for tiny problems and as the oracle of the tests.

Works on the Problem itself, in whole numbers, and shares no line with program/ or check/.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from glmopt.problem import Offer, Problem, upper_bound

Vector = tuple[int, ...]


def size(problem: Problem) -> int:
    """The number of count vectors to look at."""
    return math.prod(upper_bound(problem, o) + 1 for o in problem.open_offers)


def best(problem: Problem) -> tuple[dict[str, int], dict[str, int]] | None:
    """Counts and gangs of the optimal plan under the tie rules; None where no plan meets every rule.

    Ties: cost (where all offers have prices), card types, cards, then as many as possible of the card whose
    id comes first; gangs likewise.
    """
    offers = problem.open_offers
    if any(o.minimum and o.barred_by for o in problem.offers):
        return None
    winner: tuple[tuple[int | Vector, ...], Vector, Vector] | None = None
    for counts in itertools.product(*(range(upper_bound(problem, o) + 1) for o in offers)):
        if not _within_limits(problem, offers, counts):
            continue
        for gangs in _gang_vectors(problem, offers, counts):
            serving = _serving(problem, offers, counts, gangs)
            if _meets_needs(problem, offers, serving):
                rank = _rank(problem, offers, counts, gangs, serving)
                if winner is None or rank < winner[0]:
                    winner = (rank, counts, gangs)
    if winner is None:
        return None
    _, counts, gangs = winner
    cards = {o.card: k for o, k in zip(offers, counts, strict=True) if k}
    return cards, {o.card: k for o, k in zip(offers, gangs, strict=True) if k}


def _within_limits(problem: Problem, offers: tuple[Offer, ...], counts: Vector) -> bool:
    pairs = list(zip(offers, counts, strict=True))
    if any(n < o.minimum or 0 < n < o.minimum_order for o, n in pairs):
        return False
    if any(o.stock is not None and n > o.stock for o, n in pairs):
        return False
    if problem.card_types is not None and sum(n > 0 for n in counts) > problem.card_types:
        return False
    if problem.changes is not None and _changes(problem, offers, counts) > problem.changes:
        return False
    return problem.budget is None or sum(o.unit(n) * n for o, n in pairs) <= problem.budget


def _changes(problem: Problem, offers: tuple[Offer, ...], counts: Vector) -> int:
    earlier = dict(problem.earlier)
    now = {o.card: n for o, n in zip(offers, counts, strict=True)}
    return sum(abs(now.get(card, 0) - earlier.get(card, 0)) for card in now.keys() | earlier.keys())


def _gang_vectors(problem: Problem, offers: tuple[Offer, ...], counts: Vector) -> Iterator[Vector]:
    most = [min(o.capacity.gangs(n), problem.gangs) for o, n in zip(offers, counts, strict=True)]
    for gangs in itertools.product(*(range(m + 1) for m in most)):
        if sum(gangs) == problem.gangs:
            yield gangs


def _serving(problem: Problem, offers: tuple[Offer, ...], counts: Vector, gangs: Vector) -> Vector:
    if not problem.dedicated:
        return counts
    return tuple(n - o.capacity.gang_cards * z for o, n, z in zip(offers, counts, gangs, strict=True))


def _meets_needs(problem: Problem, offers: tuple[Offer, ...], serving: Vector) -> bool:
    pairs = list(zip(offers, serving, strict=True))
    virtual = [(o, m) for o, m in pairs if o.virtualization]
    return (
        sum(o.streams * m for o, m in pairs) >= problem.streams
        and sum(o.capacity.instances * m for o, m in pairs) >= problem.instances
        and sum(o.capacity.light_finetune * (m // problem.light_cards) for o, m in pairs)
        >= problem.light_finetune
        and sum(o.streams * m for o, m in virtual) >= problem.virtual_streams
        and sum(o.capacity.instances * m for o, m in virtual) >= problem.virtual_instances
    )


def _rank(
    problem: Problem, offers: tuple[Offer, ...], counts: Vector, gangs: Vector, serving: Vector
) -> tuple[int | Vector, ...]:
    cost = sum(o.unit(n) * n for o, n in zip(offers, counts, strict=True)) if problem.priced else 0
    streams = sum(o.streams * m for o, m in zip(offers, serving, strict=True))
    goal = {"capex": cost, "cards": sum(counts), "streams": -streams}[problem.goal]
    types = sum(n > 0 for n in counts)
    return goal, cost, types, sum(counts), tuple(-n for n in counts), tuple(-z for z in gangs)
