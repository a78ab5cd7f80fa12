"""Bridges that groups of a plan hang on: they join cards of one server and are not priced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from glmopt import topology
from glmopt.catalog import Catalog, Chassis
from glmopt.dataclass import dataclass
from glmopt.placement import port_of
from glmopt.plan import NodeLine, Plan
from glmopt.scenario import Scenario
from glmopt.topology import CardPort
from glmopt.units import ceil_div


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
    """
    found: dict[tuple[str, str], Bridges] = {}
    left = scenario.demand.light_finetune
    for node in plan.nodes:
        chassis, port = catalog.chassis[node.chassis], port_of(node.card, node.chassis, catalog)
        if not _bridged(chassis, port) or chassis.links is None:
            continue
        jobs = min(left, _light(node, chassis, port, scenario, catalog))
        left -= jobs
        sets = jobs * ceil_div(scenario.demand.tuning.light.cards, port.link_cards)
        sets += _instances(node, chassis, port, scenario, catalog)
        key = (node.card, node.chassis)
        before = found[key].count if key in found else _gangs(plan, chassis, port, scenario, catalog)
        most = sum(
            n.nodes * ceil_div(n.cards, port.link_cards) for n in plan.nodes if (n.card, n.chassis) == key
        )
        count = min(before + sets, most)
        found[key] = Bridges(node.card, node.chassis, chassis.links.name, port.link_cards, count)
    return tuple(b for b in found.values() if b.count)


def _bridged(chassis: Chassis, port: CardPort) -> bool:
    """Whether a bridge of the card joins cards in these servers."""
    links = chassis.links
    return bool(
        links and links.kind == "bridge" and port.link_gb_s and 1 < port.link_cards <= links.size.value
    )


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
    if any(o.nodes == 1 and o.cards == service.cards for o in options):
        return 0
    return node.nodes * (node.cards // service.cards) * ceil_div(service.cards, port.link_cards)


def _gangs(plan: Plan, chassis: Chassis, port: CardPort, scenario: Scenario, catalog: Catalog) -> int:
    """Sets to be bridged for the gangs of a card in servers of one type."""
    return sum(_of_gangs(plan, chassis, port, scenario, catalog))


def _of_gangs(
    plan: Plan, chassis: Chassis, port: CardPort, scenario: Scenario, catalog: Catalog
) -> Iterator[int]:
    asked = scenario.demand.full_finetune.min_bandwidth_gb_s
    bare = replace(port, link_gb_s=None)
    for gang in plan.gangs:
        if not asked or (gang.card, gang.chassis) != (port.card, chassis.id):
            continue
        options = topology.gang_options(bare, chassis, catalog.fabrics[gang.fabric], gang.cards, asked)
        if not any((o.nodes, o.cards) == (gang.nodes, gang.cards) for o in options):
            yield gang.count * gang.nodes * ceil_div(gang.per_node, port.link_cards)
