"""What every part of a housing is made from: the scenario's servers, and the catalog's prices for them."""

from __future__ import annotations

from dataclasses import field
from decimal import Decimal
from typing import TYPE_CHECKING

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.errors import Fault
from glmopt.problem.housing import Way
from glmopt.records.faults import dotted
from glmopt.scenario import Scenario
from glmopt.scenario.housing import MAIN, Nodes, Site
from glmopt.scenario.pricing import in_minor
from glmopt.scenario.running import electricity_of
from glmopt.units import Money

if TYPE_CHECKING:
    from glmopt.catalog import Chassis, Fabric

Path = tuple[str | int, ...]


@dataclass(slots=True)
class Builder:
    """Makes the pools of one scenario; what is wrong with its names goes to `faults`.

    `wired` has the ways to wire a gang by part, chassis, cards and bandwidth: many offers are of one part.
    """

    scenario: Scenario
    catalog: Catalog
    nodes: Nodes
    priced: bool
    faults: list[Fault] = field(default_factory=list)
    wired: dict[tuple[object, ...], tuple[Way, ...]] = field(default_factory=dict)

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
            return in_minor(self.scenario, self.catalog, own.amount, ("nodes", "price", chassis.id))[0]
        quote = chassis.price.host
        if quote is None:
            return None
        return in_minor(self.scenario, self.catalog, quote.value, ("nodes",))[0]

    def site_of(self, written: str | None) -> str:
        """The site that is meant where none is written: the first."""
        return written or min(self.sites())

    def network_price(self, fabric: str, part: str, listed: Money) -> int:
        """Minor units of a network's `part`: the scenario's own, else as `listed`; nothing without prices."""
        own = self.nodes.own_network_price(fabric, part)
        money, path = (
            (own.amount, ("nodes", "network", fabric, part)) if own else (listed, ("nodes", "fabric"))
        )
        return in_minor(self.scenario, self.catalog, money, path)[0] if self.priced else 0

    def fault(self, code: str, message: str, path: Path, action: str = "") -> Fault:
        """A fault at what the scenario says under `path`."""
        return Fault(code, message, self.scenario.place(*path), dotted(path), action)

    def electricity(self, watts: Decimal | int) -> int:
        """Minor units that so many W cost over the horizon; nothing where the objective does not ask."""
        return electricity_of(self.scenario, self.catalog, watts) if self.scenario.goal == "tco" else 0
