"""Uncertain figures of servers at both ends of their range: hosts, networks, electricity, power drawn."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from glmopt.catalog import Catalog
from glmopt.catalog.prices import Quote
from glmopt.explain.case import Case, percent
from glmopt.explain.ranges import FIGURE_RANGES, price_range
from glmopt.problem import Problem, formulate
from glmopt.problem.housing import Housing, Pool
from glmopt.scenario import Scenario
from glmopt.scenario.running import electricity_of, electricity_price


def housing_cases(problem: Problem, scenario: Scenario, catalog: Catalog) -> Iterator[Case]:
    """Prices of hosts, networks and electricity; where power counts, what hosts and cards draw."""
    housing = problem.housing
    if housing is not None and problem.goal in ("capex", "tco"):
        shares = housing_shares(problem, scenario, catalog)
        for key, share in shares.items():
            ends = (replace(problem, housing=priced(housing, {key: 1 + s})) for s in (-share, share))
            yield Case(key, percent(-share), percent(share), *ends)
    if problem.goal == "tco":
        yield from _electricity(scenario, catalog)
    limited = housing is not None and any(site.power_w is not None for site in housing.sites)
    if housing is not None and (problem.goal == "tco" or problem.power_w is not None or limited):
        yield from _power(problem, housing, scenario, catalog)


def housing_shares(problem: Problem, scenario: Scenario, catalog: Catalog) -> dict[str, Decimal]:
    """By how much the price of each host and of each network on offer may be wrong, by its key.

    Those without a range are left out: a price of the scenario is the buyer's own. A network's parts move
    together, by the widest range of those that have one.
    """
    if problem.housing is None:
        return {}
    own = scenario.nodes.price if scenario.nodes else {}
    found = {}
    for chassis in dict.fromkeys(p.chassis for p in problem.housing.pools if p.buyable and p.host):
        quote = catalog.chassis[chassis].price.host
        if chassis not in own and quote is not None:
            found[host_key(chassis)] = _share(quote, scenario)
    for fabric in dict.fromkeys(n.fabric for n in problem.housing.networks):
        network = catalog.fabrics[fabric].network
        if network is not None:
            listed = [
                getattr(network, part)
                for part in ("adapter", "port", "switch")
                if scenario.nodes is None or scenario.nodes.own_network_price(fabric, part) is None
            ]
            found[network_key(fabric)] = max((_share(q, scenario) for q in listed), default=Decimal(0))
    return {key: share for key, share in found.items() if share}


def host_key(chassis: str) -> str:
    """The figure of a server's price without its cards."""
    return f"{chassis}.price.host"


def network_key(fabric: str) -> str:
    """All prices of a network together: adapters, ports and switches."""
    return f"{fabric}.network"


def priced(housing: Housing, factors: dict[str, Decimal]) -> Housing:
    """`housing` with prices of hosts and networks times their factors, in whole minor units."""

    def times(amount: int, key: str) -> int:
        return int(amount * factors[key]) if key in factors else amount

    def pool(p: Pool) -> Pool:
        links = tuple(replace(x, price=times(x.price, network_key(x.fabric))) for x in p.links)
        return replace(p, host=times(p.host, host_key(p.chassis)), links=links)

    networks = tuple(replace(n, price=times(n.price, network_key(n.fabric))) for n in housing.networks)
    pools, shut = tuple(map(pool, housing.pools)), tuple(map(pool, housing.shut))
    return replace(housing, pools=pools, networks=networks, shut=shut)


def _share(quote: Quote, scenario: Scenario) -> Decimal:
    """An amount that was converted from another currency is an estimate, as card prices are."""
    foreign = quote.value.currency not in (None, scenario.money.currency)
    return price_range("estimate" if foreign else quote.kind)


def _electricity(scenario: Scenario, catalog: Catalog) -> Iterator[Case]:
    prices = catalog.prices.get(scenario.prices or "")
    quote = prices.electricity_per_kwh if prices else None
    share = _share(quote, scenario) if quote else Decimal(0)
    if scenario.money.electricity_per_kwh is not None or not share:
        return
    price = electricity_price(scenario, catalog)
    now = Decimal(price.numerator) / Decimal(price.denominator)

    def at(factor: Decimal) -> Problem:
        money = scenario.money.model_copy(update={"electricity_per_kwh": now * factor})
        return formulate(scenario.model_copy(update={"money": money}), catalog)

    yield Case("money.electricity_per_kwh", percent(-share), percent(share), at(1 - share), at(1 + share))


def _power(problem: Problem, housing: Housing, scenario: Scenario, catalog: Catalog) -> Iterator[Case]:
    """What hosts and cards draw, within the range of their confidence."""

    def running(watts: int) -> int:
        return electricity_of(scenario, catalog, watts) if problem.goal == "tco" else 0

    def host(p: Pool, factor: Decimal) -> Pool:
        watts = math.ceil(p.host_power_w * factor)
        return replace(p, host_power_w=watts, host_electricity=running(watts))

    def card(p: Pool, factor: Decimal) -> Pool:
        watts = math.ceil(p.card_power_w * factor)
        return replace(p, card_power_w=watts, card_electricity=running(watts))

    for chassis in dict.fromkeys(p.chassis for p in housing.pools):
        confidence = catalog.chassis[chassis].host_power_w.confidence
        yield from _drawn(problem, housing, f"{chassis}.host_power_w", confidence, _of_chassis(chassis), host)
    for part in dict.fromkeys(p.part for p in housing.pools):
        sheet = catalog.cards[part].datasheet if part in catalog.cards else None
        if sheet is not None and sheet.tdp_w is not None:
            key = f"{part}.datasheet.tdp_w"
            yield from _drawn(problem, housing, key, sheet.tdp_w.confidence, _of_part(part), card)


def _of_chassis(chassis: str) -> Callable[[Pool], bool]:
    return lambda pool: pool.chassis == chassis


def _of_part(part: str) -> Callable[[Pool], bool]:
    return lambda pool: pool.part == part


def _drawn(
    problem: Problem,
    housing: Housing,
    key: str,
    confidence: str,
    meant: Callable[[Pool], bool],
    change: Callable[[Pool, Decimal], Pool],
) -> Iterator[Case]:
    share = FIGURE_RANGES[confidence]
    if not share:
        return
    low, high = (
        replace(
            problem,
            housing=replace(housing, pools=tuple(change(p, 1 + s) if meant(p) else p for p in housing.pools)),
        )
        for s in (-share, share)
    )
    yield Case(key, percent(-share), percent(share), low, high)
