"""A pool: all nodes of one chassis with one card at one site, and how gangs are wired in them."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from glmopt import topology
from glmopt.catalog import Card
from glmopt.problem.builder import Builder
from glmopt.problem.housing import RACK_UNIT, OwnedNodes, Pool, Way
from glmopt.problem.networks import link_of
from glmopt.problem.running import needs_power
from glmopt.scenario import CardPrice
from glmopt.scenario.housing import Site
from glmopt.sizing import Capacity
from glmopt.units import ceil_div

if TYPE_CHECKING:
    from glmopt.catalog import Chassis, Fabric
    from glmopt.topology import CardPort


def pool_of(
    make: Builder,
    where: tuple[str, Site],
    chassis: Chassis,
    card: Card,
    capacity: Capacity,
    price: CardPrice | None,
    fabrics: list[Fabric],
    *,
    buyable: bool,
) -> Pool | None:
    """The pool of a card in a chassis at a site; None where the card does not fit or has no whole group.

    Nor is there one where the power counts that the part draws, and nothing says what it is.
    """
    site_id, site = where
    port = topology.fitting(chassis, card, make.catalog.cards)
    owned = _owned(make, site_id, chassis, card)
    if port is None:
        for index in owned:
            message = f"{card.id} does not fit {chassis.id}"
            make.faults.append(make.fault("contradiction", message, ("owned", index, "card")))
        return None
    slots, unit = _slots(make, chassis, port)
    if not slots or (port.tdp_w is None and needs_power(make.scenario)):
        return None
    # without a need for prices none is read: it may be in a currency without a rate
    host = make.host_price(chassis) if make.priced else 0
    listed = chassis in make.chassis_of(site)
    if price is not None and price.includes == "host":
        # a share of a whole server: nothing is known of this card's price in a server sold half empty
        host, listed = 0, listed and chassis.sold_full.value
    if host is None and make.priced and listed and not owned and make.nodes.chassis == "any":
        return None
    if host is None and make.priced and listed:
        action = f"add nodes.price.{chassis.id}, or take it out of nodes.chassis"
        fault = make.fault("no-price", f"{chassis.id} has no host price", ("nodes", "chassis"), action)
        if fault not in make.faults:
            make.faults.append(fault)
        return None
    need = capacity.gang_cards if make.scenario.demand.full_finetune.gangs else 0
    asked = make.scenario.demand.full_finetune.min_bandwidth_gb_s
    tdp = port.tdp_w or Decimal(0)
    return Pool(
        card=card.id,
        part=port.part,
        chassis=chassis.id,
        site=site_id,
        slots=slots,
        unit=unit,
        sold_full=chassis.sold_full.value,
        buyable=buyable and listed,
        fillable=buyable and any(o.cards < slots for o in owned.values()),
        host=host or 0,
        card_power_w=math.ceil(tdp),
        host_power_w=math.ceil(chassis.host_power_w.value),
        rack=math.ceil(chassis.rack_units.value * RACK_UNIT),
        card_electricity=make.electricity(math.ceil(tdp)),
        host_electricity=make.electricity(math.ceil(chassis.host_power_w.value)),
        ways=_housed(_ways(make, port, chassis, fabrics, need, asked), slots, unit),
        ways_at_any_bandwidth=(
            _housed(_ways(make, port, chassis, fabrics, need, Decimal(0)), slots, unit) if asked else ()
        ),
        links=tuple(link for fabric in fabrics if (link := link_of(make, chassis, fabric))),
        owned=tuple(owned.values()),
        light=_light(make, port, chassis),
    )


def _owned(make: Builder, site: str, chassis: Chassis, card: Card) -> dict[int, OwnedNodes]:
    """The owned servers of a pool, by their number in the scenario."""
    found = {}
    for index, entry in enumerate(make.scenario.owned):
        if (entry.card, entry.chassis, make.site_of(entry.site)) == (card.id, chassis.id, site):
            cards = entry.cards or chassis.slots.value
            if cards > chassis.slots.value:
                message = f"{cards} cards in the {chassis.slots.value} slots of {chassis.id}"
                make.faults.append(make.fault("out-of-range", message, ("owned", index, "cards")))
            unit = make.scenario.demand.service.cards if make.scenario.sizing == "roofline" else 1
            if cards % unit:
                message = f"{cards} cards are no whole groups of {unit} (demand.service.cards)"
                make.faults.append(make.fault("contradiction", message, ("owned", index, "cards")))
            found[index] = OwnedNodes(entry.nodes, cards)
    return found


def _slots(make: Builder, chassis: Chassis, port: CardPort) -> tuple[int, int]:
    """Slots of a node that can be used, and how many cards go together.

    Tensor-parallel groups sit inside a node at the asked bandwidth; slots beyond the last whole group stay
    empty. Nothing where a node holds no group, or is sold with cards that would belong to none.
    """
    slots = chassis.slots.value
    service = make.scenario.demand.service
    unit = service.cards if make.scenario.sizing == "roofline" else 1
    if unit == 1:
        return slots, 1
    none = make.catalog.fabrics["none"]
    inside = [
        o
        for o in topology.gang_options(port, chassis, none, unit, service.min_bandwidth_gb_s)
        if o.nodes == 1 and o.cards == unit
    ]
    if not inside:
        return 0, unit
    least = topology.least_fill(port, chassis, none, inside[0])
    groups = sum(fill == t * unit for t, fill in enumerate(least, start=1))
    if chassis.sold_full.value and groups * unit != slots:
        return 0, unit
    return groups * unit, unit


def _light(make: Builder, port: CardPort, chassis: Chassis) -> tuple[int, ...]:
    """Groups for light fine-tuning jobs in a node, by the cards that it holds; empty for jobs of one card."""
    job = make.scenario.demand.tuning.light
    if job.cards == 1:
        return ()
    none, slots = make.catalog.fabrics["none"], chassis.slots.value
    held = topology.groups_held(port, chassis, none, job.cards, job.min_bandwidth_gb_s)
    return tuple(held(filled) for filled in range(slots + 1))


def _ways(
    make: Builder, port: CardPort, chassis: Chassis, fabrics: list[Fabric], need: int, bandwidth: Decimal
) -> tuple[Way, ...]:
    """The ways to wire a gang: by the node's own wires, and by each network."""
    if not need:
        return ()
    key = (port.part, chassis.id, *(f.id for f in fabrics), need, bandwidth)
    if key not in make.wired:
        make.wired[key] = _wired(make, replace(port, card=port.part), chassis, fabrics, need, bandwidth)
    return tuple(replace(w, option=replace(w.option, card=port.card)) for w in make.wired[key])


def _wired(
    make: Builder, port: CardPort, chassis: Chassis, fabrics: list[Fabric], need: int, bandwidth: Decimal
) -> tuple[Way, ...]:
    """The same, searched for in the graphs of the nodes."""
    found: dict[tuple[str, int, int], Way] = {}
    for fabric in (make.catalog.fabrics["none"], *fabrics):
        for option in topology.gang_options(port, chassis, fabric, need, bandwidth):
            key = (option.fabric if option.reach == "pod" else "", option.nodes, option.cards)
            if key not in found:
                found[key] = Way(option, topology.least_fill(port, chassis, fabric, option))
    return tuple(found.values())


def _housed(ways: tuple[Way, ...], slots: int, unit: int) -> tuple[Way, ...]:
    """`ways` in nodes that hold whole groups of `unit` cards and use `slots` of their slots."""
    if unit == 1:
        return ways
    fills = ((w, tuple(ceil_div(f, unit) * unit for f in w.least)) for w in ways)
    kept = ((w, tuple(f for f in least if f <= slots)) for w, least in fills)
    return tuple(replace(w, least=least) for w, least in kept if least)
