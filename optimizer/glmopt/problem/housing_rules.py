"""The needs and limits that come with servers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from glmopt.problem.housing import Housing, SiteLimits
from glmopt.problem.rule import Rule

# More names than this are counted instead of told.
TOLD = 3


def housing_rules(housing: Housing, gangs: int) -> Iterator[Rule]:
    """Every need and limit of `housing` that is in force, in the order of the scenario file."""
    yield housing_rule(housing)
    if gangs and housing.bandwidth != "0":
        path = ("demand", "full_finetune", "min_bandwidth_gb_s")
        yield Rule("full_finetune", path, ">=", f"{housing.bandwidth} GB/s")
    if housing.survive_nodes:
        yield Rule("survive_nodes", ("rules", "survive_nodes"), ">=", str(housing.survive_nodes))
    for site in housing.sites:
        yield from _of_site(site)


def housing_rule(housing: Housing) -> Rule:
    """That cards sit in the servers that are offered; without it they are bare."""
    names = housing.chassis
    said = ", ".join(names) if len(names) <= TOLD else f"{len(names)} chassis"
    return Rule("slots", ("nodes",), "only in", said or "owned servers")


def _of_site(site: SiteLimits) -> Iterator[Rule]:
    if site.power_w is not None:
        yield Rule("power", ("sites", site.id, "max_power_kw"), "<=", f"{thousandths(site.power_w)} kW")
    if site.rack is not None:
        yield Rule("rack_units", ("sites", site.id, "max_rack_units"), "<=", thousandths(site.rack))
    if site.ports is not None:
        yield Rule("ports", ("sites", site.id, "max_ports"), "<=", f"{site.ports:,}")
    if site.min_streams:
        yield Rule("site_streams", ("sites", site.id, "min_streams"), ">=", f"{site.min_streams:,}")


def thousandths(value: int) -> str:
    """W as kW, or thousandths of a rack unit as units: 12500 -> 12.5."""
    return f"{(Decimal(value) / 1000).normalize():f}"
