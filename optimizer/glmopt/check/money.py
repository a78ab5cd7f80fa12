"""Checks of money: the bill, line by line, and the budget. Prices are read anew from scenario and catalog."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from glmopt.check.case import Bought, Case
from glmopt.check.site import switches_of
from glmopt.plan import BillLine
from glmopt.scenario.pricing import in_minor, price_of
from glmopt.scenario.running import electricity_of, licence_of
from glmopt.units import Money, from_minor, round_half_up

if TYPE_CHECKING:
    from glmopt.catalog import Chassis
    from glmopt.catalog.fabrics import Network

# (category, item, minor units a piece) and how many
Pieces = Counter[tuple[str, str, int]]


def bill(case: Case) -> Iterator[str]:
    """Every line of the bill, each once: what is bought, and under `tco` what runs over the horizon."""
    if purchase_cost(case) is None:
        if case.plan.bill:
            yield "there is a bill, but not every price"
        return
    true = _purchase(case) + _running(case)
    stated: Pieces = Counter()
    for line in case.plan.bill:
        unit = _minor(case, line)
        if line.subtotal != line.unit * line.count:
            yield f"{line.count} x {line.item} at {line.unit} is {line.subtotal}"
        stated[line.category, line.item, unit] += line.count
    for key in sorted(true.keys() | stated.keys()):
        if true[key] != stated[key]:
            category, item, unit = key
            price = from_minor(unit, case.plan.currency)
            yield f"{category}: {true[key]} x {item} at {price}, stated {stated[key]}"


def discount(case: Case) -> Iterator[str]:
    """Each card of a kind is paid at the last price break that the cards bought reach, no other."""
    scenario, catalog = case.scenario, case.catalog
    for b in case.bought:
        reached = [s for s in scenario.cards.discount.get(b.line.card, ()) if s.from_ <= b.line.bought]
        single = price_of(scenario, catalog, b.line.card) if reached else None
        if single is None:
            continue
        step = reached[-1]
        if step.price is not None:
            true, _ = in_minor(scenario, catalog, step.price, ("cards", "discount", b.line.card))
        else:
            true = round_half_up(Fraction(single.minor) * (100 - Fraction(step.percent_off or 0)) / 100)
        if b.line.unit_price != (unit := from_minor(true, case.plan.currency)):
            count = f"{b.line.bought} x {b.line.card}"
            yield f"{count} at {b.line.unit_price}, from {step.from_} on each costs {unit}"


def budget(case: Case) -> Iterator[str]:
    """The purchase costs at most B, in the scenario's currency."""
    limit = case.scenario.budget.max
    if limit is None:
        return
    most, _ = in_minor(case.scenario, case.catalog, limit, ("budget", "max"), down=True)
    spent = sum(unit * count for (_, _, unit), count in _purchase(case).items())
    if spent > most:
        currency = case.scenario.money.currency
        yield f"{from_minor(spent, currency)} spent, {from_minor(most, currency)} allowed"


def purchase_cost(case: Case) -> Decimal | None:
    """Cards, hosts and networks; None where something that is bought has no price here."""
    if any(b.price is None and b.line.bought for b in case.bought):
        return None
    if case.housed and not _hosts_are_priced(case):
        return None
    minor = sum(unit * count for (_, _, unit), count in _purchase(case).items())
    return from_minor(minor, case.plan.currency)


def running_cost(case: Case) -> Decimal | None:
    """What the horizon adds under `tco`."""
    if case.scenario.goal != "tco":
        return None
    minor = sum(unit * count for (_, _, unit), count in _running(case).items())
    return from_minor(minor, case.plan.currency)


def _hosts_are_priced(case: Case) -> bool:
    return case.scenario.goal in ("capex", "tco", "streams") or case.scenario.budget.max is not None


def _minor(case: Case, line: BillLine) -> int:
    return in_minor(case.scenario, case.catalog, Money(line.unit), ("bill",))[0]


def _purchase(case: Case) -> Pieces:
    """Cards, hosts and networks; asked where hosts are priced, if there are any."""
    pieces: Pieces = Counter()
    for b in case.bought:
        if b.line.bought and b.price:
            pieces["cards", b.line.card, b.price.minor] += b.line.bought
    for line, chassis in case.servers():
        if not line.owned:
            pieces["hosts", chassis.id, _host(case, chassis, case.of_card[line.card])] += line.nodes
        fabric = case.catalog.fabrics[line.fabric]
        if fabric.network:
            link = _link(case, chassis, fabric.id, fabric.network)
            pieces["fabric", f"{fabric.id} for {chassis.id}", link] += line.nodes
    for used, network, count in switches_of(case):
        pieces["fabric", f"{used} switch", _part(case, used, "switch", network.switch.value)] += count
    return pieces


def _running(case: Case) -> Pieces:
    """Electricity and licences; nothing for what draws an unknown power, which no rule lets through."""
    pieces: Pieces = Counter()
    if case.scenario.goal != "tco":
        return pieces

    def electricity(item: str, watts: Decimal | int | None, count: int) -> None:
        if watts is None:
            return
        unit = electricity_of(case.scenario, case.catalog, math.ceil(watts))
        pieces["electricity", item, unit] += count

    rule = case.scenario.rules.virtualization
    shares = rule.all_cards or rule.min_streams or rule.min_instances
    for b in case.bought:
        if b.licensed and shares:
            pieces["licences", b.line.card, licence_of(case.scenario, case.catalog)] += b.line.count
        if not case.housed:
            electricity(b.line.card, b.power_w, b.line.count)
    for line, chassis in case.servers():
        electricity(line.card, case.card_power_w(line, chassis), line.cards * line.nodes)
        electricity(chassis.id, chassis.host_power_w.value, line.nodes)
        network = case.catalog.fabrics[line.fabric].network
        if network and not chassis.scale_out.built_in.value:
            watts = math.ceil(network.adapter_power_w.value) * _ports(chassis)
            if watts:
                electricity(f"{line.fabric} for {chassis.id}", watts, line.nodes)
    for used, kind, count in switches_of(case):
        electricity(f"{used} switch", kind.switch_power_w.value, count)
    return pieces


def _host(case: Case, chassis: Chassis, b: Bought) -> int:
    """The price of a server without its cards; nothing where the card's price includes it."""
    if b.price is not None and b.price.includes == "host":
        return 0
    own = case.scenario.nodes.price.get(chassis.id) if case.scenario.nodes else None
    if own is not None:
        return _quoted(case, own.amount)
    quote = chassis.price.host
    return _quoted(case, quote.value) if quote else 0


def _link(case: Case, chassis: Chassis, fabric: str, network: Network) -> int:
    """Cables of every port, and an adapter for each where none are built in."""
    ports = _ports(chassis)
    adapters = 0 if chassis.scale_out.built_in.value else ports
    port = _part(case, fabric, "port", network.port.value)
    return ports * port + adapters * _part(case, fabric, "adapter", network.adapter.value)


def _part(case: Case, fabric: str, part: str, listed: Money) -> int:
    """The price of a part of a network: what the scenario says, else the catalog."""
    own = case.scenario.nodes.network.get(fabric) if case.scenario.nodes else None
    price = getattr(own, part) if own else None
    return _quoted(case, price.amount if price else listed)


def _ports(chassis: Chassis) -> int:
    return chassis.scale_out.ports.value


def _quoted(case: Case, money: Money) -> int:
    return in_minor(case.scenario, case.catalog, money, ("nodes",))[0]
