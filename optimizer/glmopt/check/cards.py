"""Checks of the cards: counts, prices, what they do, and what may be bought."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal

from glmopt.check.case import Case
from glmopt.check.money import purchase_cost, running_cost
from glmopt.check.site import power_w, rack_units_of
from glmopt.plan import Totals
from glmopt.units import from_minor


def counts(case: Case) -> Iterator[str]:
    """Whole, positive counts; each card once; gangs within the cards bought."""
    cards = [b.line.card for b in case.bought]
    if cards != sorted(set(cards)):
        yield "the lines are not in the order of card ids, each once"
    for b in case.bought:
        if b.line.count < 1:
            yield f"{b.line.count} x {b.line.card}"
        if b.line.gangs < 0 or b.line.gang_cards != b.capacity.gang_cards:
            stated = f"{b.line.gangs} gangs of {b.line.gang_cards}"
            yield f"{stated} x {b.line.card}, each takes {b.capacity.gang_cards}"


def prices(case: Case) -> Iterator[str]:
    """Unit prices of the scenario or its price list, subtotals price times count."""
    for b in case.bought:
        unit = from_minor(b.price.minor, case.plan.currency) if b.price else None
        if b.line.unit_price != unit:
            yield f"{b.line.card} at {b.line.unit_price}, priced {unit}"
        subtotal = unit and unit * b.line.bought if b.line.bought else Decimal(0)
        if b.line.subtotal != subtotal:
            yield f"{b.line.bought} x {b.line.card} is {b.line.subtotal}"
    if case.plan.currency != case.scenario.money.currency:
        yield f"in {case.plan.currency}, asked in {case.scenario.money.currency}"


def capacities(case: Case) -> Iterator[str]:
    """What each line does is what its serving cards do."""
    for b in case.bought:
        serving, c, line = case.serving(b), b.capacity, b.line
        stated = (
            line.streams_low,
            line.streams_high,
            line.instances,
            line.light_finetune,
            line.dedicated_cards,
        )
        true = (
            serving * c.streams_low,
            serving * c.streams_high,
            serving * c.instances,
            case.light_jobs(b),
            case.dedicated_cards(b),
        )
        if stated != true:
            yield f"{line.count} x {line.card} does {true}, stated {stated}"


def totals(case: Case) -> Iterator[str]:
    """Totals are the sums of the lines."""
    lines = [b.line for b in case.bought]
    low, high = sum(x.streams_low for x in lines), sum(x.streams_high for x in lines)
    true = Totals(
        cost=purchase_cost(case),
        cards=sum(x.count for x in lines),
        streams=low if case.scenario.estimate == "low" else high,
        streams_low=low,
        streams_high=high,
        instances=sum(x.instances for x in lines),
        light_finetune=sum(x.light_finetune for x in lines),
        gangs=sum(x.gangs for x in lines),
        nodes=sum(n.nodes for n in case.plan.nodes),
        power_w=power_w(case),
        rack_units=rack_units_of(case),
        running=running_cost(case),
    )
    for f in fields(Totals):
        stated = getattr(case.plan.totals, f.name)
        if stated != getattr(true, f.name):
            yield f"{f.name} is {getattr(true, f.name)}, stated {stated}"


def availability(case: Case) -> Iterator[str]:
    """Only cards that may be bought: allow, deny, vendors, prices; virtualization of every card in use."""
    cards, rules = case.scenario.cards, case.scenario.rules
    for b in case.bought:
        card = b.line.card
        if rules.virtualization.all_cards and not b.virtualization:
            yield f"{card} has no virtualization"
        if not b.line.bought:
            continue
        if cards.allow is not None and card not in (*cards.allow, *cards.define):
            yield f"{card} is not in cards.allow"
        if card in cards.deny:
            yield f"{card} is in cards.deny"
        if rules.vendors.allow is not None and b.vendor not in rules.vendors.allow:
            yield f"{card} is from {b.vendor}, not in rules.vendors.allow"
        if b.vendor in rules.vendors.deny:
            yield f"{card} is from {b.vendor}, in rules.vendors.deny"
        if b.price is None and (case.scenario.goal != "cards" or case.scenario.budget.max is not None):
            yield f"{card} has no price"


def streams(case: Case) -> Iterator[str]:
    """Sum a_i m_i >= S."""
    have, need = sum(case.streams(b) for b in case.bought), case.scenario.demand.streams
    if have < need:
        yield f"{have} of {need} streams"


def instances(case: Case) -> Iterator[str]:
    """Sum q_i m_i >= Q."""
    have = sum(case.serving(b) * b.capacity.instances for b in case.bought)
    if have < case.scenario.demand.instances:
        yield f"{have} of {case.scenario.demand.instances} instances"


def light_finetune(case: Case) -> Iterator[str]:
    """Sum r_i m_i >= R, of several cards by their groups."""
    have = sum(case.light_jobs(b) for b in case.bought)
    if have < case.scenario.demand.light_finetune:
        yield f"{have} of {case.scenario.demand.light_finetune} light fine-tuning jobs"


def virtualization(case: Case) -> Iterator[str]:
    """Enough streams and instances on cards with virtualization."""
    rule = case.scenario.rules.virtualization
    virtual = [b for b in case.bought if b.virtualization]
    have = sum(case.streams(b) for b in virtual)
    if have < rule.min_streams:
        yield f"{have} of {rule.min_streams} streams on cards with virtualization"
    copies = sum(case.serving(b) * b.virtual_instances for b in virtual)
    if copies < rule.min_instances:
        yield f"{copies} of {rule.min_instances} instances on cards with virtualization"


def stock(case: Case) -> Iterator[str]:
    """b_i <= stock_i."""
    for card, limit in case.scenario.cards.stock.items():
        if limit.max is not None and case.plan.bought(card) > limit.max:
            yield f"{case.plan.bought(card)} x {card}, there are {limit.max}"


def minimum(case: Case) -> Iterator[str]:
    """b_i >= minimum_i."""
    for card, limit in case.scenario.cards.stock.items():
        if case.plan.bought(card) < limit.min:
            yield f"{case.plan.bought(card)} x {card}, at least {limit.min} are asked"


def minimum_order(case: Case) -> Iterator[str]:
    """b_i = 0 or b_i >= order_i."""
    for card, limit in case.scenario.cards.stock.items():
        if 0 < case.plan.bought(card) < limit.min_order:
            yield f"{case.plan.bought(card)} x {card}, the smallest order is {limit.min_order}"


def near(case: Case) -> Iterator[str]:
    """Sum |n_i - n*_i| <= C."""
    rule = case.scenario.rules.near
    if rule is None or rule.changes is None:
        return
    cards = {*rule.plan, *(line.card for line in case.plan.lines)}
    changes = sum(abs(case.plan.count(card) - rule.plan.get(card, 0)) for card in cards)
    if changes > rule.changes:
        yield f"{changes} cards more or fewer than in the earlier plan, at most {rule.changes}"


def card_types(case: Case) -> Iterator[str]:
    """Sum u_i <= T."""
    limit = case.scenario.rules.max_card_types
    if limit is not None and len(case.bought) > limit:
        yield f"{len(case.bought)} card types, at most {limit}"
