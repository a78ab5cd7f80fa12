"""Checks of servers: slots, and what is owned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from glmopt import topology
from glmopt.check.case import Case
from glmopt.placement import port_of
from glmopt.plan import NodeLine

if TYPE_CHECKING:
    from glmopt.catalog import Chassis


def slots(case: Case) -> Iterator[str]:
    """Every card sits in a slot of a server that may be had and takes it; boards sold full are full.

    That cards, forms and ports fit is read from the plan's graph, where each is a vertex of its own.
    """
    if not case.housed:
        if case.plan.nodes or case.plan.gangs:
            yield "servers, where the scenario has bare cards"
        return
    placed: Counter[str] = Counter()
    for line, chassis in case.servers():
        placed[line.card] += line.cards * line.nodes
        if line.nodes < 1 or not 1 <= line.cards <= chassis.slots.value:
            yield f"{line.nodes} x {line.cards} cards in {chassis.id} of {chassis.slots.value} slots"
        if line.site not in (set(case.scenario.sites) or {"main"}):
            yield f"{line.site} is not a site of the scenario"
        if line.owned:
            continue
        if chassis.sold_full.value and line.cards != chassis.slots.value:
            yield f"{line.cards} cards in a new {chassis.id}, which is sold with {chassis.slots.value}"
        if not _may_be_bought(case, line):
            yield f"{chassis.id} may not be bought for {line.site}"
        price = case.of_card[line.card].price
        with_host = price is not None and price.includes == "host"
        if with_host and not chassis.sold_full.value:
            yield f"the price of {line.card} is a share of a full server, {chassis.id} is not sold full"
        if not with_host and _host_price_is_missing(case, chassis):
            yield f"{chassis.id} has no host price"
    for b in case.bought:
        if placed[b.line.card] != b.line.count:
            yield f"{placed[b.line.card]} of {b.line.count} x {b.line.card} sit in servers"
    yield from _groups(case)
    if not isinstance(case.graph, str):
        catalog = case.catalog
        yield from topology.verify_nodes(case.graph, catalog.chassis, catalog.cards, catalog.fabrics)


def _may_be_bought(case: Case, line: NodeLine) -> bool:
    nodes, site = case.scenario.nodes, case.scenario.sites.get(line.site)
    if site is not None and site.chassis is not None:
        return line.chassis in site.chassis
    return nodes is not None and (nodes.chassis == "any" or line.chassis in nodes.chassis)


def _host_price_is_missing(case: Case, chassis: Chassis) -> bool:
    """Whether money counts, and neither catalog nor scenario has a price of the server without cards."""
    nodes = case.scenario.nodes
    if nodes is None or (case.scenario.goal == "cards" and case.scenario.budget.max is None):
        return False
    return chassis.price.host is None and chassis.id not in nodes.price


def _groups(case: Case) -> Iterator[str]:
    """Tensor-parallel groups: every server holds whole ones, wired at the asked bandwidth."""
    service = case.scenario.demand.service
    if case.scenario.sizing != "roofline" or service.cards == 1:
        return
    none = case.catalog.fabrics["none"]
    for line, chassis in case.servers():
        port = port_of(line.card, line.chassis, case.catalog)
        options = topology.gang_options(port, chassis, none, service.cards, service.min_bandwidth_gb_s)
        whole = [o for o in options if o.cards == service.cards]
        held = topology.gangs_in(port, chassis, none, whole[0], line.cards) if whole else 0
        if held * service.cards < line.cards:
            yield f"{line.cards} cards in {chassis.id} make {held} groups of {service.cards}"


def owned(case: Case) -> Iterator[str]:
    """No more is taken for owned than there is, and owned cards are those of owned servers in use."""
    used = _used(case)
    for n in case.plan.nodes:
        if n.had and not n.owned:
            yield f"{n.nodes} new {n.chassis} said to have come with {n.had} cards"
    for b in case.bought:
        card, taken = b.line.card, b.line.owned
        if not case.housed:
            there = sum(o.cards or 0 for o in case.scenario.owned if o.card == card)
            if not 0 <= taken <= min(there, b.line.count):
                yield f"{taken} owned x {card}, there are {there}"
            continue
        most = 0
        for (its, chassis, site), had in sorted(used.items()):
            if its != card:
                continue
            brought, nodes = _owned_servers(case, card, chassis, site), had.total()
            if nodes > brought.total():
                yield f"{nodes} owned {chassis} with {card} at {site}, there are {brought.total()}"
            if had.keys() == {0}:
                # a result of before does not say which of them are in use
                most += sum(sorted(brought.elements(), reverse=True)[:nodes])
                continue
            # what they brought along may have been moved to other nodes of the pool
            most += sum(cards * count for cards, count in had.items())
            for cards, count in sorted((had - brought).items()):
                yield f"{count} owned {chassis} too many that came with {cards} x {card} at {site}"
        if not 0 <= taken <= most:
            yield f"{taken} owned x {card}, the owned servers in use had {most}"


def _used(case: Case) -> dict[tuple[str, str, str], Counter[int]]:
    """The owned servers of the plan, by card, chassis and site, counted by the cards that they came with."""
    found: dict[tuple[str, str, str], Counter[int]] = {}
    for n in case.plan.nodes:
        if n.owned:
            found.setdefault((n.card, n.chassis, n.site), Counter())[n.had] += n.nodes
    return found


def _owned_servers(case: Case, card: str, chassis: str, site: str) -> Counter[int]:
    """The owned servers of one kind at a site, counted by the cards in them."""
    found: Counter[int] = Counter()
    for o in case.scenario.owned:
        if (o.card, o.chassis, case.site_of(o.site)) == (card, chassis, site):
            found[o.cards or case.catalog.chassis[chassis].slots.value] += o.nodes
    return found
