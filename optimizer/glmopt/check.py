"""Is the plan true? Judged from scenario and catalog alone, in exact arithmetic, without solver or program.

`CHECKS` has one function for each constraint of the program, under the same name, and some for what the
program takes for granted: that the lines add up, that prices and capacities are those of the catalog, and
that no forbidden card is bought. Each yields a sentence for everything that is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from decimal import Decimal

from glmopt.catalog import Catalog, Spec
from glmopt.check_classes import unserved
from glmopt.plan import Line, Plan, Totals
from glmopt.scenario import CardPrice, Scenario, price_of
from glmopt.scenario.pricing import in_minor
from glmopt.sizing import Capacity, sizer_for
from glmopt.units import from_minor


@dataclass(frozen=True, slots=True)
class Bought:
    """One line of the plan beside what scenario and catalog say of its card."""

    line: Line
    spec: Spec
    capacity: Capacity
    vendor: str
    price: CardPrice | None


@dataclass(frozen=True, slots=True)
class Case:
    """A plan on trial."""

    scenario: Scenario
    catalog: Catalog
    plan: Plan
    bought: tuple[Bought, ...]

    def serving(self, b: Bought) -> int:
        """Cards of a line that serve streams, instances and light jobs: all but those of dedicated gangs."""
        dedicated = self.scenario.demand.full_finetune.sharing == "dedicated"
        return b.line.count - (b.line.gangs * b.capacity.gang_cards if dedicated else 0)

    def streams(self, b: Bought) -> int:
        """Streams of a line at the scenario's end of the estimate."""
        low = self.scenario.estimate == "low"
        return self.serving(b) * (b.capacity.streams_low if low else b.capacity.streams_high)


def check(plan: Plan, scenario: Scenario, catalog: Catalog) -> tuple[str, ...]:
    """Everything that is wrong with `plan`; empty for a plan that is what it says and meets every rule."""
    unknown = [
        f"{line.card} is not a card of the catalog" for line in plan.lines if line.card not in catalog.cards
    ]
    if unknown:
        return tuple(unknown)
    sizer = sizer_for(scenario, catalog)
    bought: list[Bought] = []
    for line in plan.lines:
        spec = catalog.spec(line.card, scenario.figures)
        if spec is None:
            return (f"{line.card} has no {scenario.figures} figures",)
        price = price_of(scenario, catalog, line.card)
        bought.append(Bought(line, spec, sizer(spec), catalog.cards[line.card].vendor, price))
    case = Case(scenario, catalog, plan, tuple(bought))
    return tuple(f"{name}: {finding}" for name, judge in CHECKS.items() for finding in judge(case))


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
        if b.line.subtotal != (None if unit is None else unit * b.line.count):
            yield f"{b.line.count} x {b.line.card} is {b.line.subtotal}"
    if case.plan.currency != case.scenario.money.currency:
        yield f"in {case.plan.currency}, asked in {case.scenario.money.currency}"


def capacities(case: Case) -> Iterator[str]:
    """What each line does is what its serving cards do."""
    dedicated = case.scenario.demand.full_finetune.sharing == "dedicated"
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
            serving * c.light_finetune,
            line.gangs * c.gang_cards if dedicated else 0,
        )
        if stated != true:
            yield f"{line.count} x {line.card} does {true}, stated {stated}"


def totals(case: Case) -> Iterator[str]:
    """Totals are the sums of the lines."""
    lines = [b.line for b in case.bought]
    subtotals = [line.subtotal for line in lines]
    cost = None if None in subtotals else sum((s for s in subtotals if s is not None), Decimal(0))
    low, high = sum(x.streams_low for x in lines), sum(x.streams_high for x in lines)
    true = Totals(
        cost=cost,
        cards=sum(x.count for x in lines),
        streams=low if case.scenario.estimate == "low" else high,
        streams_low=low,
        streams_high=high,
        instances=sum(x.instances for x in lines),
        light_finetune=sum(x.light_finetune for x in lines),
        gangs=sum(x.gangs for x in lines),
    )
    for f in fields(Totals):
        stated = getattr(case.plan.totals, f.name)
        if stated != getattr(true, f.name):
            yield f"{f.name} is {getattr(true, f.name)}, stated {stated}"


def availability(case: Case) -> Iterator[str]:
    """Only cards that may be bought: allow, deny, vendors, virtualization of every card, needed prices."""
    cards, rules = case.scenario.cards, case.scenario.rules
    for b in case.bought:
        card = b.line.card
        if cards.allow is not None and card not in (*cards.allow, *cards.define):
            yield f"{card} is not in cards.allow"
        if card in cards.deny:
            yield f"{card} is in cards.deny"
        if rules.vendors.allow is not None and b.vendor not in rules.vendors.allow:
            yield f"{card} is from {b.vendor}, not in rules.vendors.allow"
        if b.vendor in rules.vendors.deny:
            yield f"{card} is from {b.vendor}, in rules.vendors.deny"
        if rules.virtualization.all_cards and not b.spec.virtualization:
            yield f"{card} has no virtualization"
        if b.price is None and (case.scenario.goal != "cards" or case.scenario.budget.max is not None):
            yield f"{card} has no price"


def streams(case: Case) -> Iterator[str]:
    """Sum a_i m_i >= S."""
    have, need = sum(case.streams(b) for b in case.bought), case.scenario.demand.streams
    if have < need:
        yield f"{have} of {need} streams"


def classes(case: Case) -> Iterator[str]:
    """Every class is served whole, by cards that can, and none is busier than it can be."""
    serving = {b.line.card: case.serving(b) for b in case.bought}
    yield from unserved(case.scenario, case.catalog, case.plan, serving)


def instances(case: Case) -> Iterator[str]:
    """Sum q_i m_i >= Q."""
    have = sum(case.serving(b) * b.capacity.instances for b in case.bought)
    if have < case.scenario.demand.instances:
        yield f"{have} of {case.scenario.demand.instances} instances"


def light_finetune(case: Case) -> Iterator[str]:
    """Sum r_i m_i >= R."""
    have = sum(case.serving(b) * b.capacity.light_finetune for b in case.bought)
    if have < case.scenario.demand.light_finetune:
        yield f"{have} of {case.scenario.demand.light_finetune} light fine-tuning jobs"


def full_finetune(case: Case) -> Iterator[str]:
    """Sum z_i >= G, and K_i z_i <= n_i for each card."""
    have, need = sum(b.line.gangs for b in case.bought), case.scenario.demand.full_finetune.gangs
    if have < need:
        yield f"{have} of {need} gangs"
    for b in case.bought:
        if b.line.gangs > b.capacity.gangs(b.line.count):
            yield f"{b.line.gangs} gangs of {b.capacity.gang_cards} in {b.line.count} x {b.line.card}"


def virtualization(case: Case) -> Iterator[str]:
    """Enough streams and instances on cards with virtualization."""
    rule = case.scenario.rules.virtualization
    virtual = [b for b in case.bought if b.spec.virtualization]
    have = sum(case.streams(b) for b in virtual)
    if have < rule.min_streams:
        yield f"{have} of {rule.min_streams} streams on cards with virtualization"
    copies = sum(case.serving(b) * b.capacity.instances for b in virtual)
    if copies < rule.min_instances:
        yield f"{copies} of {rule.min_instances} instances on cards with virtualization"


def stock(case: Case) -> Iterator[str]:
    """n_i <= stock_i."""
    for card, limit in case.scenario.cards.stock.items():
        if limit.max is not None and case.plan.count(card) > limit.max:
            yield f"{case.plan.count(card)} x {card}, there are {limit.max}"


def minimum(case: Case) -> Iterator[str]:
    """n_i >= minimum_i."""
    for card, limit in case.scenario.cards.stock.items():
        if case.plan.count(card) < limit.min:
            yield f"{case.plan.count(card)} x {card}, at least {limit.min} are asked"


def minimum_order(case: Case) -> Iterator[str]:
    """n_i = 0 or n_i >= order_i."""
    for card, limit in case.scenario.cards.stock.items():
        if 0 < case.plan.count(card) < limit.min_order:
            yield f"{case.plan.count(card)} x {card}, the smallest order is {limit.min_order}"


def card_types(case: Case) -> Iterator[str]:
    """Sum u_i <= T."""
    limit = case.scenario.rules.max_card_types
    if limit is not None and len(case.bought) > limit:
        yield f"{len(case.bought)} card types, at most {limit}"


def budget(case: Case) -> Iterator[str]:
    """Sum p_i n_i <= B, B in the scenario's currency."""
    limit = case.scenario.budget.max
    if limit is None:
        return
    most, _ = in_minor(case.scenario, case.catalog, limit, ("budget", "max"), down=True)
    spent = sum(b.price.minor * b.line.count for b in case.bought if b.price)
    if spent > most:
        currency = case.scenario.money.currency
        yield f"{from_minor(spent, currency)} spent, {from_minor(most, currency)} allowed"


CHECKS: dict[str, Callable[[Case], Iterator[str]]] = {
    judge.__name__: judge
    for judge in (
        counts,
        prices,
        capacities,
        totals,
        availability,
        streams,
        classes,
        instances,
        light_finetune,
        full_finetune,
        virtualization,
        stock,
        minimum,
        minimum_order,
        card_types,
        budget,
    )
}
