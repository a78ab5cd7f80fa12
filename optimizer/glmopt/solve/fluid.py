"""Which offers a cheap plan is made of: those of the fluid optimum, and those that cost little more.

Cards, nodes and gangs in amounts of any size, so that every need and limit is one row: a linear program with
few rows, solved in milliseconds over a thousand offers. It only hints (networks, sites, card types and
smallest orders are not in it): what is left out here is in the program all the same.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator

from glmopt.dataclass import dataclass
from glmopt.errors import SolverFailure
from glmopt.problem import Offer, Problem, cards_alone
from glmopt.problem.housing import Pool
from glmopt.solvers import Columns, linear

# More than any plan holds, where nothing is short.
PLENTY = 1e12
# Amounts of less are the solver's tolerance.
NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Seat:
    """What one card takes in one place, its part of the node included: minor units, W, rack space."""

    host: float
    watts: float
    rack: float


@dataclass(frozen=True, slots=True)
class Column:
    """Some cards of one offer: cost in minor units, what they do or take in each row, how often at most."""

    card: str
    cost: float
    rows: tuple[float, ...]
    most: float


def fluid_cards(problem: Problem) -> list[str]:
    """The cards of the fluid optimum, then the others by their reduced cost; none where it fails."""
    import numpy as np

    columns = [c for c in _columns(problem) if any(c.rows)]
    least, most = _sides(problem)
    if not columns or not any(least):
        return []
    table = np.array([c.rows for c in columns]).T
    # Needs, limits and columns of one size: streams are millions, a share of a class is one.
    sides = np.array([abs(low or high) or 1.0 for low, high in zip(least, most, strict=True)])
    table /= np.where(np.isfinite(sides), sides, 1.0)[:, None]
    size = np.abs(table).max(axis=0)
    table /= size
    cost = np.array([c.cost for c in columns]) / size
    cost /= cost.max() or 1.0
    row_low = np.array([1.0 if low else -np.inf for low in least])
    row_high = np.array([1.0 if np.isfinite(high) else np.inf for high in most])
    height, width = table.shape
    start = np.arange(width + 1, dtype=np.int32) * height
    index = np.tile(np.arange(height, dtype=np.int32), width)
    high = np.array([c.most for c in columns]) * size
    program = Columns(cost, 0 * cost, high, row_low, row_high, start, index, table.T.ravel())
    try:
        amounts, prices = linear(program)
    except SolverFailure:
        return []
    dearer = (cost - np.array(prices) @ table) / np.maximum(cost, NOTHING)
    ranked: dict[str, float] = {}
    for column, amount, reduced in zip(columns, amounts, dearer, strict=True):
        rank = -1.0 if amount > NOTHING else float(reduced)
        ranked[column.card] = min(rank, ranked.get(column.card, rank))
    return sorted(ranked, key=ranked.__getitem__)


def _sides(problem: Problem) -> tuple[list[float], list[float]]:
    """The least and the most of each row: needs, shares of the items, then watts and rack space."""
    items = len(problem.workload.items) if problem.workload else 0
    p = problem
    needs = (p.streams, p.instances, p.light_finetune * p.light_cards, p.virtual_streams, p.virtual_instances)
    least = [*map(float, needs), float(p.gangs), *[1.0] * items, 0.0, 0.0]
    limits = [math.inf if limit is None else float(limit) for limit in (p.power_w, p.rack)]
    return least, [math.inf] * (len(least) - 2) + limits


def _columns(problem: Problem) -> Iterator[Column]:
    pools: dict[str, list[Pool]] = defaultdict(list)
    for pool in problem.housing.pools if problem.housing else ():
        if pool.buyable:
            pools[pool.card].append(pool)
    loads = _loads(problem)
    items = len(problem.workload.items) if problem.workload else 0
    for offer in problem.offers:
        here = pools[offer.card]
        if not offer.buyable or (problem.housing is not None and not here):
            continue
        make = _maker(problem, offer, items)
        for seat in _seats(problem, offer, here):
            yield make(1.0, seat, None)
            for item, cards in loads.get(offer.card, ()):
                yield make(cards, seat, item)
        gang = _gang(problem, offer, here)
        if gang is not None:
            yield make(gang[0], gang[1], items)


def _maker(problem: Problem, offer: Offer, items: int) -> Callable[[float, Seat, int | None], Column]:
    """What makes a column of so many cards in a seat, that serve an item, or (the number `items`) a gang."""
    enough = cards_alone(problem, offer)
    most = PLENTY if offer.stock is None else float(offer.stock)
    price = offer.unit(max(1, offer.minimum_order, int(min(enough, most))))
    running = offer.electricity + offer.licence if problem.goal == "tco" else 0
    virtual = offer.virtualization
    does = (
        offer.streams,
        offer.capacity.instances,
        offer.capacity.light_finetune,
        offer.streams if virtual else 0,
        offer.virtual_instances if virtual else 0,
    )

    def made(cards: float, seat: Seat, serves: int | None) -> Column:
        gang = serves == items
        serving = 0.0 if gang and problem.dedicated else cards
        shares = [float(serves == k) for k in range(items)]
        takes = (cards * seat.watts, cards * seat.rack)
        rows = (*(serving * d for d in does), float(gang), *shares, *takes)
        return Column(offer.card, cards * (price + running + seat.host), rows, most / cards)

    return made


def _seats(problem: Problem, offer: Offer, pools: list[Pool]) -> list[Seat]:
    """The places with the cheapest host, the fewest watts and the least rack space for each card."""
    if problem.housing is None:
        return [Seat(0.0, offer.power_w, 0.0)]
    running = problem.goal == "tco"
    seats = [_seat(p, 1 / p.slots, running=running) for p in pools]
    keys: tuple[Callable[[Seat], float], ...] = (lambda s: s.host, lambda s: s.watts, lambda s: s.rack)
    return list(dict.fromkeys(min(seats, key=key) for key in keys))


def _seat(pool: Pool, nodes: float, *, running: bool) -> Seat:
    """One card with `nodes` of a node, with what they cost to run where that counts."""
    host = nodes * pool.host
    if running:
        host += pool.card_electricity + nodes * pool.host_electricity
    return Seat(host, pool.card_power_w + nodes * pool.host_power_w, nodes * pool.rack)


def _gang(problem: Problem, offer: Offer, pools: list[Pool]) -> tuple[float, Seat] | None:
    """The cards of a gang and the cheapest place for one of them; None where none can be made."""
    if not problem.gangs:
        return None
    if problem.housing is None:
        cards = offer.capacity.gang_cards
        return (float(cards), Seat(0.0, offer.power_w, 0.0)) if cards else None
    running = problem.goal == "tco"
    price = offer.lowest
    best: tuple[float, float, Seat] | None = None
    for pool in pools:
        for option in (way.option for way in pool.ways):
            seat = _seat(pool, option.nodes / option.cards, running=running)
            cost = option.cards * (price + seat.host)
            if best is None or cost < best[0]:
                best = (cost, float(option.cards), seat)
    return None if best is None else best[1:]


def _loads(problem: Problem) -> dict[str, list[tuple[int, float]]]:
    """For each card the items that it can serve, with the cards that all of one keeps busy."""
    found: dict[str, list[tuple[int, float]]] = defaultdict(list)
    workload = problem.workload
    if workload is not None:
        for item, here in enumerate(workload.loads):
            for j, load in here.items():
                pool = workload.pools[j]
                found[pool.card].append((item, float(load) * pool.cards))
    return found
