"""Scenario and catalog to the housing of a problem: which card may stand in which server, and where."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from glmopt.catalog import Card, Catalog
from glmopt.errors import InputError
from glmopt.problem.builder import Builder
from glmopt.problem.housing import RACK_UNIT, Housing, Network, Pool, SiteLimits
from glmopt.problem.networks import network_of
from glmopt.problem.pools import pool_of
from glmopt.scenario import CardPrice, Scenario
from glmopt.scenario.housing import Site
from glmopt.sizing import Capacity

if TYPE_CHECKING:
    from glmopt.catalog import Chassis


def housing_of(
    scenario: Scenario,
    catalog: Catalog,
    cards: dict[str, tuple[Card, Capacity, CardPrice | None, bool]],
    *,
    priced: bool,
) -> Housing | None:
    """The housing of `scenario`; None for bare cards.

    `cards` are those that may be used, by id, each with its capacity, its price and whether it may be
    bought; `priced`: whether prices are needed. Every name in the scenario is
    known. Raises InputError for hosts without a price, and owned cards that do not fit their servers.
    """
    if scenario.nodes is None:
        return None
    make = Builder(scenario, catalog, scenario.nodes, priced)
    pools: list[Pool] = []
    networks: list[Network] = []
    for site_id, site in sorted(make.sites().items()):
        fabrics = make.fabrics_of(site)
        networks += [network_of(make, fabric, site_id) for fabric in fabrics]
        for card_id, (card, capacity, price, buyable) in sorted(cards.items()):
            for chassis in _all_chassis(make, site_id, site, card_id):
                pool = pool_of(
                    make, (site_id, site), chassis, card, capacity, price, fabrics, buyable=buyable
                )
                if pool is not None:
                    pools += _apart(pool)
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
    owned = {o.chassis for o in make.scenario.owned if o.card == card and make.site_of(o.site) == site_id}
    for name in sorted(c for c in owned if c):
        if make.catalog.chassis[name] not in listed:
            yield make.catalog.chassis[name]


def _apart(pool: Pool) -> Iterator[Pool]:
    """Where boards are sold full, the owned ones with free slots apart: new ones never give cards to them."""
    partly = tuple(o for o in pool.owned if o.cards < pool.slots)
    if not (pool.sold_full and pool.buyable and partly):
        yield pool
        return
    full = tuple(o for o in pool.owned if o.cards == pool.slots)
    yield replace(pool, owned=full, fillable=False)
    yield replace(pool, owned=partly, buyable=False)


def _limits(site_id: str, site: Site) -> SiteLimits:
    return SiteLimits(
        id=site_id,
        power_w=None if site.max_power_kw is None else math.floor(site.max_power_kw * 1000),
        rack=None if site.max_rack_units is None else math.floor(site.max_rack_units * RACK_UNIT),
        ports=site.max_ports,
        min_streams=site.min_streams,
    )
