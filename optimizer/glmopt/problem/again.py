"""A problem once more, where only amounts are others: budget, streams, amounts of classes, stock.

A sweep poses one question a thousand times. What hangs on none of these amounts (prices, servers, what a
card can do) is taken from the problem that was made before, and the rest is made anew.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from glmopt.catalog import Catalog
from glmopt.errors import InputError
from glmopt.problem.classes import workload
from glmopt.problem.formulate import budget_of, formulate
from glmopt.problem.model import Offer, Problem
from glmopt.scenario import Scenario
from glmopt.scenario.classes import AMOUNTS

MOST = 8


class Formulator:
    """Makes problems, and remembers the last few kinds of them."""

    def __init__(self) -> None:
        self._known: list[tuple[dict[str, Any], Scenario, Catalog, Problem]] = []

    def __call__(self, scenario: Scenario, catalog: Catalog) -> Problem:
        """What `formulate` gives. Raises what it raises."""
        kind = _kind(scenario)
        for known, before, its_catalog, problem in self._known:
            if its_catalog is catalog and known == kind:
                again = _again(problem, before, scenario, catalog)
                if again is not None:
                    return again
        problem = formulate(scenario, catalog)
        # one workload for all prices: what is the same need not be compared
        works = [p.workload for *_, p in self._known]
        same = next((w for w in works if w is not None and w == problem.workload), problem.workload)
        problem = replace(problem, workload=same)
        self._known = [(kind, scenario, catalog, problem), *self._known[: MOST - 1]]
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
        "stock": list(cards.stock)
    }
    return parts


def _without_amount(wanted: Any) -> dict[str, Any]:
    """A class with, for its amount, what it is counted in, and whether there is any."""
    fields = {name: getattr(wanted, name) for name in type(wanted).model_fields}
    return fields | {a: None if fields[a] is None else fields[a] > 0 for a in AMOUNTS}


def _again(problem: Problem, before: Scenario, scenario: Scenario, catalog: Catalog) -> Problem | None:
    """The problem of `scenario` from that of `before`, one of its kind; None where something is wrong."""
    demand = scenario.demand
    if problem.goal == "streams":
        # whether a plan can be endless hangs on stocks
        return None
    try:
        work = problem.workload
        if demand.classes != before.demand.classes:
            work = workload(scenario, catalog, [o.card for o in problem.offers])
        budget = budget_of(scenario, catalog)
    except InputError:
        return None
    stocked = scenario.cards.stock != before.cards.stock
    offers = tuple(_stocked(o, scenario) for o in problem.offers) if stocked else problem.offers
    return replace(problem, streams=demand.streams, budget=budget, workload=work, offers=offers)


def _stocked(offer: Offer, scenario: Scenario) -> Offer:
    stock = scenario.cards.stock.get(offer.card)
    if stock is None:
        return offer
    return replace(offer, stock=stock.max, minimum=stock.min, minimum_order=stock.min_order)
