"""Scenario and catalog to a problem; every name, price and contradiction is looked at here."""

from __future__ import annotations

import contextlib
import math
from dataclasses import replace

from glmopt.catalog import Catalog
from glmopt.errors import Fault, InputError
from glmopt.problem.housing import RACK_UNIT, Housing
from glmopt.problem.model import Offer, Problem, housed_offers
from glmopt.problem.offers import needs_prices, offers_of
from glmopt.problem.server_wishes import wishes_for_servers
from glmopt.problem.workload import Workload
from glmopt.records.faults import too_many
from glmopt.scenario import CardPrice, Scenario
from glmopt.scenario.names import unknown_names
from glmopt.scenario.pricing import in_minor
from glmopt.units import MAX_MINOR


def formulate(scenario: Scenario, catalog: Catalog) -> Problem:
    """The problem that `scenario` poses over `catalog`.

    Raises InputError for names that do not exist, prices that are missing or in a currency without a
    rate, and wishes that contradict each other; every fault found, each with its place.
    """
    unknown, wishes = unknown_names(scenario, catalog), wishes_for_servers(scenario)
    faults = [*unknown, *wishes, *_contradictions(scenario)]
    offers: list[Offer] = []
    priced: dict[str, CardPrice | None] = {}
    left_out: list[tuple[str, str]] = []
    work = None
    # What cards can do hangs on the llm and its efficiency; without them nothing more can be said of cards.
    if not any(f.field.startswith("demand.") for f in unknown):
        try:
            offers, priced, left_out = offers_of(scenario, catalog, faults)
        except InputError as error:
            faults += error.faults
        faults += _endless(scenario, offers)
        work = _workload(scenario, catalog, offers, faults)
    budget = _budget(scenario, catalog, faults)
    housing = None if unknown or wishes else _housing(scenario, catalog, offers, priced, faults)
    if faults:
        raise InputError(too_many(list(set(faults))))
    demand, rules = scenario.demand, scenario.rules
    problem = Problem(
        offers=tuple(offers),
        goal=scenario.goal,
        currency=scenario.money.currency,
        streams=demand.streams,
        instances=demand.instances,
        light_finetune=demand.light_finetune,
        light_cards=demand.tuning.light.cards,
        gangs=demand.full_finetune.gangs,
        dedicated=demand.full_finetune.sharing == "dedicated",
        virtual_streams=rules.virtualization.min_streams,
        virtual_instances=rules.virtualization.min_instances,
        card_types=rules.max_card_types,
        budget=budget,
        earlier=tuple(sorted(rules.near.plan.items())) if rules.near else (),
        changes=rules.near.changes if rules.near else None,
        power_w=None if rules.max_power_kw is None else math.floor(rules.max_power_kw * 1000),
        rack=None if rules.max_rack_units is None else math.floor(rules.max_rack_units * RACK_UNIT),
        housing=housing,
        workload=work,
        not_considered=tuple(left_out),
    )
    return _housed(problem)


def _housed(problem: Problem) -> Problem:
    """`problem` with offers barred where no server that may be had takes them."""
    if problem.housing is None:
        return problem
    return replace(problem, offers=housed_offers(problem.offers, problem.housing))


def _contradictions(scenario: Scenario) -> list[Fault]:
    """Cards that are allowed and denied."""
    cards, faults = scenario.cards, []
    for i, card in enumerate(cards.allow or ()):
        if card in cards.deny:
            place = scenario.place("cards", "allow", i)
            message, action = f"{card} is allowed and denied", "take it out of one of them"
            faults.append(Fault("contradiction", message, place, "cards.allow", action))
    return faults


def _endless(scenario: Scenario, offers: list[Offer]) -> list[Fault]:
    """Offers that would make a plan of any size, and prices too large to add up."""
    faults = []
    if scenario.goal == "streams" and scenario.budget.max is None:
        unlimited = [o.card for o in offers if o.buyable and o.stock is None]
        if unlimited:
            message = f"the most streams without a budget: {unlimited[0]} has no limit"
            place = scenario.place("objective")
            faults.append(Fault("contradiction", message, place, "objective", "add budget.max"))
    if scenario.goal == "streams":
        for offer in offers:
            if offer.free and offer.stock is None and not offer.barred_by:
                message = f"{offer.card} costs nothing and has no stock limit: no end of streams"
                place = scenario.place("cards", "price", offer.card)
                action = f"add cards.stock.{offer.card}.max"
                faults.append(Fault("contradiction", message, place, f"cards.price.{offer.card}", action))
    for offer in offers:
        if offer.price is not None and offer.price * 10 > MAX_MINOR:
            place = scenario.place("cards", "price", offer.card)
            faults.append(Fault("out-of-range", "the price is too large", place, f"cards.price.{offer.card}"))
    return faults


def _workload(
    scenario: Scenario, catalog: Catalog, offers: list[Offer], faults: list[Fault]
) -> Workload | None:
    """The classes on the cards of `offers`; None where there are none, or where they are at fault."""
    if not scenario.demand.classes and scenario.demand.capacity is None:
        return None
    from glmopt.problem.classes import workload

    try:
        return workload(scenario, catalog, [o.card for o in offers])
    except InputError as error:
        faults += error.faults
        return None


def _housing(
    scenario: Scenario,
    catalog: Catalog,
    offers: list[Offer],
    priced: dict[str, CardPrice | None],
    faults: list[Fault],
) -> Housing | None:
    """The servers of `offers`; None for bare cards, or where they are at fault."""
    if scenario.nodes is None:
        return None
    from glmopt.problem.servers import housing_of

    needs, specs = needs_prices(scenario), catalog.cards
    usable = {o.card: (specs[o.card], o.capacity, priced[o.card], o.buyable) for o in offers if o.open}
    try:
        housing = housing_of(scenario, catalog, usable, priced=needs)
    except InputError as error:
        faults += error.faults
        return None
    barred = {o.card: (specs[o.card], o.capacity, priced[o.card], True) for o in offers if not o.buyable}
    if housing is None or not barred:
        return housing
    # what is wrong with the servers of a card that may not be bought is nobody's fault
    with contextlib.suppress(InputError):
        shut = housing_of(scenario, catalog, barred, priced=needs)
        return replace(housing, shut=shut.pools if shut else ())
    return housing


def _budget(scenario: Scenario, catalog: Catalog, faults: list[Fault]) -> int | None:
    """B; None where there is none, or where it is at fault."""
    try:
        return budget_of(scenario, catalog)
    except InputError as error:
        faults += error.faults
        return None


def budget_of(scenario: Scenario, catalog: Catalog) -> int | None:
    """B in minor units; None where there is none. Raises InputError for a currency without a rate."""
    if scenario.budget.max is None:
        return None
    return in_minor(scenario, catalog, scenario.budget.max, ("budget", "max"), down=True)[0]
