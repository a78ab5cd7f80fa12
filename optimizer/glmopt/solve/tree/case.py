"""A problem as counts of cards that serve classes, and nothing else; None where its rules say more."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from glmopt.dataclass import dataclass
from glmopt.problem import SCALE, Problem, Workload, understood, upper_bound
from glmopt.solvers.arrays import INFINITY, Arrays

# As in solve/dynamic/items.py: a rule that this module has never heard of must never be passed over. Needs
# other than the classes, and a budget, are looked at when the optimum is known.
_PROBLEM = {
    "offers", "goal", "currency", "instances", "light_finetune", "virtual_streams", "virtual_instances",
    "budget", "power_w", "not_considered", "workload",
}  # fmt: skip
_OFFER = {
    "card", "vendor", "price", "streams", "capacity", "virtualization", "stock", "minimum", "barred_by",
    "partitions", "power_w", "electricity", "licence",
}  # fmt: skip

Loads = NDArray[np.float64]

# An item that keeps less of a group busy is not in the relaxation, and a pool that takes so many times what
# the best one takes is there as this: the exact bound and the exact shares know both as they are.
LEAST_LOAD = 1e-6
MOST_TIMES = 1e6


@dataclass(frozen=True)
class Case:
    """Cards in the order of the problem: what one adds to the goal, and between which counts it is bought.

    `card_of[j]` is the card of pool j, None where it may not be bought.
    """

    workload: Workload
    cards: tuple[str, ...]
    costs: tuple[int, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]
    card_of: tuple[int | None, ...]

    @cached_property
    def matrix(self) -> tuple[Loads, Loads, list[int]]:
        """Loads of items on the pools that may be bought, from below; infinite where none; those pools."""
        pools = [j for j, k in enumerate(self.card_of) if k is not None]
        place = {j: at for at, j in enumerate(pools)}
        rows = np.zeros((len(self.least_loads), len(pools)))
        never = np.full_like(rows, INFINITY)
        for c, here in enumerate(self.least_loads):
            for j, least in here:
                rows[c, place[j]] = least / SCALE
                never[c, place[j]] = 0.0
        return np.nextafter(rows, 0.0), never, pools

    @cached_property
    def least_loads(self) -> tuple[list[tuple[int, int]], ...]:
        """Of each item the pools that may be bought, with its load from below in multiples of 1 / SCALE."""
        return tuple(
            [(j, least) for j, (least, _) in here.items() if self.card_of[j] is not None]
            for here in self.workload.bounds
        )


def case_of(problem: Problem) -> Case | None:
    """`problem` for the tree; None where its rules couple the cards, or leave free what may be bought."""
    work = problem.workload
    if work is None or work.slices or problem.goal not in ("capex", "cards"):
        return None
    if not understood(problem, _PROBLEM) or not all(understood(o, _OFFER) for o in problem.offers):
        return None
    if any(o.minimum and o.barred_by for o in problem.offers):
        return None
    if not all(work.is_plain(j) for j in range(len(work.pools))):
        return None
    offers = problem.open_offers
    unit = problem.price_unit
    costs = tuple(1 if problem.goal == "cards" else (o.price or 0) // unit for o in offers)
    number = {o.card: k for k, o in enumerate(offers)}
    return (
        Case(
            workload=work,
            cards=tuple(number),
            costs=costs,
            low=tuple(o.minimum for o in offers),
            high=tuple(upper_bound(problem, o) for o in offers),
            card_of=tuple(number.get(pool.card) for pool in work.pools),
        )
        if all(costs)
        else None
    )


def relaxation_of(case: Case) -> tuple[Arrays, list[tuple[int, int]], list[float]]:
    """The relaxation: a column for each card, then shares in groups of the item's best pool.

    The first rows are those of the pools that may be bought, in their order. Also the item and pool of each
    column of shares, and the groups that each item takes of its best pool.
    """
    pools = [j for j, k in enumerate(case.card_of) if k is not None]
    rows: dict[int, list[tuple[int, float]]] = {j: [(case.card_of[j] or 0, -1.0)] for j in pools}
    items: list[list[tuple[int, float]]] = []
    cells: list[tuple[int, int]] = []
    need: list[float] = []
    best_of: list[float] = []
    for c, loads in enumerate(case.least_loads):
        here = [(j, load / SCALE) for j, load in loads]
        best = min([load for _, load in here])
        best_of.append(best)
        if best < LEAST_LOAD:
            continue
        item = []
        for j, load in here:
            column = len(case.cards) + len(cells)
            rows[j].append((column, min(load / best, MOST_TIMES)))
            item.append((column, 1.0))
            cells.append((c, j))
        items.append(item)
        need.append(best)
    every = [*rows.values(), *items]
    start = [0]
    for row in every:
        start.append(start[-1] + len(row))
    width = len(case.cards) + len(cells)
    arrays = Arrays(
        names=[""] * width,
        cost=[*map(float, case.costs), *[0.0] * len(cells)],
        offset=0.0,
        low=[*map(float, case.low), *[0.0] * len(cells)],
        high=[*map(float, case.high), *[INFINITY] * len(cells)],
        whole=[False] * width,
        row_low=[-INFINITY] * len(pools) + need,
        row_high=[0.0] * len(pools) + [INFINITY] * len(need),
        start=start,
        column=[column for row in every for column, _ in row],
        value=[value for row in every for _, value in row],
    )
    return arrays, cells, best_of
