"""Bridges that groups of a plan hang on: they join cards of one server and are not priced."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from glmopt import topology
from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.placement import port_of
from glmopt.plan import NodeLine, Plan
from glmopt.scenario import Scenario
from glmopt.units import ceil_div

if TYPE_CHECKING:
    from glmopt.catalog import Chassis
    from glmopt.topology import CardPort


@dataclass(frozen=True, slots=True)
class Bridges:
    """`count` sets of `joins` cards each must be bridged in servers of one type; `name` is the bridge's."""

    card: str
    chassis: str
    name: str
    joins: int
    count: int


def bridges(plan: Plan, scenario: Scenario, catalog: Catalog) -> tuple[Bridges, ...]:
    """What must be bridged for jobs, instances and gangs at the bandwidth asked; nothing where the bus does.

    A set of cards counts once, also where several needs could share it in turn up to all that can be joined.
    What only a bridge is fast enough for stands within one set of each of its nodes.
    """
    found: dict[tuple[str, str], Bridges] = {}
    most: Counter[tuple[str, str]] = Counter()
    left = scenario.demand.light_finetune
    for node in plan.nodes:
        chassis, port = catalog.chassis[node.chassis], port_of(node.card, node.chassis, catalog)
        bridge = _bridge(chassis, port)
        if bridge is None:
            continue
        kind = node.card, node.chassis
        if kind not in found:
            gangs = _gangs(plan, chassis, port, scenario, catalog)
            found[kind] = Bridges(*kind, bridge, port.link_cards, gangs)
        jobs = min(left, _light(node, chassis, port, scenario, catalog))
        left -= jobs
        sets = jobs + _instances(node, chassis, port, scenario, catalog)
        found[kind] = replace(found[kind], count=found[kind].count + sets)
        most[kind] += node.nodes * ceil_div(node.cards, port.link_cards)
    made = (replace(b, count=min(b.count, most[kind])) for kind, b in found.items())
    return tuple(b for b in made if b.count)


def _bridge(chassis: Chassis, port: CardPort) -> str | None:
    """The bridge of the card that joins cards in these servers; None where none does."""
    links = chassis.links
    if not links or links.kind != "bridge" or not port.link_gb_s:
        return None
    return links.name if 1 < port.link_cards <= links.size.value else None


def _light(node: NodeLine, chassis: Chassis, port: CardPort, scenario: Scenario, catalog: Catalog) -> int:
    """Light jobs in these nodes for which only a bridge is fast enough."""
    job = scenario.demand.tuning.light
    if job.cards == 1 or not job.min_bandwidth_gb_s:
        return 0
    none = catalog.fabrics["none"]
    with_bridge, bare = (
        topology.groups_held(p, chassis, none, job.cards, job.min_bandwidth_gb_s)(node.cards)
        for p in (port, replace(port, link_gb_s=None))
    )
    return node.nodes * (with_bridge - bare)


def _instances(node: NodeLine, chassis: Chassis, port: CardPort, scenario: Scenario, catalog: Catalog) -> int:
    """Sets to be bridged for tensor-parallel instances."""
    service = scenario.demand.service
    if scenario.sizing != "roofline" or service.cards == 1 or not service.min_bandwidth_gb_s:
        return 0
    bare = replace(port, link_gb_s=None)
    options = topology.gang_options(
        bare, chassis, catalog.fabrics["none"], service.cards, service.min_bandwidth_gb_s
    )
    if any(o.cards == service.cards for o in options):
        return 0
    return node.nodes * (node.cards // service.cards)


def _gangs(plan: Plan, chassis: Chassis, port: CardPort, scenario: Scenario, catalog: Catalog) -> int:
    """Sets to be bridged for the gangs of a card in servers of one type."""
    asked = scenario.demand.full_finetune.min_bandwidth_gb_s
    bare = replace(port, link_gb_s=None)
    sets = 0
    for gang in plan.gangs:
        if not asked or (gang.card, gang.chassis) != (port.card, chassis.id):
            continue
        options = topology.gang_options(bare, chassis, catalog.fabrics[gang.fabric], gang.cards, asked)
        if not any((o.nodes, o.cards) == (gang.nodes, gang.cards) for o in options):
            sets += gang.count * gang.nodes
    return sets
