"""Gang options: how a job of so many cards can sit in a chassis and its fabric, at a bandwidth.

All rates are GB/s per direction. A gang of one card needs no link and has no bottleneck.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from glmopt.catalog import Chassis, Fabric
from glmopt.dataclass import dataclass
from glmopt.topology.fit import CardPort, misfit
from glmopt.topology.groups import by_links, card_groups, components, levels, widest
from glmopt.topology.picking import HUB, hub_component, packed, pick, pick_fastest
from glmopt.topology.wiring import chassis_graph, join
from glmopt.units import ceil_div

if TYPE_CHECKING:
    import networkx as nx

Reach = Literal["group", "node", "pod"]


@dataclass(frozen=True, slots=True)
class GangOption:
    """One way to wire a gang.

    reach            group: inside one group of a node; node: over several groups of one node; pod: over the
                     nodes of a pod, by the fabric
    cards, nodes     the job takes `cards`, the same number (`per_node`) on each of `nodes`
    gangs_per_node   how many such gangs a full node holds, or shares of them in a pod
    bottleneck_gb_s  the least rate on the best way between any two of its cards; None for one card
    """

    card: str
    part: str
    chassis: str
    fabric: str
    reach: Reach
    cards: int
    nodes: int
    per_node: int
    gangs_per_node: int
    min_bandwidth_gb_s: Decimal
    bottleneck_gb_s: Decimal | None


@functools.lru_cache(maxsize=4096)
def gang_options(
    card: CardPort, chassis: Chassis, fabric: Fabric, need_cards: int, min_bandwidth_gb_s: Decimal
) -> tuple[GangOption, ...]:
    """The ways to wire a job that needs `need_cards` cards at `min_bandwidth_gb_s`, the fewest nodes first.

    The number of cards is rounded up to what the chassis allows. Each further option has fewer cards
    than those before it. Empty where there is none: `why_no_gang` says why.
    """
    if need_cards < 1 or misfit(chassis, card):
        return ()
    found: list[GangOption] = []
    ask = _Ask(card, chassis, fabric, need_cards, min_bandwidth_gb_s)
    inside = _inside(ask)
    if inside:
        found.append(inside)
    found += _pods(ask, inside.cards if inside else None)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Ask:
    card: CardPort
    chassis: Chassis
    fabric: Fabric
    need: int
    bandwidth: Decimal


def _inside(ask: _Ask) -> GangOption | None:
    """The smallest allowed job in one node, over its own wires or else also over its ports and the fabric."""
    for size in (s for s in ask.chassis.jobs.sizes.value if s >= ask.need):
        plain = chassis_graph(ask.chassis, ask.card)
        option = _inside_by(ask, plain, size)
        if option:
            return option
        if join(plain, ask.chassis, ask.chassis.slots.value, ask.fabric, HUB, ""):
            option = _inside_by(ask, plain, size)
            if option:
                return option
    return None


def _inside_by(ask: _Ask, graph: nx.Graph[str], size: int) -> GangOption | None:
    def take(left: nx.Graph[str]) -> tuple[str, ...] | None:
        return pick(left, size, ask.bandwidth, ask.chassis)

    if size == 1:
        # a single card needs no wire, whatever is asked
        return _option(ask, "group", 1, 1, ask.chassis.slots.value, None)
    found = pick_fastest(graph, size, ask.bandwidth, ask.chassis)
    if found is None:
        return None
    chosen, rate = found
    reach: Reach = "pod" if HUB in graph else _reach(graph, chosen, rate)
    return _option(ask, reach, 1, size, packed(graph, take), rate)


def _reach(graph: nx.Graph[str], chosen: tuple[str, ...], rate: Decimal) -> Reach:
    """`group` where links alone join the gang, or no part of the node is wired faster than the whole."""
    if any(set(chosen) <= part for part in components(by_links(graph), rate)):
        return "group"
    whole = len(card_groups(graph, rate)) == 1
    faster = [part for level in levels(graph) if level > rate for part in card_groups(graph, level)]
    return "node" if whole and any(len(part) > 1 for part in faster) else "group"


def _pods(ask: _Ask, fewer_than: int | None) -> Iterator[GangOption]:
    """Jobs over several nodes: more nodes only where they save cards."""
    multiple, slots = ask.chassis.jobs.per_node_multiple, ask.chassis.slots.value
    if multiple is None:
        return
    graph = chassis_graph(ask.chassis, ask.card)
    if not join(graph, ask.chassis, slots, ask.fabric, HUB, ""):
        return
    reachable = len(hub_component(graph, ask.bandwidth))
    for nodes in range(2, ask.need + 1):
        per_node = ceil_div(ceil_div(ask.need, nodes), multiple.value) * multiple.value
        cards = nodes * per_node
        if per_node > reachable or (fewer_than is not None and cards >= fewer_than):
            if per_node == multiple.value:
                return
            continue
        fewer_than = cards
        rate = widest(graph, functools.partial(_hub_has, graph, per_node), ask.bandwidth)
        yield _option(ask, "pod", nodes, per_node, _shares(graph, per_node, ask.bandwidth), rate)
        if per_node == multiple.value:
            return


def _shares(graph: nx.Graph[str], per_node: int, bandwidth: Decimal) -> int:
    """How many gangs may have `per_node` cards on one node."""

    def take(left: nx.Graph[str]) -> tuple[str, ...] | None:
        cards = hub_component(left, bandwidth)[:per_node]
        return cards if len(cards) == per_node else None

    return packed(graph, take)


def _hub_has(graph: nx.Graph[str], cards: int, part: set[str]) -> bool:
    return HUB in part and sum(graph.nodes[v]["kind"] == "card" for v in part) >= cards


def _option(
    ask: _Ask,
    reach: Reach,
    nodes: int,
    per_node: int,
    gangs_per_node: int,
    rate: Decimal | None,
) -> GangOption:
    return GangOption(
        card=ask.card.card,
        part=ask.card.part,
        chassis=ask.chassis.id,
        fabric=ask.fabric.id,
        reach=reach,
        cards=nodes * per_node,
        nodes=nodes,
        per_node=per_node,
        gangs_per_node=gangs_per_node,
        min_bandwidth_gb_s=ask.bandwidth,
        bottleneck_gb_s=rate if nodes * per_node > 1 else None,
    )
