"""A problem as counts of cards that serve classes, and nothing else; None where its rules say more."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from glmopt.dataclass import dataclass
from glmopt.problem import Problem, Workload, understood, upper_bound
from glmopt.solve.transport import Room, Transport, transport
from glmopt.solvers import Relaxation

# As in solve/dynamic/items.py: a rule that this module has never heard of must never be passed over. Needs
# other than the classes, and a budget, are looked at when the optimum is known.
_PROBLEM = frozenset({
    "offers", "goal", "currency", "instances", "light_finetune", "virtual_streams", "virtual_instances",
    "budget", "power_w", "not_considered", "workload",
})  # fmt: skip
_OFFER = frozenset({
    "card", "vendor", "price", "streams", "capacity", "virtualization", "stock", "minimum", "barred_by",
    "partitions", "power_w", "electricity", "licence",
})  # fmt: skip

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
    def pools(self) -> list[int]:
        """The pools that may be bought."""
        return [j for j, k in enumerate(self.card_of) if k is not None]

    @cached_property
    def owners(self) -> list[int]:
        """The card of each pool that may be bought."""
        return [k for k in self.card_of if k is not None]

    @cached_property
    def transport(self) -> Transport:
        """The program of divided cards: a column for each, then shares; the rows of the pools come first."""
        head = np.zeros((len(self.pools), len(self.cards)))
        head[range(len(self.pools)), self.owners] = -1.0
        return transport(
            self.loads_above,
            np.array(self.costs, dtype=float),
            head,
            low=np.array(self.low, dtype=float),
            high=np.array(self.high, dtype=float),
            least=LEAST_LOAD,
            most=MOST_TIMES,
        )

    @cached_property
    def relaxation(self) -> Relaxation:
        """The same in a solver, warm from one question to the next. What it answers is only a hint.

        It begins where each item is served by the pool that costs it least, each card paid for by its first
        pool: the optimum as long as no bound is in the way.
        """
        program = self.transport
        first = {k: row for row, k in reversed([*enumerate(self.owners)])}
        prices = np.zeros(len(self.owners))
        prices[[*first.values()]] = [self.costs[k] for k in first]
        shares = program.cheapest(prices) + len(self.cards)
        others = (row for row, k in enumerate(self.owners) if first[k] != row)
        return Relaxation(program.columns, len(self.cards), [*first, *shares.tolist()], others)

    @cached_property
    def first_prices(self) -> tuple[dict[int, float], ...]:
        """Prices of pools to begin with: what the cards cost that some item must be served by, and all cards.

        Only a hint, as all prices are. A card's price is divided among its pools.
        """
        of_card = [sum(k == k2 for k2 in self.card_of) for k in range(len(self.cards))]
        cost = {j: self.costs[k] / of_card[k] for j, k in enumerate(self.card_of) if k is not None}
        able = {frozenset(j for j in here if j in cost) for here in self.workload.loads}
        sets = sorted({frozenset(cost), *able}, key=lambda pools: (len(pools), sorted(pools)))
        return tuple({j: price if j in pools else 0.0 for j, price in cost.items()} for pools in sets)

    @cached_property
    def loads(self) -> Loads:
        """Loads of items on the pools that may be bought, from below; infinite where none."""
        return self.workload.loads_below[:, self.pools]

    @cached_property
    def loads_above(self) -> Loads:
        """The same from above."""
        return self.workload.loads_above[:, self.pools]

    @cached_property
    def room(self) -> Room:
        """What fits on the pools for sure."""
        return Room(self.loads_above)


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
