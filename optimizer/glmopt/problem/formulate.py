"""Scenario and catalog to a problem; every name, price and contradiction is looked at here."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterable
from dataclasses import replace

from glmopt.catalog import Card, Catalog
from glmopt.errors import Fault, InputError
from glmopt.problem.housing import RACK_UNIT, Housing
from glmopt.problem.model import Offer, Problem, housed_offers
from glmopt.problem.rule import Path, Rule
from glmopt.problem.running import Running
from glmopt.problem.server_wishes import wishes_for_servers
from glmopt.problem.servers import housing_of
from glmopt.problem.workload import Workload
from glmopt.records.faults import dotted, too_many
from glmopt.scenario import CardPrice, Scenario, breaks_of, price_of
from glmopt.scenario.names import unknown_names
from glmopt.scenario.pricing import in_minor
from glmopt.sizing import Capacity, sizer_for, tdp_w
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
            offers, priced, left_out = _offers(scenario, catalog, faults)
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


def _offers(
    scenario: Scenario, catalog: Catalog, faults: list[Fault]
) -> tuple[list[Offer], dict[str, CardPrice | None], list[tuple[str, str]]]:
    """Every card with figures as an offer, their prices, and what is left out and why; faults are added."""
    sizer = sizer_for(scenario, catalog)
    running = Running(scenario, catalog)
    by_name = _named_cards(scenario)
    # A price under a misspelt id is the cause of a missing one: the cause is told, not what follows from it.
    prices_misspelt = any(f.field.startswith("cards.price.") for f in faults)
    offers: list[Offer] = []
    left_out: list[tuple[str, str]] = []
    priced: dict[str, CardPrice | None] = {}
    for card_id in sorted(catalog.cards):
        spec = catalog.spec(card_id, scenario.figures)
        named = by_name.get(card_id)
        card = catalog.cards[card_id] if spec or named else None
        if spec is None or card is None or (card.parts and scenario.figures == "datasheet" and named is None):
            if named:
                faults.append(_no_figures(scenario, card_id, named))
            continue
        try:
            price = price_of(scenario, catalog, card.id)
            breaks = breaks_of(scenario, catalog, price) if price else ()
        except InputError as error:
            faults += error.faults
            continue
        owned = running.owned(card.id)
        watts = tdp_w(card, catalog)
        if watts is None and running.needs_power:
            left_out.append((card.id, "no power figure"))
            if named:
                faults.append(_no_power(scenario, card, named))
            continue
        if price is None and card.id in scenario.cards.discount and not prices_misspelt:
            faults.append(_no_price(scenario, card.id, ("cards", "discount", card.id)))
            continue
        if price is None and _needs_prices(scenario) and not owned:
            left_out.append((card.id, "no price"))
            if named and not prices_misspelt:
                faults.append(_no_price(scenario, card.id, named))
            continue
        offer = _offer(scenario, card, sizer(spec), spec.virtualization, price, breaks)
        offers.append(running.completed(offer, card, watts or 0))
        priced[card.id] = price
    return offers, priced, left_out


def _offer(
    scenario: Scenario,
    card: Card,
    capacity: Capacity,
    virtualization: bool,
    price: CardPrice | None,
    breaks: tuple[tuple[int, int], ...],
) -> Offer:
    stock = scenario.cards.stock.get(card.id)
    return Offer(
        card=card.id,
        vendor=card.vendor,
        price=price.minor if price else None,
        streams=capacity.streams(scenario.estimate),
        capacity=capacity,
        virtualization=virtualization,
        stock=stock.max if stock else None,
        minimum=stock.min if stock else 0,
        minimum_order=stock.min_order if stock else 0,
        breaks=breaks,
        barred_by=tuple(_bars(scenario, card)),
    )


def _bars(scenario: Scenario, card: Card) -> Iterable[Rule]:
    cards, vendors = scenario.cards, scenario.rules.vendors
    if cards.allow is not None and card.id not in cards.allow and card.id not in cards.define:
        yield Rule("availability", ("cards", "allow"), "only", ", ".join(cards.allow))
    if card.id in cards.deny:
        yield Rule("availability", ("cards", "deny"), "none of", ", ".join(cards.deny))
    if vendors.allow is not None and card.vendor not in vendors.allow:
        yield Rule("availability", ("rules", "vendors", "allow"), "only", ", ".join(vendors.allow))
    if card.vendor in vendors.deny:
        yield Rule("availability", ("rules", "vendors", "deny"), "none of", ", ".join(vendors.deny))


def _needs_prices(scenario: Scenario) -> bool:
    return scenario.goal in ("capex", "tco", "streams") or scenario.budget.max is not None


def _named_cards(scenario: Scenario) -> dict[str, Path]:
    """The cards that the scenario wants by name, each with the path that names it."""
    cards = scenario.cards
    named: dict[str, Path] = {c: ("cards", "define", c) for c in cards.define}
    named |= {c: ("cards", "stock", c) for c in cards.stock}
    named |= {c: ("cards", "allow", i) for i, c in enumerate(cards.allow or ())}
    return named


def _no_power(scenario: Scenario, card: Card, path: Path) -> Fault:
    action = f"add cards.define.{card.id}.tdp_w" if card.given else f"take {card.id} out"
    return Fault("bad-data", f"{card.id} has no power figure", scenario.place(*path), dotted(path), action)


def _no_figures(scenario: Scenario, card: str, path: Path) -> Fault:
    message = f"{card} has no {scenario.figures} figures"
    return Fault("unknown-name", message, scenario.place(*path), dotted(path))


def _no_price(scenario: Scenario, card: str, path: Path) -> Fault:
    prices = f"the price list {scenario.prices} has none" if scenario.prices else "no price list is named"
    action = f"add cards.price.{card}, name a list with it under prices, or take {card} out"
    return Fault("no-price", f"{card} has no price: {prices}", scenario.place(*path), dotted(path), action)


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
    needs, specs = _needs_prices(scenario), catalog.cards
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
