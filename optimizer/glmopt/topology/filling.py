"""How many cards a node must hold so that gangs find their place in it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from glmopt.catalog import Chassis, Fabric
from glmopt.topology.fit import CardPort
from glmopt.topology.gangs import GangOption, gang_options
from glmopt.topology.picking import HUB, hub_component, packed, pick
from glmopt.topology.wiring import chassis_graph, join

if TYPE_CHECKING:
    import networkx as nx


@functools.lru_cache(maxsize=4096)
def least_fill(card: CardPort, chassis: Chassis, fabric: Fabric, option: GangOption) -> tuple[int, ...]:
    """phi(1), phi(2), ...: the fewest cards in a node with which it holds one, two, ... of the gangs.

    As many as a full node holds; for a gang over several nodes, its shares of `per_node` cards. Slots fill
    from the first, so that phi(t) can be more than t times the gang's cards in a node.
    """
    holds = [gangs_in(card, chassis, fabric, option, filled) for filled in range(chassis.slots.value + 1)]
    most = holds[-1]
    return tuple(next(f for f, gangs in enumerate(holds) if gangs >= t) for t in range(1, most + 1))


def gangs_in(card: CardPort, chassis: Chassis, fabric: Fabric, option: GangOption, filled: int) -> int:
    """How many gangs of `option`, or shares of them, a node with `filled` cards holds."""
    if option.cards == 1:
        return filled
    graph = chassis_graph(chassis, card, filled)
    if option.reach == "pod":
        join(graph, chassis, filled, fabric, HUB, "")
    if option.nodes == 1:
        return packed(
            graph, functools.partial(pick, size=option.cards, rate=option.min_bandwidth_gb_s, chassis=chassis)
        )
    return packed(graph, functools.partial(_share, size=option.per_node, rate=option.min_bandwidth_gb_s))


def groups_held(
    card: CardPort, chassis: Chassis, none: Fabric, cards: int, min_bandwidth_gb_s: Decimal
) -> Callable[[int], int]:
    """How many groups for jobs of so many cards a node holds, by the cards in it; over its own wires alone.

    `none` is the fabric without a network. A job is rounded up to a size that the chassis allows.
    """
    options = gang_options(card, chassis, none, cards, min_bandwidth_gb_s)
    inside = next((o for o in options if o.nodes == 1), None)
    if inside is None:
        return lambda _: 0
    return lambda filled: gangs_in(card, chassis, none, inside, filled)


def _share(left: nx.Graph[str], size: int, rate: Decimal) -> tuple[str, ...] | None:
    cards = hub_component(left, rate)[:size]
    return cards if len(cards) == size else None
