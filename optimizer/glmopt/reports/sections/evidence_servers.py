"""What servers rest on beside prices: terms of running costs, power, room and wires, each with its source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from glmopt.placement import port_of
from glmopt.records import Figure
from glmopt.reports.sections.case import Case
from glmopt.reports.sections.cited import Row, row
from glmopt.scenario.running import HOURS_PER_MONTH
from glmopt.units import plain_number


def server_rows(case: Case) -> Iterator[Row]:
    """A row for each figure; none of servers where cards are bare."""
    yield from _terms(case)
    yield from _power(case)
    yield from _servers(case)
    yield from _networks(case)


def _terms(case: Case) -> Iterator[Row]:
    """Of running costs the time and what comes on top of the power, as the scenario has them."""
    _ = case.words
    money = case.scenario.money
    if case.plan is None or case.plan.totals.running is None:
        return
    hours = plain_number(HOURS_PER_MONTH * money.horizon_months)
    for key, what, value in (
        ("horizon_months", _("time that running costs are counted for (months)"), money.horizon_months),
        ("pue", _("power usage effectiveness (PUE)"), money.pue),
    ):
        written = f"money.{key}" in case.document["scenario"]["origins"]
        origin = _("the scenario") if written else _("glmopt's default")
        yield (what, plain_number(value), "–", "–", origin, "")
    yield (_("hours at full power, an upper bound"), hours, "–", "–", _("reckoned"), "")


def _power(case: Case) -> Iterator[Row]:
    """What a card of the plan draws, of the part that sits in its server."""
    _ = case.words
    plan, catalog = case.plan, case.saved.catalog
    if plan is None or plan.totals.power_w is None:
        return
    housed = [port_of(n.card, n.chassis, catalog).part for n in plan.nodes]
    bare = [catalog.spec(line.card, case.scenario.figures) for line in plan.lines if not plan.nodes]
    for part in dict.fromkeys((*housed, *(spec.part for spec in bare if spec))):
        known = catalog.cards[part]
        what = _("{part}: power at full load (W)").format(part=known.name.get(case.lang))
        if known.given and known.given.tdp_w:
            yield (what, plain_number(known.given.tdp_w), "–", "–", _("the scenario"), "")
        elif known.datasheet and known.datasheet.tdp_w:
            yield row(what, known.datasheet.tdp_w)


def _servers(case: Case) -> Iterator[Row]:
    """Of each type of server in the plan what power, room and wires are reckoned with."""
    _ = case.words
    plan, catalog = case.plan, case.saved.catalog
    wired = {gang.chassis for gang in plan.gangs} if plan else set()
    for name in dict.fromkeys(n.chassis for n in plan.nodes) if plan else ():
        chassis = catalog.chassis[name]
        figures: list[tuple[str, Figure[Any]]] = [
            (_("cards that fit"), chassis.slots),
            (_("power without cards (W)"), chassis.host_power_w),
            (_("rack units"), chassis.rack_units),
        ]
        if name in wired and chassis.links and chassis.links.gb_s:
            figures.append((_("links between cards (GB/s per direction)"), chassis.links.gb_s))
        if name in wired:
            figures += [(_("slot of a card"), chassis.bus.slot)]
        for label, figure in figures:
            yield row(f"{chassis.name.get(case.lang)}: {label}", figure)


def _networks(case: Case) -> Iterator[Row]:
    """Of each network in the plan how fast it is, and what power and room its switches take."""
    _ = case.words
    plan, catalog = case.plan, case.saved.catalog
    for name in dict.fromkeys(n.fabric for n in plan.nodes) if plan else ():
        fabric = catalog.fabrics[name]
        if fabric.network is None:
            continue
        figures: tuple[tuple[str, Figure[Any]], ...] = (
            (_("a port (GB/s per direction)"), fabric.network.port_gb_s),
            (_("ports of a switch"), fabric.network.ports_per_switch),
            (_("power of an adapter (W)"), fabric.network.adapter_power_w),
            (_("power of a switch (W)"), fabric.network.switch_power_w),
            (_("rack units of a switch"), fabric.network.switch_rack_units),
        )
        for label, figure in figures:
            yield row(f"{fabric.name.get(case.lang)}: {label}", figure)
