"""Every plan with servers, one after another: exact and slow, the oracle of the tests.

A plan is a list of nodes with their cards, one by one; which of them carry gangs is searched. Works on the
Problem itself, in whole numbers, and shares no line with program/ or check/. Assumes what
docs/formulation.md states: a node carries gangs of one way; cards may be moved between the nodes of one pool,
but every node keeps some; with losses to survive a pool has one way, and gangs over several nodes keep m
nodes to spare.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from glmopt.problem import Offer, Problem
from glmopt.problem.housing import Housing, Network
from glmopt.solvers.fillings import Held, fillings, shares

# An amount, what a card does of it, and the site where it must be done.
Need = tuple[int, Callable[[Offer], int], str | None]

# Said to who calls it for bare cards, which enumerate.py knows; no user sees it.
BARE = "bare cards: see enumerate.py"


def size(problem: Problem, most_nodes: int) -> int:
    """The number of plans to look at."""
    housing = problem.housing
    return math.prod(len(fillings(p, problem, housing, most_nodes)) for p in housing.pools) if housing else 0


def best(problem: Problem, most_nodes: int) -> tuple[int, ...] | None:
    """The rank of the best plan with up to `most_nodes` nodes a pool; None where no such plan exists.

    The rank is the goal, then what ties are broken by: cost, card types, cards bought, nodes, cards in use.
    """
    housing = problem.housing
    if housing is None:
        raise ValueError(BARE)
    offers = {o.card: o for o in problem.open_offers}
    if any(o.minimum and o.card not in offers for o in problem.offers):
        return None
    pools = [p for p in housing.pools if p.card in offers and (p.buyable or p.owned)]
    choices = [fillings(p, problem, housing, most_nodes) for p in pools]
    ranks = (
        _rank(problem, housing, offers, plan)
        for plan in itertools.product(*choices)
        if _meets(problem, housing, offers, plan)
    )
    return min(ranks, default=None)


def _meets(problem: Problem, housing: Housing, offers: dict[str, Offer], plan: Sequence[Held]) -> bool:
    """Whether a plan meets every need within every limit."""
    if not housing.survive_nodes and sum(sum(h.gangs) for h in plan) != problem.gangs:
        return False
    bought, in_use = Counter[str](), Counter[str]()
    for h in plan:
        bought[h.pool.card] += h.bought
        in_use[h.pool.card] += h.in_use
    for o in offers.values():
        count = bought[o.card]
        if count < o.minimum or 0 < count < o.minimum_order or (o.stock is not None and count > o.stock):
            return False
    if problem.card_types is not None and sum(n > 0 for n in in_use.values()) > problem.card_types:
        return False
    if problem.budget is not None and _cost(housing, offers, plan) > problem.budget:
        return False
    return _within(problem, housing, plan) and _served(problem, housing, offers, plan)


def _within(problem: Problem, housing: Housing, plan: Sequence[Held]) -> bool:
    watts, rack, ports = Counter[str](), Counter[str](), Counter[str]()
    for h in plan:
        p = h.pool
        watts[p.site] += p.card_power_w * h.in_use + p.host_power_w * len(h.nodes)
        rack[p.site] += p.rack * len(h.nodes)
        for link in p.links:
            watts[p.site] += link.power_w * h.joined(link.fabric)
            ports[p.site] += link.ports * h.joined(link.fabric)
    for network, count in _switches(housing, plan):
        watts[network.site] += network.power_w * count
        rack[network.site] += network.rack * count
    limits = [(problem.power_w, sum(watts.values())), (problem.rack, sum(rack.values()))]
    for s in housing.sites:
        limits += [(s.power_w, watts[s.id]), (s.rack, rack[s.id]), (s.ports, ports[s.id])]
    return all(limit is None or taken <= limit for limit, taken in limits)


def _served(problem: Problem, housing: Housing, offers: dict[str, Offer], plan: Sequence[Held]) -> bool:
    lost = housing.survive_nodes
    pairs = [(offers[h.pool.card], h) for h in plan]
    for need, does, site in _needs(problem, housing):
        here = [(o, h) for o, h in pairs if site in (None, h.pool.site)]
        by_node = sorted(does(o) * cards for o, h in here for cards, _ in h.nodes)
        have = sum(by_node[: max(0, len(by_node) - lost)])
        if problem.dedicated:
            have -= sum(does(o) * h.reserved for o, h in here)
        if have < need:
            return False
    if not _light_served(problem, pairs, lost):
        return False
    return not (lost and problem.gangs) or _gangs_left(plan, lost, problem.gangs) >= problem.gangs


def _light_served(problem: Problem, pairs: Sequence[tuple[Offer, Held]], lost: int) -> bool:
    """Whether enough light jobs run; of one card each where a pool does not say what its nodes hold."""
    jobs = sorted(
        o.capacity.light_finetune * (h.pool.light[cards] if h.pool.light else cards)
        for o, h in pairs
        for cards, _ in h.nodes
    )
    have = sum(jobs[: max(0, len(jobs) - lost)])
    if problem.dedicated:
        have -= sum(o.capacity.light_finetune * h.reserved for o, h in pairs)
    return have >= problem.light_finetune


def _gangs_left(plan: Sequence[Held], lost: int, most: int) -> int:
    """Gangs still held after the worst loss of nodes; those over several nodes with nodes to spare."""
    inside: list[int] = []
    across = 0
    for h in plan:
        for way in h.pool.ways[:1]:
            held = [shares(way, node) for node in h.nodes]
            if way.option.nodes == 1:
                inside += held
                continue
            levels = [(t, sum(x >= t for x in held) - lost) for t in range(1, most + 1)]
            nodes = way.option.nodes
            across += max(min(most, t * left // nodes) if left >= nodes else 0 for t, left in levels)
    return sum(sorted(inside)[: max(0, len(inside) - lost)]) + across


def _needs(problem: Problem, housing: Housing) -> list[Need]:
    found: list[Need] = [
        (problem.streams, lambda o: o.streams, None),
        (problem.instances, lambda o: o.capacity.instances, None),
        (problem.virtual_streams, lambda o: o.streams if o.virtualization else 0, None),
        (problem.virtual_instances, lambda o: o.virtual_instances if o.virtualization else 0, None),
    ]
    found += [(s.min_streams, lambda o: o.streams, s.id) for s in housing.sites]
    return [need for need in found if need[0]]


def _switches(housing: Housing, plan: Sequence[Held]) -> Iterator[tuple[Network, int]]:
    """The fewest switches that join the ports: one, or leaves with as many ports up as down, and spines."""
    for network in housing.networks:
        ports, radix = 0, network.ports_per_switch
        for h in plan:
            if h.pool.site == network.site:
                ports += sum(k.ports * h.joined(k.fabric) for k in h.pool.links if k.fabric == network.fabric)
        if ports <= radix:
            yield network, int(ports > 0)
            continue
        down = radix // 2
        leaves = next(n for n in itertools.count(1) if n * down >= ports)
        yield network, leaves + next(n for n in itertools.count(1) if n * radix >= leaves * down)


def _cost(housing: Housing, offers: dict[str, Offer], plan: Sequence[Held]) -> int:
    total = sum(network.price * count for network, count in _switches(housing, plan))
    bought: Counter[str] = Counter()
    for h in plan:
        bought[h.pool.card] += h.bought
        total += h.pool.host * h.new
        total += sum(link.price * h.joined(link.fabric) for link in h.pool.links)
    return total + sum(offers[card].unit(count) * count for card, count in bought.items())


def _running(housing: Housing, offers: dict[str, Offer], plan: Sequence[Held]) -> int:
    total = sum(network.electricity * count for network, count in _switches(housing, plan))
    for h in plan:
        total += (h.pool.card_electricity + offers[h.pool.card].licence) * h.in_use
        total += h.pool.host_electricity * len(h.nodes)
        total += sum(link.electricity * h.joined(link.fabric) for link in h.pool.links)
    return total


def _rank(
    problem: Problem, housing: Housing, offers: dict[str, Offer], plan: Sequence[Held]
) -> tuple[int, ...]:
    cost = _cost(housing, offers, plan)
    bought, in_use = sum(h.bought for h in plan), sum(h.in_use for h in plan)
    served = sum(offers[h.pool.card].streams * h.in_use for h in plan)
    if problem.dedicated:
        served -= sum(offers[h.pool.card].streams * h.reserved for h in plan)
    goals = {
        "capex": cost,
        "tco": cost + _running(housing, offers, plan),
        "cards": bought,
        "streams": -served,
    }
    types = len({h.pool.card for h in plan if h.nodes})
    nodes = sum(len(h.nodes) for h in plan)
    return goals[problem.goal], cost if problem.priced else 0, types, bought, nodes, in_use
