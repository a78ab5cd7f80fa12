"""Wishes that only servers can meet, and those that are not modelled for them yet."""

from __future__ import annotations

from glmopt.errors import Fault
from glmopt.problem.rule import Path
from glmopt.records.faults import dotted
from glmopt.scenario import Scenario


def wishes_for_servers(scenario: Scenario) -> list[Fault]:
    """What `scenario` asks of servers and cannot have, for it has none or for it is not modelled."""
    return _of_bare_cards(scenario) if scenario.nodes is None else _of_servers(scenario)


def _of_bare_cards(scenario: Scenario) -> list[Fault]:
    demand, wishes = scenario.demand, []
    asked = {
        ("full_finetune",): demand.full_finetune.min_bandwidth_gb_s,
        ("service",): demand.service.min_bandwidth_gb_s,
        ("tuning", "light"): demand.tuning.light.min_bandwidth_gb_s,
    }
    for key, rate in asked.items():
        if rate:
            path = ("demand", *key, "min_bandwidth_gb_s")
            wishes.append(_wish(scenario, path, "bare cards have no links"))
    if scenario.rules.survive_nodes:
        wishes.append(_wish(scenario, ("rules", "survive_nodes"), "bare cards sit in no node"))
    if scenario.rules.max_rack_units is not None:
        wishes.append(_wish(scenario, ("rules", "max_rack_units"), "bare cards take no rack space"))
    if scenario.sites:
        wishes.append(_wish(scenario, ("sites",), "bare cards stand nowhere"))
    for i, entry in enumerate(scenario.owned):
        if entry.chassis:
            owned = ("owned", i, "chassis")
            wishes.append(_wish(scenario, owned, "owned servers count only where servers are modelled"))
    return wishes


def _wish(scenario: Scenario, path: Path, why: str) -> Fault:
    """What only servers can meet."""
    return Fault("contradiction", why, scenario.place(*path), dotted(path), "add nodes: {chassis: any}")


def _of_servers(scenario: Scenario) -> list[Fault]:
    faults = []

    def refuse(code: str, message: str, action: str, path: Path) -> None:
        faults.append(Fault(code, message, scenario.place(*path), dotted(path), action))

    for i, entry in enumerate(scenario.owned):
        if entry.chassis is None:
            refuse("missing-key", "say in which chassis the cards sit", "add chassis", ("owned", i))
    full = scenario.demand.full_finetune
    light = scenario.demand.tuning.light.cards > 1 and scenario.demand.light_finetune
    dedicated = full.gangs and full.sharing == "dedicated"
    if light and dedicated:
        message = "which groups are left beside dedicated gangs is not modelled"
        path = ("demand", "tuning", "light", "cards")
        refuse("not-yet", message, "share the gangs, or leave it out", path)
    if scenario.rules.survive_nodes and dedicated:
        message = "which cards serve after a loss is not modelled for dedicated gangs"
        refuse("not-yet", message, "share the gangs, or leave it out", ("rules", "survive_nodes"))
    return faults
