"""Networks between nodes: what it takes to join a node, and the switches of a site."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from glmopt import topology
from glmopt.problem.builder import Builder
from glmopt.problem.housing import RACK_UNIT, Link, Network
from glmopt.units import ceil_div

if TYPE_CHECKING:
    from glmopt.catalog import Chassis, Fabric


def link_of(make: Builder, chassis: Chassis, fabric: Fabric) -> Link | None:
    """What it takes to join one full node to `fabric`; None where the two do not match."""
    network = fabric.network
    ports = topology.ports_per_node(chassis, fabric)
    if network is None or not ports:
        return None
    adapters = 0 if chassis.scale_out.built_in.value else ports
    power = math.ceil(network.adapter_power_w.value) * adapters
    return Link(
        fabric=fabric.id,
        ports=ports,
        price=make.network_price(fabric.id, "port", network.port.value) * ports
        + make.network_price(fabric.id, "adapter", network.adapter.value) * adapters,
        power_w=power,
        electricity=make.electricity(power),
    )


def network_of(make: Builder, fabric: Fabric, site: str) -> Network:
    """The switches of `fabric` at a site; ValueError for a fabric without a network."""
    network = fabric.network
    if network is None:
        raise ValueError(f"{fabric.id} is no network")
    return Network(
        fabric=fabric.id,
        site=site,
        ports_per_switch=network.ports_per_switch.value,
        price=make.network_price(fabric.id, "switch", network.switch.value),
        power_w=math.ceil(network.switch_power_w.value),
        electricity=make.electricity(math.ceil(network.switch_power_w.value)),
        rack=math.ceil(network.switch_rack_units.value * RACK_UNIT),
    )


def switches(network: Network, ports: int) -> tuple[int, int]:
    """Switches that join `ports` ports without blocking: leaves (or the only one) and spines."""
    radix = network.ports_per_switch
    if ports <= radix:
        return (1, 0) if ports else (0, 0)
    leaves = ceil_div(ports, radix // 2)
    return leaves, ceil_div(leaves * (radix // 2), radix)
