"""Names of servers, networks and sites that do not exist, and wishes that need servers."""

from __future__ import annotations

from glmopt.errors import Fault
from glmopt.problem.builder import Builder, Path
from glmopt.records.faults import dotted, suggest
from glmopt.scenario import Scenario


def needs_nodes(scenario: Scenario) -> list[Fault]:
    """Wishes that only servers can meet, in a scenario of bare cards."""
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


def unknown_servers(make: Builder) -> list[Fault]:
    """Names of server types, networks and sites that do not exist."""
    scenario, catalog = make.scenario, make.catalog
    written: list[tuple[str, tuple[str | int, ...], str]] = []
    if make.nodes.chassis != "any":
        written += [(c, ("nodes", "chassis", i), "chassis") for i, c in enumerate(make.nodes.chassis)]
    written += [(f, ("nodes", "fabric", i), "fabric") for i, f in enumerate(make.nodes.fabric)]
    written += [(c, ("nodes", "price", c), "chassis") for c in make.nodes.price]
    for site_id, site in scenario.sites.items():
        written += [
            (c, ("sites", site_id, "chassis", i), "chassis") for i, c in enumerate(site.chassis or ())
        ]
        written += [(f, ("sites", site_id, "fabric", i), "fabric") for i, f in enumerate(site.fabric or ())]
    for i, entry in enumerate(scenario.owned):
        if entry.chassis is None:
            message = "say in which chassis the cards sit"
            make.faults.append(make.fault("missing-key", message, ("owned", i), "add chassis"))
        else:
            written.append((entry.chassis, ("owned", i, "chassis"), "chassis"))
        written.append((entry.card, ("owned", i, "card"), "card"))
        if entry.site is not None:
            written.append((entry.site, ("owned", i, "site"), "site"))
    known = {
        "chassis": sorted(catalog.chassis),
        "fabric": sorted(catalog.fabrics),
        "card": sorted(catalog.cards),
        "site": sorted(make.sites()),
    }
    return [
        make.fault(
            "unknown-name", f"no {kind} {name!r}", path, suggest(name, known[kind]) or _some(known[kind])
        )
        for name, path, kind in written
        if name not in known[kind]
    ]


def _some(known: list[str]) -> str:
    return f"known: {', '.join(known)}" if len(known) <= 20 else ""
