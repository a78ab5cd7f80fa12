"""Small workloads for tests, and whether groups can serve them, decided without any solver.

Groups g can serve loads l exactly where for all prices π >= 0 of the pools Σ π_j g_j >= Σ_c min_j π_j l_cj
(Farkas). Both sides are linear between the prices at which an item could as well go to another pool, so it
is enough to look at prices that tie the pools of a support together along a tree of such items, and at none
outside of it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from glmopt.problem import Item, Pool, Workload

Loads = Sequence[Mapping[int, Fraction]]


def plain_workload(cards: Sequence[str], loads: Loads, slices: int | None = None) -> Workload:
    """A workload by day on single cards: pool j is card j."""
    items = tuple(Item(f"c{k}", "day") for k in range(len(loads)))
    pools = tuple(Pool(card, "day", 1, "llm") for card in cards)
    return Workload(items, pools, tuple(dict(x) for x in loads), slices)


def can_serve(loads: Loads, groups: Sequence[int]) -> bool:
    """Whether shares of the items exist that keep no pool busier than its groups."""
    for prices in _prices(loads, len(groups)):
        worth = Fraction(0)
        for here in loads:
            if not here:
                return False
            worth += min(prices[j] * load for j, load in here.items())
        if sum((p * g for p, g in zip(prices, groups, strict=True)), Fraction(0)) < worth:
            return False
    # an item that no pool with groups can serve: prices above all bounds on the pools without groups
    return all(any(groups[j] for j in here) for here in loads)


def _prices(loads: Loads, pools: int) -> Iterator[list[Fraction]]:
    for size in range(1, pools + 1):
        for support in itertools.combinations(range(pools), size):
            for tree in _trees(support):
                for items in itertools.product(loads, repeat=len(tree)):
                    prices = {support[0]: Fraction(1)}
                    if _along(tree, items, prices):
                        yield [prices.get(j, Fraction(0)) for j in range(pools)]


def _along(
    tree: Sequence[tuple[int, int]], items: Sequence[Mapping[int, Fraction]], prices: dict[int, Fraction]
) -> bool:
    """Prices along the edges of a tree, each tied by an item: π_a l_a = π_b l_b."""
    left = list(zip(tree, items, strict=True))
    while left:
        for edge in left:
            (a, b), here = edge
            if (a in prices) == (b in prices):
                continue
            if a not in here or b not in here:
                return False
            known, new = (a, b) if a in prices else (b, a)
            prices[new] = prices[known] * here[known] / here[new]
            left.remove(edge)
            break
        else:
            return False
    return True


def _trees(nodes: Sequence[int]) -> Iterator[tuple[tuple[int, int], ...]]:
    """Every set of len - 1 pairs; those that are no trees lead nowhere in `_along`."""
    yield from itertools.combinations(itertools.combinations(nodes, 2), len(nodes) - 1)
