"""What a plan is best in among a few: the traits that a buyer asks for beside the price."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from glmopt.catalog import Catalog
from glmopt.plan import Plan
from glmopt.problem import Problem

# A trait is a number, the less the better; None where it is not known of a plan.
Trait = Callable[[Plan], int | Decimal | None]


def labels(problem: Problem, catalog: Catalog, plans: Sequence[Plan]) -> list[tuple[str, ...]]:
    """For each of `plans` what no other is better in: fewest types, one vendor, most head-room, least power.

    Said only of traits in which the plans differ, and of power only where every card's is known.
    """
    traits: dict[str, Trait] = {
        "fewest types": lambda plan: len(plan.lines),
        # from the same vendor or not; two vendors are no better than three
        "one vendor": lambda plan: int(len({catalog.cards[x.card].vendor for x in plan.lines}) > 1),
        # of classes of requests what the busiest card has free
        "most head-room": lambda plan: plan.busiest.part if plan.busiest else -plan.totals.streams,
        "least power": lambda plan: plan.totals.power_w,
    }
    if problem.goal == "streams":
        # There the plans are ordered by it.
        del traits["most head-room"]
    found: list[list[str]] = [[] for _ in plans]
    for name, trait in traits.items():
        values = [trait(plan) for plan in plans]
        known = [v for v in values if v is not None]
        if len(known) < len(values) or len(set(known)) < 2:
            continue
        for words, value in zip(found, values, strict=True):
            if value == min(known):
                words.append(name)
    return [tuple(words) for words in found]
