"""Servers, networks and rooms that look like slips: units, names that no card goes with, idle rules."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from glmopt import topology
from glmopt.catalog import Card, Catalog
from glmopt.notices.notice import Notice, notice, slipped, worth
from glmopt.scenario import Scenario

Path = tuple[str | int, ...]

# Data sheets give links in both directions together (NVLink 600 or 900), networks give Gb/s.
MUCH_GB_S = Decimal(900)
# A room of more kW is more likely one of W; one of less holds no server, and is more likely in MW.
MOST_KW, LEAST_KW = Decimal(1000), Decimal("0.3")


def about_servers(scenario: Scenario, catalog: Catalog) -> list[Notice]:
    """Everything about servers, networks and rooms that a careful reader would ask about."""
    return [
        *_bandwidths(scenario),
        *_rooms(scenario),
        *_idle_rules(scenario),
        *_empty_chassis(scenario, catalog),
        *_unplugged(scenario, catalog),
        *_host_prices(scenario, catalog),
        *_network_prices(scenario, catalog),
    ]


def _bandwidths(scenario: Scenario) -> Iterator[Notice]:
    demand = scenario.demand
    asked = {"full_finetune": demand.full_finetune.min_bandwidth_gb_s}
    asked["service"] = demand.service.min_bandwidth_gb_s
    asked["tuning.light"] = demand.tuning.light.min_bandwidth_gb_s
    for key, rate in asked.items():
        if rate >= MUCH_GB_S:
            message = f"{rate} GB/s in one direction: are Gb/s or both directions together meant?"
            yield notice(scenario, ("demand", *key.split("."), "min_bandwidth_gb_s"), message)


def _rooms(scenario: Scenario) -> Iterator[Notice]:
    limits: list[tuple[Path, Decimal | None]] = [(("rules", "max_power_kw"), scenario.rules.max_power_kw)]
    limits += [(("sites", s, "max_power_kw"), site.max_power_kw) for s, site in scenario.sites.items()]
    for path, kw in limits:
        if kw is not None and kw > MOST_KW:
            yield notice(scenario, path, f"{kw} kW is much for one room: are W meant?")
        if kw is not None and 0 < kw < LEAST_KW:
            yield notice(scenario, path, f"{kw} kW is less than one server draws: are MW meant?")
    wanted = sum(site.min_streams for site in scenario.sites.values())
    if scenario.demand.streams and wanted > scenario.demand.streams:
        message = f"the sites ask for {wanted} streams together, demand.streams for {scenario.demand.streams}"
        yield notice(scenario, ("sites",), message)


def _idle_rules(scenario: Scenario) -> Iterator[Notice]:
    demand, path = scenario.demand, ("rules", "survive_nodes")
    needs = (demand.streams, demand.instances, demand.light_finetune, demand.full_finetune.gangs)
    if scenario.rules.survive_nodes and not any(needs):
        yield notice(scenario, path, "nothing is asked that must survive")


def _empty_chassis(scenario: Scenario, catalog: Catalog) -> Iterator[Notice]:
    """Chassis that are named and take none of the cards that may be used."""
    named: list[tuple[str, Path]] = []
    if scenario.nodes is not None and scenario.nodes.chassis != "any":
        named += [(c, ("nodes", "chassis", i)) for i, c in enumerate(scenario.nodes.chassis)]
    for name, site in scenario.sites.items():
        named += [(c, ("sites", name, "chassis", i)) for i, c in enumerate(site.chassis or ())]
    if not named:
        return
    cards = [card for card in catalog.cards.values() if _allowed(scenario, catalog, card)]
    for chassis, path in named:
        here = catalog.chassis.get(chassis)
        if here and not any(topology.fitting(here, card, catalog.cards) for card in cards):
            yield notice(scenario, path, f"{chassis} takes none of the cards that may be used")


def _allowed(scenario: Scenario, catalog: Catalog, card: Card) -> bool:
    """Whether a card has figures and no list of the scenario keeps it out, or is owned."""
    if card.id in {entry.card for entry in scenario.owned}:
        return True
    cards, vendors = scenario.cards, scenario.rules.vendors
    if cards.allow is not None and card.id not in cards.allow and card.id not in cards.define:
        return False
    if vendors.allow is not None and card.vendor not in vendors.allow:
        return False
    out = card.id in cards.deny or card.vendor in vendors.deny
    return not out and catalog.spec(card.id, scenario.figures) is not None


def _unplugged(scenario: Scenario, catalog: Catalog) -> Iterator[Notice]:
    """Networks that are named and that no named chassis has a port for."""
    if scenario.nodes is None:
        return
    named = scenario.nodes.chassis
    known = [
        catalog.chassis[c] for c in (catalog.chassis if named == "any" else named) if c in catalog.chassis
    ]
    for index, name in enumerate(scenario.nodes.fabric):
        fabric = catalog.fabrics.get(name)
        if known and fabric and fabric.network and not any(topology.ports_per_node(c, fabric) for c in known):
            yield notice(scenario, ("nodes", "fabric", index), f"no chassis here has a port for {name}")


def _network_prices(scenario: Scenario, catalog: Catalog) -> Iterator[Notice]:
    """Own prices of networks that cost nothing or are far from the catalog's."""
    for name, own in (scenario.nodes.network if scenario.nodes else {}).items():
        fabric = catalog.fabrics.get(name)
        for part in type(own).model_fields:
            price = getattr(own, part)
            if price is None:
                continue
            path, money = ("nodes", "network", name, part), price.amount
            listed = getattr(fabric.network, part).value if fabric and fabric.network else None
            if money.amount == 0:
                yield notice(scenario, path, "costs nothing")
            elif listed and slipped(worth(scenario, catalog, money), worth(scenario, catalog, listed)):
                yield notice(scenario, path, f"{money} is far from the listed {listed}")


def _host_prices(scenario: Scenario, catalog: Catalog) -> Iterator[Notice]:
    for name, own in (scenario.nodes.price if scenario.nodes else {}).items():
        path, money = ("nodes", "price", name), own.amount
        chassis = catalog.chassis.get(name)
        quote = chassis.price.host if chassis else None
        if money.amount == 0:
            yield notice(scenario, path, "costs nothing")
            continue
        if quote and slipped(worth(scenario, catalog, money), worth(scenario, catalog, quote.value)):
            yield notice(scenario, path, f"{money} is far from the listed {quote.value}")
