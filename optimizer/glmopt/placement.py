"""The graph of a plan: its servers, cards, networks and gangs, from scenario and catalog alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from glmopt import topology
from glmopt.catalog import Catalog
from glmopt.errors import CheckFailure
from glmopt.plan import GangLine, NodeLine, Plan
from glmopt.scenario import Scenario

if TYPE_CHECKING:
    from glmopt.topology import CardPort, GangOption, PlacedNode
    from glmopt.topology.attributes import Graph


def graph_of(plan: Plan, scenario: Scenario, catalog: Catalog, *, gangs_only: bool = False) -> Graph:
    """The graph of `plan`. Raises CheckFailure where a gang finds no place or a card does not fit.

    `gangs_only` leaves out nodes that no gang needs: of equal ones one stays, or as many as gangs could take,
    under the same names, so that a plan of many thousand servers is judged in no time.
    """
    nodes = [_node(line, plan, catalog) for line in plan.nodes]
    if gangs_only:
        nodes = [_needed(node, line, plan) for node, line in zip(nodes, plan.nodes, strict=True)]
    asked = scenario.demand.full_finetune.min_bandwidth_gb_s
    gangs = [topology.PlacedGang(_option(gang, asked), gang.site, gang.count) for gang in plan.gangs]
    return topology.plan_graph(nodes, gangs, catalog.fabrics["none"])


def port_of(card: str, chassis: str, catalog: Catalog) -> CardPort:
    """What `chassis` sees of `card`. Raises CheckFailure where it does not fit, or either is unknown."""
    if chassis not in catalog.chassis:
        raise CheckFailure([f"{chassis} is not a chassis of the catalog"])
    port = topology.fitting(catalog.chassis[chassis], catalog.cards[card], catalog.cards)
    if port is None:
        raise CheckFailure([f"{card} does not fit {chassis}"])
    return port


def light_groups(line: NodeLine, scenario: Scenario, catalog: Catalog) -> int:
    """Groups for light fine-tuning jobs in one server of `line`: cards, or groups of several of them."""
    job = scenario.demand.tuning.light
    if job.cards == 1:
        return line.cards
    port, chassis = port_of(line.card, line.chassis, catalog), catalog.chassis[line.chassis]
    none = catalog.fabrics["none"]
    held = topology.groups_held(port, chassis, none, job.cards, job.min_bandwidth_gb_s)
    return held(min(line.cards, chassis.slots.value))


def wired(plan: Plan, scenario: Scenario, catalog: Catalog) -> Plan:
    """`plan` with the rates and places of its gangs, read from its graph."""
    if not plan.gangs:
        return plan
    graph = graph_of(plan, scenario, catalog, gangs_only=True)
    asked = scenario.demand.full_finetune.min_bandwidth_gb_s
    cards = list(topology.gangs_of(graph).values())
    gangs, first = [], 0
    for gang in plan.gangs:
        proofs = [topology.verify_gang(graph, c, asked) for c in cards[first : first + gang.count]]
        rates = [p.bottleneck_gb_s for p in proofs if p.bottleneck_gb_s is not None]
        places = [
            "+".join(dict.fromkeys(card.split(".")[0] for card in c))
            for c in cards[first : first + gang.count]
        ]
        gangs.append(
            replace(
                gang,
                bottleneck_gb_s=min(rates) if rates else None,
                bisection_gb_s=min(p.bisection_gb_s for p in proofs),
                bisection_exact=all(p.bisection_exact for p in proofs),
                places=tuple(places),
            )
        )
        first += gang.count
    return replace(plan, gangs=tuple(gangs))


def _node(line: NodeLine, plan: Plan, catalog: Catalog) -> PlacedNode:
    if line.fabric not in catalog.fabrics:
        raise CheckFailure([f"{line.fabric} is not a fabric of the catalog"])
    port = port_of(line.card, line.chassis, catalog)
    chassis = catalog.chassis[line.chassis]
    if not 0 <= line.cards <= chassis.slots.value:
        raise CheckFailure([f"{line.cards} cards in the {chassis.slots.value} slots of {chassis.id}"])
    fabric = catalog.fabrics[line.fabric]
    return topology.PlacedNode(chassis, port, line.cards, line.site, line.nodes, fabric=fabric)


def _needed(node: PlacedNode, line: NodeLine, plan: Plan) -> PlacedNode:
    """As many of equal nodes as the gangs of their pool could take, and one at least."""
    pool = (line.card, line.chassis, line.site)
    most = sum(g.count * g.nodes for g in plan.gangs if (g.card, g.chassis, g.site) == pool)
    kept = min(line.nodes, max(1, most))
    return replace(node, count=kept, left_out=line.nodes - kept)


def _option(gang: GangLine, asked: Decimal) -> GangOption:
    """The shape of a gang, as much of it as placing it takes."""
    return topology.GangOption(
        card=gang.card,
        part=gang.card,
        chassis=gang.chassis,
        fabric=gang.fabric,
        reach=gang.reach,  # type: ignore[arg-type]
        cards=gang.cards,
        nodes=gang.nodes,
        per_node=gang.per_node,
        gangs_per_node=1,
        min_bandwidth_gb_s=asked,
        bottleneck_gb_s=None,
    )
