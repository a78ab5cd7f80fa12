"""What n cards of a kind cost together with the servers they stand in, alone and with a gang among them.

Of gangs one is looked at, with the nodes it joins to a network and one switch. Every other need or limit is
left out: each only makes plans fewer or dearer. So what is the least cost here is a bound for the problem,
and what nothing here reaches, nothing does.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import starmap

import numpy as np
import numpy.typing as npt

from glmopt.dataclass import dataclass
from glmopt.problem import Offer, Problem, arguments_hold, upper_bound
from glmopt.problem.housing import Housing, Pool, Way

Costs = npt.NDArray[np.int64]

# No way to house so many. Far above every cost, and far enough below the end of int64 to add a few.
NONE = np.int64(2**59)
MOST_COST = 2**54


@dataclass(frozen=True, slots=True)
class Case:
    """For each card that may be bought: its streams, and `costs[i][n]` of n cards with their servers.

    `gangs[i][n]` is what n cards cost with a gang among them; `gang` whether one is needed. Money is in
    `unit` minor units. `limits` has for power and rack space, where they are limited, what n cards of each
    kind take at least and how much there is; `types` as many card types as are allowed.
    """

    cards: tuple[str, ...]
    streams: tuple[int, ...]
    costs: tuple[Costs, ...]
    gangs: tuple[Costs, ...]
    gang: bool
    unit: int
    limits: tuple[tuple[tuple[Costs, ...], int], ...] = ()
    types: int | None = None

    def allows(self, counts: Sequence[int]) -> bool:
        """Whether card types, power and rack space may do for such counts; False proves that they do not."""
        if self.types is not None and sum(n > 0 for n in counts) > self.types:
            return False
        return all(
            sum(int(each[n]) for each, n in zip(taken, counts, strict=True)) <= most
            for taken, most in self.limits
        )


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
    most = [upper_bound(problem, o) for o in offers]
    costs = tuple(_costs(o, here, n, unit) for o, here, n in zip(offers, pools, most, strict=True))
    if any(int(c[c < NONE].max(initial=0)) > MOST_COST for c in costs):
        return None
    limits = []
    if problem.power_w is not None:
        limits.append((tuple(starmap(_power, zip(pools, most, strict=True))), problem.power_w))
    if problem.rack is not None:
        limits.append((tuple(starmap(_rack, zip(pools, most, strict=True))), problem.rack))
    return Case(
        cards=tuple(o.card for o in offers),
        streams=tuple(o.streams for o in offers),
        costs=costs,
        gangs=tuple(_with_gang(c, here, housing, unit) for c, here in zip(costs, pools, strict=True)),
        gang=problem.gangs > 0,
        unit=unit,
        limits=tuple(limits),
        types=problem.card_types,
    )


def _costs(offer: Offer, pools: list[Pool], most: int, unit: int) -> Costs:
    """The least cost of 0 .. U_i cards with their servers; NONE for counts that may not be bought."""
    found = _hosts(pools, most, [p.host // unit for p in pools])
    found[found < NONE] += (np.arange(most + 1, dtype=np.int64) * ((offer.price or 0) // unit))[found < NONE]
    found[1 : offer.minimum_order] = NONE
    found[: offer.minimum] = NONE
    return found


def _power(pools: list[Pool], most: int) -> Costs:
    """The least watts of 0 .. U_i cards with their servers."""
    cards = np.arange(most + 1, dtype=np.int64) * min((p.card_power_w for p in pools), default=0)
    found: Costs = np.minimum(_hosts(pools, most, [p.host_power_w for p in pools]) + cards, NONE)
    return found


def _rack(pools: list[Pool], most: int) -> Costs:
    """The least rack space of the servers of 0 .. U_i cards."""
    return _hosts(pools, most, [p.rack for p in pools])


def _hosts(pools: list[Pool], most: int, each: list[int]) -> Costs:
    """The least that servers of n cards take, `each` for one of a pool: h(n) = min of h(n - k) + each."""
    least: dict[int, int] = {}
    for pool, taken in zip(pools, each, strict=True):
        for fill in [pool.slots] if pool.sold_full else range(pool.unit, pool.slots + 1, pool.unit):
            least[fill] = min(least.get(fill, int(NONE)), taken)
    hosts = [0]
    for n in range(1, most + 1):
        hosts.append(min((hosts[n - k] + one for k, one in least.items() if k <= n), default=int(NONE)))
    found: Costs = np.minimum(np.array(hosts, dtype=np.int64), NONE)
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
