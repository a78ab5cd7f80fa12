"""Checks of rooms: power, rack space, ports, streams of a site. Read from the servers of the plan."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from glmopt.check.case import Case

if TYPE_CHECKING:
    from glmopt.catalog.fabrics import Network

# A site, or None for all of them together, and what it has.
Limit = tuple[str | None, Decimal | None]


def power(case: Case) -> Iterator[str]:
    """What is in use draws no more than there is, in all and at each site."""
    limits: list[Limit] = [(None, case.scenario.rules.max_power_kw)]
    limits += [(name, site.max_power_kw) for name, site in case.scenario.sites.items()]
    for site, limit in limits:
        if limit is None:
            continue
        drawn = power_w(case, site)
        if drawn is None or drawn > limit * 1000:
            yield f"{drawn} W{_at(site)}, {limit} kW allowed"


def rack_units(case: Case) -> Iterator[str]:
    """Nodes and switches take no more rack space than there is, in all and at each site."""
    limits: list[Limit] = [(None, case.scenario.rules.max_rack_units)]
    limits += [(name, site.max_rack_units) for name, site in case.scenario.sites.items()]
    for site, limit in limits:
        taken = rack_units_of(case, site)
        if limit is not None and taken is not None and taken > limit:
            yield f"{taken} rack units{_at(site)}, {limit} allowed"


def ports(case: Case) -> Iterator[str]:
    """At most as many network ports at a site as it has."""
    for name, site in case.scenario.sites.items():
        used = sum(ports_of(case, name, fabric) for fabric in case.catalog.fabrics if fabric != "none")
        if site.max_ports is not None and used > site.max_ports:
            yield f"{used} ports at {name}, there are {site.max_ports}"


def fabric(case: Case) -> Iterator[str]:
    """Nodes hang on networks that the site has and that their ports speak."""
    nodes = case.scenario.nodes
    for line, chassis in case.servers():
        if line.fabric == "none":
            continue
        site = case.scenario.sites.get(line.site)
        allowed = (site.fabric if site else None) or (nodes.fabric if nodes else ())
        if line.fabric not in allowed:
            yield f"{line.fabric} at {line.site}, where it is not offered"
        network = case.catalog.fabrics[line.fabric].network
        if network is None or network.speaks not in chassis.scale_out.speaks.value:
            yield f"{chassis.id} has no port for {line.fabric}"


def site_streams(case: Case) -> Iterator[str]:
    """So many streams are served from a site, whatever the others do."""
    for name, site in case.scenario.sites.items():
        have = 0
        for line in case.plan.nodes:
            if line.site == name:
                have += case.each(case.of_card[line.card]) * line.cards * line.nodes
        if case.dedicated:
            for gang in case.plan.gangs:
                if gang.site == name:
                    have -= case.each(case.of_card[gang.card]) * gang.cards * gang.count
        if have < site.min_streams:
            yield f"{have} of {site.min_streams} streams from {name}"


def power_w(case: Case, site: str | None = None) -> int | None:
    """Watts of cards, hosts, adapters and switches, or of bare cards; None where a card has no figure."""
    if not case.housed:
        drawn = [b.power_w * b.line.count for b in case.bought if b.power_w]
        return sum(drawn) if len(drawn) == len(case.bought) else None
    total = 0
    for line, chassis in case.servers():
        if site not in (None, line.site):
            continue
        card = case.card_power_w(line, chassis)
        if card is None:
            return None
        each = card * line.cards + math.ceil(chassis.host_power_w.value)
        network = case.catalog.fabrics[line.fabric].network
        if network and not chassis.scale_out.built_in.value:
            each += math.ceil(network.adapter_power_w.value) * chassis.scale_out.ports.value
        total += each * line.nodes
    for _, network, count in switches_of(case, site):
        total += math.ceil(network.switch_power_w.value) * count
    return total


def rack_units_of(case: Case, site: str | None = None) -> Decimal | None:
    """Rack units of servers and switches; None for bare cards."""
    if not case.housed:
        return None
    nodes = (c.rack_units.value * n.nodes for n, c in case.servers() if site in (None, n.site))
    switches = (network.switch_rack_units.value * k for _, network, k in switches_of(case, site))
    return sum(nodes, Decimal(0)) + sum(switches, Decimal(0))


def switches_of(case: Case, site: str | None = None) -> Iterator[tuple[str, Network, int]]:
    """Each network in use at each site, by the id of its fabric, and its switches."""
    for name, used in sorted({(n.site, n.fabric) for n in case.plan.nodes}):
        fabric = case.catalog.fabrics[used]
        if fabric.network and site in (None, name):
            yield used, fabric.network, fabric.switches(ports_of(case, name, used))


def ports_of(case: Case, site: str, fabric: str) -> int:
    """Ports of a network in use at a site."""
    return sum(
        chassis.scale_out.ports.value * line.nodes
        for line, chassis in case.servers()
        if (line.site, line.fabric) == (site, fabric)
    )


def _at(site: str | None) -> str:
    return f" at {site}" if site else ""
