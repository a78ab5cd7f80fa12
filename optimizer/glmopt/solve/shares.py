"""Can these groups serve the workload? Decided exactly, with shares that do or a cut that forbids them.

The least λ with Σ_j x_cj = 1 and Σ_c l_cj x_cj <= λ g_j says it: the groups can serve where λ <= 1. A
solver finds λ in floats, or the order of the items where there are two pools; what counts is what follows in
whole numbers: its shares, rounded, keep every pool within its groups, or its dual prices, rounded to whole
weights, prove that the groups are too few. Where λ is so near to 1 that neither can be shown, it is found in
exact fractions (solve/assignment.py).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from glmopt.kept import Kept
from glmopt.problem import SCALE, Workload
from glmopt.program import Cut
from glmopt.solve import pair
from glmopt.solve.assignment import least_use
from glmopt.solve.transport import PARTS, transport
from glmopt.solvers import linear

Shares = dict[tuple[int, int], Fraction]
Groups = tuple[tuple[int, int], ...]

# Weights of a cut: small ones first, for they are the strongest when rounded up.
WEIGHTS = (1, 3, 10, 30, 100, 300, 1_000, 3_000, 9_999, 10**6, 10**9, 10**12)

# A sweep asks of one workload and the same groups at many points: its last answers.
MOST_KEPT = 1_000
KEPT: Kept[Shares | Cut] = Kept(MOST_KEPT)
CARRIED: Kept[bool] = Kept(MOST_KEPT)


def spread(workload: Workload, groups: Mapping[int, int]) -> Shares | Cut:
    """Shares of every item that keep each pool within its `groups`, as evenly as can be, or a cut."""
    found = KEPT.get(workload, _key(groups), lambda: _spread(workload, groups))
    return dict(found) if isinstance(found, dict) else found


def _spread(workload: Workload, groups: Mapping[int, int]) -> Shares | Cut:
    """The same, found now."""
    active = [j for j in range(len(workload.pools)) if groups.get(j, 0) > 0]
    for loads in workload.loads:
        if not any(j in loads for j in active):
            return Cut(dict.fromkeys(loads, 1), 1)
    values, prices = _least_use(workload, groups, active)
    parts = _parts(workload, groups, values)
    if _hold(workload, groups, parts):
        return {at: Fraction(part, PARTS) for at, part in parts.items()}
    if cut := _cut(workload, groups, prices):
        return cut
    use, exact_shares, exact_prices = least_use(workload, groups, active, values)
    if use <= 1:
        return exact_shares
    return _cut(workload, groups, exact_prices) or Cut({}, 0, {j: groups[j] for j in active})


def carried(workload: Workload, groups: Mapping[int, int]) -> bool:
    """Whether shares that keep every pool within its `groups` are found at once; False may mean: nearly."""
    return CARRIED.get(workload, _key(groups), lambda: _carried(workload, groups))


def _key(groups: Mapping[int, int]) -> Groups:
    return tuple(sorted(groups.items()))


def _carried(workload: Workload, groups: Mapping[int, int]) -> bool:
    active = [j for j in range(len(workload.pools)) if groups.get(j, 0) > 0]
    if not all(any(j in loads for j in active) for loads in workload.loads):
        return False
    return _hold(workload, groups, _parts(workload, groups, _least_use(workload, groups, active)[0]))


def fits(workload: Workload, groups: Mapping[int, int], shares: Mapping[tuple[int, int], Fraction]) -> bool:
    """Whether the shares keep every pool within its groups: Σ_c l_cj x_cj <= g_j, exactly.

    Loads are first taken from above in whole multiples of 1 / SCALE; only where that is too much are they
    added up as they are.
    """
    busy: dict[int, Fraction] = {}
    for (c, j), share in shares.items():
        busy[j] = busy.get(j, Fraction(0)) + share * workload.bounds[c][j][1]
    for j, above in busy.items():
        most = groups.get(j, 0)
        if above <= most * SCALE:
            continue
        exact = sum((workload.loads[c][k] * x for (c, k), x in shares.items() if k == j), Fraction(0))
        if exact > most:
            return False
    return True


def _least_use(
    workload: Workload, groups: Mapping[int, int], active: list[int]
) -> tuple[dict[tuple[int, int], float], dict[int, float]]:
    """Shares and prices of the least λ, in floats; inside, shares are groups of the item's best pool."""
    if len(active) == 1:
        j = active[0]
        return {(c, j): 1.0 for c in range(len(workload.items))}, {j: 1.0 / groups[j]}
    loads = workload.loads_above[:, active]
    if len(active) == 2:
        a, b = active
        first, of_pools = pair.least_use(loads, (groups[a], groups[b]))
        on_first = [((c, a), x) for c, x in enumerate(first.tolist()) if x > 0]
        on_second = [((c, b), 1 - x) for c, x in enumerate(first.tolist()) if x < 1]
        return dict(on_first + on_second), dict(zip(active, of_pools, strict=True))
    uses = np.array([[-float(groups[j])] for j in active])
    nothing = np.zeros(1)
    program = transport(loads, nothing + 1, uses, low=nothing, high=nothing + np.inf)
    values, duals = linear(program.columns)
    shares = program.shares(values)
    some = [(c, active[k], float(shares[c, k])) for c, k in np.argwhere(shares > 0).tolist()]
    return {(c, j): share for c, j, share in some}, {
        j: max(0.0, -dual) for j, dual in zip(active, duals, strict=False)
    }


def _parts(
    workload: Workload, groups: Mapping[int, int], values: Mapping[tuple[int, int], float]
) -> dict[tuple[int, int], int]:
    """Shares near `values` in whole multiples of 1 / PARTS that add up to 1 for each item.

    They are rounded down, and what is left of an item goes to the pool with most room for it; so does an
    item that is too little for the solver to see.
    """
    room = {j: float(most) for j, most in groups.items() if most > 0}
    by_item: list[dict[int, int]] = [{} for _ in workload.items]
    for (c, j), value in values.items():
        if (part := int(value * PARTS)) > 0:
            by_item[c][j] = part
        room[j] = room.get(j, 0.0) - value * workload.bounds[c][j][1] / SCALE
    parts: dict[tuple[int, int], int] = {}
    for c, found in enumerate(by_item):
        here = workload.bounds[c]
        left = PARTS - sum(found.values())
        if left:
            able = [j for j in here if j in room]
            into = max(able, key=lambda j: room[j] - left * here[j][1] / (SCALE * PARTS), default=None)
            if into is None:
                into = next(iter(here))
            found[into] = found.get(into, 0) + left
            room[into] = room.get(into, 0.0) - left * here[into][1] / (SCALE * PARTS)
        for j in sorted(found):
            if found[j]:
                parts[c, j] = found[j]
    return parts


def _hold(workload: Workload, groups: Mapping[int, int], parts: Mapping[tuple[int, int], int]) -> bool:
    """Whether shares in whole multiples of 1 / PARTS, none below 0, keep every pool within its groups."""
    busy: dict[int, int] = {}
    for (c, j), part in parts.items():
        if part < 0:
            return False
        busy[j] = busy.get(j, 0) + part * workload.bounds[c][j][1]
    over = [j for j, above in busy.items() if above > groups.get(j, 0) * PARTS * SCALE]
    if not over:
        return True
    of_over = {at: Fraction(part, PARTS) for at, part in parts.items() if at[1] in over}
    return fits(workload, groups, of_over)


def _cut(workload: Workload, groups: Mapping[int, int], prices: Mapping[int, float | Fraction]) -> Cut | None:
    """Whole weights near the prices under which these groups are too few; None where rounding hides it."""
    top = max(prices.values(), default=0)
    if not top:
        return None
    worth = [min(prices[j] * load for j, load in _of(loads, prices)) for loads in workload.loads]
    for j in range(len(workload.pools)):
        if j not in prices:
            # a pool without groups may cost as much as is saved by using it
            lows = (worth[c] / loads[j] for c, loads in enumerate(workload.loads) if j in loads)
            prices = {**prices, j: max(lows, default=0)}
    for scale in WEIGHTS:
        weights = {j: math.ceil(Fraction(price) * scale / Fraction(top)) for j, price in prices.items()}
        for rounded in (weights, {j: round(Fraction(p) * scale / Fraction(top)) for j, p in prices.items()}):
            least = _worth(workload, rounded)
            if sum(w * groups.get(j, 0) for j, w in rounded.items()) < least:
                # of a pool that is worth as much alone one group is enough
                return Cut({j: min(w, least) for j, w in rounded.items() if w}, least)
    return None


def _of(loads: Mapping[int, Fraction], prices: Mapping[int, float | Fraction]) -> list[tuple[int, float]]:
    return [(j, float(load)) for j, load in loads.items() if j in prices]


def _worth(workload: Workload, weights: Mapping[int, int]) -> int:
    """ceil(Σ_c min_j w_j l_cj), from below where thousands of fractions would have to be added."""
    below = sum(min(weights[j] * low for j, (low, _) in here.items()) for here in workload.bounds)
    return -(-below // SCALE)
