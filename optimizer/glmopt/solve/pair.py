"""The least use of two pools, without a solver: items in the order of what they take of one for the other.

min λ: Σ_c l_c1 x_c <= λ g_1 and Σ_c l_c2 (1 - x_c) <= λ g_2. Items with the least l_c1 / l_c2 go to the first
pool, until both are as busy; at most one item is divided there, and its loads are the prices.
"""

from __future__ import annotations

import numpy as np

from glmopt.solve.transport import Floats


def least_use(loads: Floats, groups: tuple[int, int]) -> tuple[Floats, tuple[float, float]]:
    """Shares on the first pool, and the price of a group of each pool.

    `loads` are by item and pool, infinite where none, and finite on one of the two.
    """
    (one, two), able = loads.T, np.isfinite(loads)
    with np.errstate(divide="ignore"):
        order = np.argsort(one / two, kind="stable")
    use = np.where(able, loads, 0.0)[order] / groups
    first = use[:, 0].cumsum()
    second = use[:, 1].sum() - use[:, 1].cumsum()
    # the item where the first pool becomes as busy as the second, but for what only one of them can serve
    may_end = (first >= second) & able[order, 1] | ~able[order, 0]
    at = int(may_end.argmax()) if may_end.any() else len(order) - 1
    taken, left = use[at].tolist()
    before, rest = float(first[at]) - taken, float(second[at]) + left
    k, both = order[at], taken + left
    of_first, of_second = 1.0 / groups[0], 1.0 / groups[1]
    shares = np.zeros(len(loads))
    shares[order[:at]] = 1.0
    if not able[k, 1]:
        shares[k] = 1.0
        return shares, (of_first, 0.0)
    if not able[k, 0] or before >= rest:
        return shares, (of_first, 0.0) if before >= rest else (0.0, of_second)
    shares[k] = min(1.0, (rest - before) / both)
    return shares, (left / both * of_first, taken / both * of_second)
