"""Scenario and catalog to the housing of a problem: which card may stand in which server, where, and how wired."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from glmopt.catalog import Card, Catalog, Chassis, Fabric
from glmopt.errors import Fault, InputError
from glmopt.problem.housing import RACK_UNIT, Housing, Link, Network, OwnedNodes, Pool, SiteLimits, Way
from glmopt.records.faults import dotted, suggest
from glmopt.scenario import CardPrice, Scenario
from glmopt.scenario.housing import Nodes, Site
from glmopt.scenario.pricing import in_minor
from glmopt.scenario.running import electricity_of
from glmopt.sizing import Capacity
from glmopt.topology import CardPort, GangOption, fitting, gang_options, least_fill, ports_per_node
from glmopt.units import ceil_div

MAIN = "main"


@dataclass(slots=True)
class Builder:
    """Makes the pools of one scenario; what is wrong with its names goes to `faults`."""

    scenario: Scenario
    catalog: Catalog
    nodes: Nodes
    priced: bool
    faults: list[Fault] = field(default_factory=list)

    def sites(self) -> dict[str, Site]:
        """The sites as written, or the one that is meant where none is."""
        return self.scenario.sites or {MAIN: Site()}

    def chassis_of(self, site: Site) -> list[Chassis]:
        """The server types that may be bought for a site, in the order of their ids."""
        named = site.chassis if site.chassis is not None else self.nodes.chassis
        known = self.catalog.chassis
        return [known[c] for c in sorted(known if named == "any" else set(named)) if c in known]

    def fabrics_of(self, site: Site) -> list[Fabric]:
        """The networks of a site, in the order of their ids, without `none`."""
        known = self.catalog.fabrics
        named = site.fabric or self.nodes.fabric
        return [known[f] for f in sorted(set(named)) if f in known and known[f].network is not None]

    def host_price(self, chassis: Chassis) -> int | None:
        """Minor units for a node without its cards; None where nothing says."""
        own = self.nodes.price.get(chassis.id)
        if own is not None:
            return in_minor(self.scenario, self.catalog, own, ("nodes", "price", chassis.id))[0]
        quote = chassis.price.host
        if quote is None:
            return None
        return in_minor(self.scenario, self.catalog, quote.value, ("nodes",))[0]

    def electricity(self, watts: Decimal | int) -> int:
        """Minor units that so many W cost over the horizon; nothing where the objective does not ask."""
        return electricity_of(self.scenario, self.catalog, watts) if self.scenario.goal == "tco" else 0


def housing_of(
    scenario: Scenario,
    catalog: Catalog,
    cards: dict[str, tuple[Card, Capacity, CardPrice | None, bool]],
    *,
    priced: bool,
) -> Housing | None:
    """The housing of `scenario`; None for bare cards.

    `cards` are those that may be used, by id, each with its capacity, its price and whether it may be
    bought; `priced`: whether prices are needed. Raises InputError for names that do not exist, hosts
    without a price and limits that need nodes.
    """
    if scenario.nodes is None:
        faults = _needs_nodes(scenario)
        if faults:
            raise InputError(faults)
        return None
    make = Builder(scenario, catalog, scenario.nodes, priced)
    make.faults += _unknown(make)
    full = scenario.demand.full_finetune
    if scenario.rules.survive_nodes and full.gangs and full.sharing == "dedicated":
        path = ("rules", "survive_nodes")
        message = "which cards serve after a loss is not modelled for dedicated gangs"
        make.faults.append(_fault(make, "not-yet", message, path, "share the gangs, or leave it out"))
    if make.faults:
        raise InputError(make.faults)
    pools: list[Pool] = []
    networks: list[Network] = []
    for site_id, site in sorted(make.sites().items()):
        fabrics = make.fabrics_of(site)
        networks += [_network(make, fabric, site_id) for fabric in fabrics]
        for card_id, (card, capacity, price, buyable) in sorted(cards.items()):
            for chassis in _all_chassis(make, site_id, site, card_id):
                pool = _pool(make, (site_id, site), chassis, card, capacity, price, fabrics, buyable=buyable)
                if pool is not None:
                    pools.append(pool)
    if make.faults:
        raise InputError(make.faults)
    names = {c.id for site in make.sites().values() for c in make.chassis_of(site)}
    return Housing(
        pools=tuple(pools),
        networks=tuple(networks),
        sites=tuple(_limits(site_id, site) for site_id, site in sorted(make.sites().items())),
        chassis=tuple(sorted(names)),
        bandwidth=str(scenario.demand.full_finetune.min_bandwidth_gb_s),
        survive_nodes=scenario.rules.survive_nodes,
        priced=priced,
    )


def _all_chassis(make: Builder, site_id: str, site: Site, card: str) -> Iterator[Chassis]:
    """Server types that may be bought for a site, and those that stand there already with this card."""
    listed = make.chassis_of(site)
    yield from listed
    owned = {o.chassis for o in make.scenario.owned if o.card == card and _site_of(make, o.site) == site_id}
    for name in sorted(c for c in owned if c):
        if make.catalog.chassis[name] not in listed:
            yield make.catalog.chassis[name]


def _site_of(make: Builder, site: str | None) -> str:
    return site or next(iter(sorted(make.sites())))


def _pool(
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
    """The pool of a card in a chassis at a site; None where the card does not fit or has no group to serve."""
    site_id, site = where
    port = fitting(chassis, card, make.catalog.cards)
    owned = _owned(make, site_id, chassis, card)
    if port is None:
        for index in owned:
            message = f"{card.id} does not fit {chassis.id}"
            make.faults.append(_fault(make, "contradiction", message, ("owned", index, "card")))
        return None
    slots, unit = _slots(make, chassis, port)
    if not slots:
        return None
    host = make.host_price(chassis)
    listed = chassis in make.chassis_of(site)
    if price is not None and price.includes == "host":
        # a share of a whole server: nothing is known of this card's price in a server sold half empty
        host, listed = 0, listed and chassis.sold_full.value
    if host is None and make.priced and listed and not owned and make.nodes.chassis == "any":
        return None
    if host is None and make.priced and listed:
        action = f"add nodes.price.{chassis.id}, or take it out of nodes.chassis"
        path = ("nodes", "chassis")
        fault = Fault("no-price", f"{chassis.id} has no host price", make.scenario.place(*path), dotted(path), action)
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
        ways=_ways(make, port, chassis, fabrics, need, asked),
        ways_at_any_bandwidth=_ways(make, port, chassis, fabrics, need, Decimal(0)) if asked else (),
        links=tuple(link for fabric in fabrics if (link := _link(make, chassis, fabric))),
        owned=tuple(owned.values()),
    )


def _owned(make: Builder, site: str, chassis: Chassis, card: Card) -> dict[int, OwnedNodes]:
    """The owned servers of a pool, by their number in the scenario."""
    found = {}
    for index, entry in enumerate(make.scenario.owned):
        if (entry.card, entry.chassis, _site_of(make, entry.site)) == (card.id, chassis.id, site):
            cards = entry.cards or chassis.slots.value
            if cards > chassis.slots.value:
                message = f"{cards} cards in the {chassis.slots.value} slots of {chassis.id}"
                make.faults.append(_fault(make, "out-of-range", message, ("owned", index, "cards")))
            unit = make.scenario.demand.service.cards if make.scenario.sizing == "roofline" else 1
            if cards % unit:
                message = f"{cards} cards are no whole groups of {unit} (demand.service.cards)"
                make.faults.append(_fault(make, "contradiction", message, ("owned", index, "cards")))
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
        for o in gang_options(port, chassis, none, unit, service.min_bandwidth_gb_s)
        if o.nodes == 1 and o.cards == unit
    ]
    if not inside:
        return 0, unit
    least = least_fill(port, chassis, none, inside[0])
    groups = sum(fill == t * unit for t, fill in enumerate(least, start=1))
    if chassis.sold_full.value and groups * unit != slots:
        return 0, unit
    return groups * unit, unit


def _ways(
    make: Builder, port: CardPort, chassis: Chassis, fabrics: list[Fabric], need: int, bandwidth: Decimal
) -> tuple[Way, ...]:
    """The ways to wire a gang: by the node's own wires, and by each network."""
    if not need:
        return ()
    found: dict[tuple[str, int, int], Way] = {}
    for fabric in (make.catalog.fabrics["none"], *fabrics):
        for option in gang_options(port, chassis, fabric, need, bandwidth):
            key = (option.fabric if option.reach == "pod" else "", option.nodes, option.cards)
            if key not in found:
                found[key] = Way(option, least_fill(port, chassis, fabric, option))
    return tuple(found.values())


def _link(make: Builder, chassis: Chassis, fabric: Fabric) -> Link | None:
    """What it takes to join one full node to `fabric`; None where the two do not match."""
    network = fabric.network
    ports = ports_per_node(chassis, fabric)
    if network is None or not ports:
        return None
    adapters = 0 if chassis.scale_out.built_in.value else ports
    power = math.ceil(network.adapter_power_w.value) * adapters
    return Link(
        fabric=fabric.id,
        ports=ports,
        price=_quoted(make, network.port.value) * ports + _quoted(make, network.adapter.value) * adapters,
        power_w=power,
        electricity=make.electricity(power),
    )


def _network(make: Builder, fabric: Fabric, site: str) -> Network:
    network = fabric.network
    assert network is not None
    return Network(
        fabric=fabric.id,
        site=site,
        ports_per_switch=network.ports_per_switch.value,
        price=_quoted(make, network.switch.value),
        power_w=math.ceil(network.switch_power_w.value),
        electricity=make.electricity(math.ceil(network.switch_power_w.value)),
        rack=math.ceil(network.switch_rack_units.value * RACK_UNIT),
    )


def _quoted(make: Builder, money: object) -> int:
    """A catalog amount of the network; nothing where no prices are needed."""
    if not make.priced:
        return 0
    return in_minor(make.scenario, make.catalog, money, ("nodes", "fabric"))[0]  # type: ignore[arg-type]


def _limits(site_id: str, site: Site) -> SiteLimits:
    return SiteLimits(
        id=site_id,
        power_w=None if site.max_power_kw is None else math.floor(site.max_power_kw * 1000),
        rack=None if site.max_rack_units is None else math.floor(site.max_rack_units * RACK_UNIT),
        ports=site.max_ports,
        min_streams=site.min_streams,
    )


def switches(network: Network, ports: int) -> tuple[int, int]:
    """Switches that join `ports` ports without blocking: leaves (or the only one) and spines."""
    radix = network.ports_per_switch
    if ports <= radix:
        return (1, 0) if ports else (0, 0)
    leaves = ceil_div(ports, radix // 2)
    return leaves, ceil_div(leaves * (radix // 2), radix)


def _fault(make: Builder, code: str, message: str, path: tuple[str | int, ...], action: str = "") -> Fault:
    return Fault(code, message, make.scenario.place(*path), dotted(path), action)


def _needs_nodes(scenario: Scenario) -> list[Fault]:
    """Wishes that only servers can meet, in a scenario of bare cards."""
    wishes: list[tuple[tuple[str | int, ...], str]] = []
    full, service = scenario.demand.full_finetune, scenario.demand.service
    if full.min_bandwidth_gb_s:
        wishes.append((("demand", "full_finetune", "min_bandwidth_gb_s"), "bare cards have no links"))
    if service.min_bandwidth_gb_s:
        wishes.append((("demand", "service", "min_bandwidth_gb_s"), "bare cards have no links"))
    if scenario.rules.survive_nodes:
        wishes.append((("rules", "survive_nodes"), "bare cards sit in no node"))
    if scenario.rules.max_rack_units is not None:
        wishes.append((("rules", "max_rack_units"), "bare cards take no rack space"))
    if scenario.sites:
        wishes.append((("sites",), "bare cards stand nowhere"))
    wishes += [
        (("owned", i, "chassis"), "owned servers count only where servers are modelled")
        for i, entry in enumerate(scenario.owned)
        if entry.chassis
    ]
    return [
        Fault("contradiction", why, scenario.place(*path), dotted(path), "add nodes: {chassis: any}")
        for path, why in wishes
    ]


def _unknown(make: Builder) -> list[Fault]:
    """Names of server types, networks and sites that do not exist."""
    scenario, catalog = make.scenario, make.catalog
    written: list[tuple[str, tuple[str | int, ...], str]] = []
    if make.nodes.chassis != "any":
        written += [(c, ("nodes", "chassis", i), "chassis") for i, c in enumerate(make.nodes.chassis)]
    written += [(f, ("nodes", "fabric", i), "fabric") for i, f in enumerate(make.nodes.fabric)]
    written += [(c, ("nodes", "price", c), "chassis") for c in make.nodes.price]
    for site_id, site in scenario.sites.items():
        written += [(c, ("sites", site_id, "chassis", i), "chassis") for i, c in enumerate(site.chassis or ())]
        written += [(f, ("sites", site_id, "fabric", i), "fabric") for i, f in enumerate(site.fabric or ())]
    for i, entry in enumerate(scenario.owned):
        if entry.chassis is None:
            message, path = "say in which chassis the cards sit", ("owned", i)
            yield_action = "add chassis"
            make.faults.append(_fault(make, "missing-key", message, path, yield_action))
        else:
            written.append((entry.chassis, ("owned", i, "chassis"), "chassis"))
        written.append((entry.card, ("owned", i, "card"), "card"))
        if entry.site is not None:
            written.append((entry.site, ("owned", i, "site"), "site"))
    known = {
        "chassis": catalog.chassis,
        "fabric": catalog.fabrics,
        "card": catalog.cards,
        "site": make.sites(),
    }
    return [
        _fault(make, "unknown-name", f"no {kind} {name!r}", path, suggest(name, known[kind]) or _some(known[kind]))
        for name, path, kind in written
        if name not in known[kind]
    ]


def _some(known: object) -> str:
    names = sorted(known)  # type: ignore[call-overload]
    return f"known: {', '.join(names)}" if len(names) <= 20 else ""
