"""What n cards of a kind cost together with the servers they stand in, alone and with a gang among them.

Of gangs one is looked at, with the nodes it joins to a network and one switch. Power, rack space and every
other need or limit are left out: each only makes plans fewer or dearer. So what is the least cost here is a
bound for the problem, and what nothing here reaches, nothing does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from glmopt.problem import Offer, Problem, arguments_hold, upper_bound
from glmopt.problem.housing import Housing, Pool, Way

Costs = npt.NDArray[np.int64]

# No way to house so many. Far above every cost, and far enough below the end of int64 to add a few.
NONE = np.int64(2**59)
MOST_COST = 2**54


@dataclass(frozen=True)
class Case:
    """For each card that may be bought: its streams, and `costs[i][n]` of n cards with their servers.

    `gangs[i][n]` is what n cards cost with a gang among them; `gang` whether one is needed. Money is in
    `unit` minor units.
    """

    cards: tuple[str, ...]
    streams: tuple[int, ...]
    costs: tuple[Costs, ...]
    gangs: tuple[Costs, ...]
    gang: bool
    unit: int


def case_of(problem: Problem) -> Case | None:
    """`problem` in this form; None for bare cards, and where counts do not tell what is paid for them."""
    housing = problem.housing
    if housing is None or problem.workload is not None or problem.goal != "capex" or not problem.priced:
        return None
    offers = problem.open_offers
    if not arguments_hold() or any(o.owned or o.breaks or not o.price for o in offers):
        return None
    unit = problem.price_unit
    pools = [[p for p in housing.of(o.card) if p.buyable] for o in offers]
    costs = tuple(_costs(o, here, problem, unit) for o, here in zip(offers, pools, strict=True))
    if any(int(c[c < NONE].max(initial=0)) > MOST_COST for c in costs):
        return None
    gangs = tuple(_with_gang(c, here, housing, unit) for c, here in zip(costs, pools, strict=True))
    cards, streams = tuple(o.card for o in offers), tuple(o.streams for o in offers)
    return Case(cards, streams, costs, gangs, problem.gangs > 0, unit)


def _costs(offer: Offer, pools: list[Pool], problem: Problem, unit: int) -> Costs:
    """The least cost of 0 .. U_i cards: h(n) = min over pools and fills k of h(n - k) + host."""
    most = upper_bound(problem, offer)
    cheapest: dict[int, int] = {}
    for pool in pools:
        for fill in [pool.slots] if pool.sold_full else range(pool.unit, pool.slots + 1, pool.unit):
            cheapest[fill] = min(cheapest.get(fill, int(NONE)), pool.host // unit)
    hosts = [0]
    for n in range(1, most + 1):
        hosts.append(min((hosts[n - k] + host for k, host in cheapest.items() if k <= n), default=int(NONE)))
    found: Costs = np.minimum(np.array(hosts, dtype=np.int64), NONE)
    found[found < NONE] += (np.arange(most + 1, dtype=np.int64) * ((offer.price or 0) // unit))[found < NONE]
    found[1 : offer.minimum_order] = NONE
    found[: offer.minimum] = NONE
    return found


def _with_gang(costs: Costs, pools: list[Pool], housing: Housing, unit: int) -> Costs:
    """The same with a gang: at least as many cards as it takes, and the cheapest way to wire it."""
    found = np.full_like(costs, NONE)
    for pool in pools:
        for way in pool.ways:
            least = way.option.cards
            dearer = costs[least:] + _network(pool, way, housing) // unit
            found[least:] = np.minimum(found[least:], dearer)
    return np.minimum(found, NONE)


def _network(pool: Pool, way: Way, housing: Housing) -> int:
    """Links of a gang's nodes and one switch, minor units; nothing where the node's own wires do."""
    if way.fabric is None:
        return 0
    switches = [n.price for n in housing.networks if (n.fabric, n.site) == (way.fabric, pool.site)]
    return way.option.nodes * pool.link(way.fabric).price + min(switches, default=0)
