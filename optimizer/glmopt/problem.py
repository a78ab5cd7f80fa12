"""Scenario and catalog to a problem: which cards may be bought, their whole-number coefficients, the needs.

Letters as in docs/formulation.md. Money is in minor units (fen, cents), everything else in pieces.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from glmopt.catalog import Card, Catalog
from glmopt.errors import Fault, InputError
from glmopt.records.faults import dotted, suggest
from glmopt.scenario import CardPrice, Scenario, price_of
from glmopt.sizing import Capacity, sizer_for
from glmopt.units import MAX_COUNT, MAX_MINOR, ceil_div, convert, from_minor, to_minor


Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One named need or limit of a scenario: which constraint it feeds, where it was written, what it says."""

    constraint: str
    path: tuple[str, ...]
    says: str

    @property
    def key(self) -> str:
        """The rule's place in the scenario, as people write it: cards.stock.a100-80g.max."""
        return dotted(self.path)


@dataclass(frozen=True, slots=True)
class Offer:
    """One card that could be bought.

    price           p_i  minor units; None where the objective needs no prices
    streams         a_i  at the scenario's end of the estimate
    capacity             everything one card does
    virtualization       whether it can be partitioned or shared by a hypervisor
    stock, minimum, minimum_order   limits on n_i
    barred_by            rules that forbid it; such an offer has no variable
    """

    card: str
    vendor: str
    price: int | None
    streams: int
    capacity: Capacity
    virtualization: bool
    stock: int | None = None
    minimum: int = 0
    minimum_order: int = 0
    barred_by: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """The sets and parameters of one program.

    streams S, instances Q, light_finetune R, gangs G, dedicated; virtual_streams and virtual_instances on
    cards with virtualization; card_types T; budget B in minor units; goal: capex, cards or streams.
    """

    offers: tuple[Offer, ...]
    goal: str
    currency: str
    streams: int = 0
    instances: int = 0
    light_finetune: int = 0
    gangs: int = 0
    dedicated: bool = False
    virtual_streams: int = 0
    virtual_instances: int = 0
    card_types: int | None = None
    budget: int | None = None
    not_considered: tuple[tuple[str, str], ...] = ()

    @property
    def price_unit(self) -> int:
        """The largest number of minor units that divides every price: the program counts money in it."""
        return math.gcd(*(o.price or 0 for o in self.open_offers)) or 1

    @property
    def open_offers(self) -> tuple[Offer, ...]:
        """The set I: offers that no rule forbids."""
        return tuple(o for o in self.offers if not o.barred_by)

    @property
    def priced(self) -> bool:
        """Whether every offer has a price."""
        return all(o.price is not None for o in self.offers)

    def rules(self) -> tuple[Rule, ...]:
        """Every need and limit that is in force, in the order of the scenario file."""
        found: list[Rule] = []

        def need(constraint: str, path: tuple[str, ...], amount: int | None, sign: str) -> None:
            if amount:
                found.append(Rule(constraint, path, f"{sign} {amount:,}"))

        need("streams", ("demand", "streams"), self.streams, ">=")
        need("instances", ("demand", "instances"), self.instances, ">=")
        need("light_finetune", ("demand", "light_finetune"), self.light_finetune, ">=")
        need("full_finetune", ("demand", "full_finetune"), self.gangs, ">=")
        bars = {bar.key: bar for offer in self.offers for bar in offer.barred_by}
        found += bars.values()
        for offer in self.offers:
            path = ("cards", "stock", offer.card)
            if offer.stock is not None:
                found.append(Rule("stock", (*path, "max"), f"<= {offer.stock:,}"))
            need("minimum", (*path, "min"), offer.minimum, ">=")
            need("minimum_order", (*path, "min_order"), offer.minimum_order, "if any, >=")
        need("virtualization", ("rules", "virtualization", "min_streams"), self.virtual_streams, ">=")
        need("virtualization", ("rules", "virtualization", "min_instances"), self.virtual_instances, ">=")
        if self.card_types is not None:
            found.append(Rule("card_types", ("rules", "max_card_types"), f"<= {self.card_types}"))
        if self.budget is not None:
            amount = f"<= {from_minor(self.budget, self.currency):,} {self.currency}"
            found.append(Rule("budget", ("budget", "max"), amount))
        return tuple(found)

    def without(self, rules: Iterable[Rule]) -> Problem:
        """This problem with `rules` dropped."""
        problem = self
        for rule in rules:
            problem = problem._without(rule)
        return problem

    def _without(self, rule: Rule) -> Problem:
        match rule.constraint:
            case "streams" | "instances" | "light_finetune":
                return replace(self, **{rule.constraint: 0})
            case "full_finetune":
                return replace(self, gangs=0)
            case "card_types" | "budget":
                return replace(self, **{rule.constraint: None})
            case "virtualization":
                name = "virtual_streams" if rule.path[-1] == "min_streams" else "virtual_instances"
                return replace(self, **{name: 0})
        return replace(self, offers=tuple(_offer_without(o, rule) for o in self.offers))


def _offer_without(offer: Offer, rule: Rule) -> Offer:
    if rule.constraint == "availability":
        return replace(offer, barred_by=tuple(b for b in offer.barred_by if b.path != rule.path))
    if rule.path[2] != offer.card:
        return offer
    neutral = {"stock": None, "minimum": 0, "minimum_order": 0}
    return replace(offer, **{rule.constraint: neutral[rule.constraint]})


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
    gangs = problem.gangs * offer.capacity.gang_cards
    return serving + gangs if problem.dedicated else max(serving, gangs)


def formulate(scenario: Scenario, catalog: Catalog) -> Problem:
    """The problem that `scenario` poses over `catalog`.

    Raises InputError for names that do not exist, prices that are missing or in a currency without a
    rate, and wishes that contradict each other; every fault found, each with its place.
    """
    faults = _unknown_names(scenario, catalog)
    if faults:
        raise InputError(faults)
    sizer = sizer_for(scenario, catalog)
    by_name = _named_cards(scenario)
    offers: list[Offer] = []
    left_out: list[tuple[str, str]] = []
    for card in sorted(catalog.cards.values(), key=lambda c: c.id):
        spec = catalog.spec(card.id, scenario.figures)
        named = by_name.get(card.id)
        if spec is None or (card.parts and scenario.figures == "datasheet" and named is None):
            if named:
                message = f"{card.id} has no {scenario.figures} figures"
                faults.append(Fault("unknown-name", message, scenario.place(*named), dotted(named)))
            continue
        try:
            price = price_of(scenario, catalog, card.id)
        except InputError as error:
            faults += error.faults
            continue
        if price is None and _needs_prices(scenario):
            left_out.append((card.id, "no price"))
            if named:
                faults.append(_no_price(scenario, card.id, named))
            continue
        offers.append(_offer(scenario, card, sizer(spec), spec.virtualization, price))
    faults += _contradictions(scenario, offers)
    if faults:
        raise InputError(set(faults))
    demand, rules = scenario.demand, scenario.rules
    return Problem(
        offers=tuple(offers),
        goal=scenario.goal,
        currency=scenario.money.currency,
        streams=demand.streams,
        instances=demand.instances,
        light_finetune=demand.light_finetune,
        gangs=demand.full_finetune.gangs,
        dedicated=demand.full_finetune.sharing == "dedicated",
        virtual_streams=rules.virtualization.min_streams,
        virtual_instances=rules.virtualization.min_instances,
        card_types=rules.max_card_types,
        budget=_budget(scenario),
        not_considered=tuple(left_out),
    )


def _offer(
    scenario: Scenario, card: Card, capacity: Capacity, virtualization: bool, price: CardPrice | None
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
        barred_by=tuple(_bars(scenario, card, virtualization)),
    )


def _bars(scenario: Scenario, card: Card, virtualization: bool) -> Iterable[Rule]:
    cards, vendors = scenario.cards, scenario.rules.vendors
    if cards.allow is not None and card.id not in cards.allow and card.id not in cards.define:
        yield Rule("availability", ("cards", "allow"), f"only {', '.join(cards.allow)}")
    if card.id in cards.deny:
        yield Rule("availability", ("cards", "deny"), f"none of {', '.join(cards.deny)}")
    if vendors.allow is not None and card.vendor not in vendors.allow:
        yield Rule("availability", ("rules", "vendors", "allow"), f"only {', '.join(vendors.allow)}")
    if card.vendor in vendors.deny:
        yield Rule("availability", ("rules", "vendors", "deny"), f"none of {', '.join(vendors.deny)}")
    if scenario.rules.virtualization.all_cards and not virtualization:
        yield Rule("availability", ("rules", "virtualization"), "every card must support virtualization")


def _needs_prices(scenario: Scenario) -> bool:
    return scenario.goal in ("capex", "streams") or scenario.budget.max is not None


def _named_cards(scenario: Scenario) -> dict[str, Path]:
    """The cards that the scenario wants by name, each with the path that names it."""
    cards = scenario.cards
    named: dict[str, Path] = {c: ("cards", "define", c) for c in cards.define}
    named |= {c: ("cards", "stock", c) for c in cards.stock}
    named |= {c: ("cards", "allow", i) for i, c in enumerate(cards.allow or ())}
    return named


def _no_price(scenario: Scenario, card: str, path: Path) -> Fault:
    prices = f"the price list {scenario.prices} has none" if scenario.prices else "no price list is named"
    action = f"add cards.price.{card}, name a list with it under prices, or take {card} out"
    return Fault("no-price", f"{card} has no price: {prices}", scenario.place(*path), dotted(path), action)


def _unknown_names(scenario: Scenario, catalog: Catalog) -> list[Fault]:
    """Names of cards, vendors and llms that the catalog does not have."""
    cards = scenario.cards
    written: list[tuple[str, Path]] = []
    written += [(c, ("cards", "allow", i)) for i, c in enumerate(cards.allow or ())]
    written += [(c, ("cards", "deny", i)) for i, c in enumerate(cards.deny)]
    written += [(c, ("cards", "stock", c)) for c in cards.stock]
    written += [(c, ("cards", "price", c)) for c in cards.price]
    faults = [
        Fault("unknown-name", f"no card {c!r}", scenario.place(*path), dotted(path), suggest(c, catalog.cards))
        for c, path in written
        if c not in catalog.cards
    ]
    known = {card.vendor for card in catalog.cards.values()}
    vendors = scenario.rules.vendors
    for kind, names in (("allow", vendors.allow or ()), ("deny", vendors.deny)):
        for i, name in enumerate(names):
            path = ("rules", "vendors", kind, i)
            if name not in known:
                action = suggest(name, known) or f"known: {', '.join(sorted(known))}"
                faults.append(
                    Fault("unknown-name", f"no vendor {name!r}", scenario.place(*path), dotted(path), action)
                )
    if scenario.demand.llm not in catalog.llms:
        action = suggest(scenario.demand.llm, catalog.llms) or f"known: {', '.join(catalog.llms)}"
        place = scenario.place("demand", "llm")
        faults.append(
            Fault("unknown-name", f"no llm {scenario.demand.llm!r}", place, "demand.llm", action)
        )
    return faults


def _contradictions(scenario: Scenario, offers: list[Offer]) -> list[Fault]:
    cards, faults = scenario.cards, []
    for i, card in enumerate(cards.allow or ()):
        if card in cards.deny:
            place = scenario.place("cards", "allow", i)
            faults.append(Fault("contradiction", f"{card} is allowed and denied", place, "cards.allow"))
    if scenario.goal == "streams" and scenario.budget.max is None:
        unlimited = [o.card for o in offers if not o.barred_by and o.stock is None]
        if unlimited:
            message = f"the most streams without a budget: {unlimited[0]} has no limit"
            place = scenario.place("objective")
            faults.append(Fault("contradiction", message, place, "objective", "add budget.max"))
    if scenario.goal == "streams":
        for offer in offers:
            if offer.price == 0 and offer.stock is None and not offer.barred_by:
                message = f"{offer.card} costs nothing and has no stock limit: no end of streams"
                place = scenario.place("cards", "price", offer.card)
                action = f"add cards.stock.{offer.card}.max"
                faults.append(Fault("contradiction", message, place, f"cards.price.{offer.card}", action))
    for offer in offers:
        if offer.price is not None and offer.price * 10 > MAX_MINOR:
            place = scenario.place("cards", "price", offer.card)
            faults.append(Fault("out-of-range", "the price is too large", place, f"cards.price.{offer.card}"))
    return faults


def _budget(scenario: Scenario) -> int | None:
    """B in minor units; a budget in another currency needs a rate."""
    money = scenario.budget.max
    if money is None:
        return None
    currency = scenario.money.currency
    amount = money.amount
    if money.currency not in (None, currency):
        rate = scenario.money.rates.get(str(money.currency))
        if rate is None:
            action = f"add money.rates.{money.currency}: units of {currency} for one {money.currency}"
            message = f"a budget in {money.currency}, while the answer is in {currency}"
            raise InputError(Fault("no-rate", message, scenario.place("budget", "max"), "budget.max", action))
        amount = convert(amount, rate, currency)
    try:
        return to_minor(amount, currency)
    except ValueError as error:
        fault = Fault("bad-amount", str(error), scenario.place("budget", "max"), "budget.max")
        raise InputError(fault) from None


__all__ = ["Offer", "Problem", "Rule", "formulate", "upper_bound"]
