"""The cards of the catalog as offers: which may be bought, at what price, and what is left out and why."""

from __future__ import annotations

from collections.abc import Iterable

from glmopt.catalog import Card, Catalog
from glmopt.errors import Fault, InputError
from glmopt.problem.model import Offer
from glmopt.problem.rule import Path, Rule
from glmopt.problem.running import Running
from glmopt.records.faults import dotted
from glmopt.scenario import CardPrice, Scenario, breaks_of, price_of
from glmopt.sizing import Capacity, sizer_for, tdp_w


def offers_of(
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
        if price is None and needs_prices(scenario) and not owned:
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


def needs_prices(scenario: Scenario) -> bool:
    """Whether there is no answer without prices."""
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
