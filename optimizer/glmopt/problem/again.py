"""A problem once more, where only amounts are others: budget, streams, classes, stock, own prices of cards.

A sweep poses one question a thousand times. What hangs on none of these amounts (servers, what a card can
do) is taken from the problem that was made before, and the rest is made anew.
"""

from __future__ import annotations

from dataclasses import field, replace
from fractions import Fraction
from typing import Any

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.errors import InputError
from glmopt.problem.formulate import budget_of, formulate
from glmopt.problem.model import Offer, Problem
from glmopt.problem.workload import Workload
from glmopt.scenario import Scenario, breaks_of, price_of
from glmopt.scenario.classes import AMOUNTS
from glmopt.units import MAX_MINOR

MOST = 8
# Workloads that are kept: as many as there are targets in a task.
MOST_WORKS = 64

Needs = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """A problem that was made, and the workloads that were made from its own, by their amounts."""

    kind: dict[str, Any]
    scenario: Scenario
    catalog: Catalog
    problem: Problem
    works: dict[Needs, Workload | None] = field(default_factory=dict)


class Formulator:
    """Makes problems, and remembers the last few kinds of them."""

    def __init__(self) -> None:
        self._known: list[_Known] = []

    def __call__(self, scenario: Scenario, catalog: Catalog) -> Problem:
        """What `formulate` gives. Raises what it raises."""
        kind = _kind(scenario)
        for known in self._known:
            if known.catalog is catalog and known.kind == kind:
                again = _again(known, scenario)
                if again is not None:
                    return again
        problem = formulate(scenario, catalog)
        # one workload for all that have the same: what is one object need not be compared
        works = [k.problem.workload for k in self._known]
        same = next((w for w in works if w is not None and w == problem.workload), problem.workload)
        problem = replace(problem, workload=same)
        self._known = [_Known(kind, scenario, catalog, problem), *self._known[: MOST - 1]]
        return problem


def _kind(scenario: Scenario) -> dict[str, Any]:
    """The scenario without the amounts that may differ; which of them are given is kept."""
    parts = {name: getattr(scenario, name) for name in type(scenario).model_fields}
    demand, cards = scenario.demand, scenario.cards
    parts |= dict.fromkeys(("budget", "what_if", "sweep", "name", "solver"))
    parts["limited"] = scenario.budget.max is None
    parts["demand"] = {name: getattr(demand, name) for name in type(demand).model_fields} | {
        "streams": demand.streams > 0,
        "classes": [(name, _without_amount(c)) for name, c in demand.classes.items()],
    }
    parts["cards"] = {name: getattr(cards, name) for name in type(cards).model_fields} | {
        "stock": list(cards.stock),
        "price": sorted(cards.price),
    }
    return parts


def _without_amount(wanted: Any) -> dict[str, Any]:
    """A class with, for its amount, what it is counted in, and whether there is any."""
    fields = {name: getattr(wanted, name) for name in type(wanted).model_fields}
    return fields | {a: None if fields[a] is None else fields[a] > 0 for a in AMOUNTS}


def _again(known: _Known, scenario: Scenario) -> Problem | None:
    """The problem of `scenario` from a `known` one of its kind; None where something is wrong."""
    problem, cards, before = known.problem, scenario.cards, known.scenario.cards
    if problem.goal == "streams":
        # whether a plan can be endless hangs on stocks and prices
        return None
    try:
        work = _workload(known, scenario)
        budget = budget_of(scenario, known.catalog)
        offers = problem.offers
        if cards.price != before.price:
            offers = tuple(_priced(o, known, scenario) for o in offers)
    except InputError:
        return None
    if any((o.price or 0) * 10 > MAX_MINOR for o in offers):
        return None
    if cards.stock != before.stock:
        offers = tuple(_stocked(o, scenario) for o in offers)
    return replace(problem, streams=scenario.demand.streams, budget=budget, workload=work, offers=offers)


def _workload(known: _Known, scenario: Scenario) -> Workload | None:
    """The workload of `scenario`: by the roofline that of the `known` one, loads so many times as high.

    A card carries as much, however much is asked.
    """
    classes, before = scenario.demand.classes, known.scenario.demand.classes
    work = known.problem.workload
    if classes == before or work is None:
        return work
    if scenario.demand.capacity is not None:
        from glmopt.problem.classes import workload

        return workload(scenario, known.catalog, [o.card for o in known.problem.offers])
    total = scenario.demand.requests_per_s
    needs = tuple(c.need(total) for c in classes.values())
    if needs not in known.works:
        for name, need in zip(classes, needs, strict=True):
            here = before[name].need(total)
            if need != here:
                work = work.times(need / here, name)
        while len(known.works) >= MOST_WORKS:
            known.works.pop(next(iter(known.works)))
        known.works[needs] = work
    return known.works[needs]


def _priced(offer: Offer, known: _Known, scenario: Scenario) -> Offer:
    """`offer` at the scenario's own price of its card."""
    own = scenario.cards.price.get(offer.card)
    if own is None or own == known.scenario.cards.price[offer.card]:
        return offer
    price = price_of(scenario, known.catalog, offer.card)
    if price is None:
        return offer
    return replace(offer, price=price.minor, breaks=breaks_of(scenario, known.catalog, price))


def _stocked(offer: Offer, scenario: Scenario) -> Offer:
    stock = scenario.cards.stock.get(offer.card)
    if stock is None:
        return offer
    return replace(offer, stock=stock.max, minimum=stock.min, minimum_order=stock.min_order)
