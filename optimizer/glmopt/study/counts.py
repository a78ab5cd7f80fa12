"""The counts of a plan as plain data and back: pools and ways of gangs by their place in the problem."""

from __future__ import annotations

from typing import Any

from glmopt.problem import Problem
from glmopt.problem.housing import Housing
from glmopt.program import Counts, PoolCounts


def plain_counts(problem: Problem, counts: Counts) -> dict[str, Any]:
    """`counts` of a plan of `problem` as JSON data."""
    pools = [_pool(problem.housing, p) for p in counts.pools] if problem.housing else []
    slices = [[item, pool, parts] for (item, pool), parts in sorted(counts.slices.items())]
    return {
        "cards": counts.cards,
        "gangs": counts.gangs,
        "owned": counts.owned,
        "pools": pools,
        "groups": {str(pool): groups for pool, groups in counts.groups.items()},
        "slices": slices,
    }


def counts_from(problem: Problem, row: dict[str, Any]) -> Counts:
    """The counts that `plain_counts` wrote for the same problem."""
    housing = problem.housing
    pools = tuple(_pool_of(housing, p) for p in row["pools"]) if housing else ()
    groups = {int(pool): number for pool, number in row["groups"].items()}
    slices = {(item, pool): parts for item, pool, parts in row["slices"]}
    return Counts(row["cards"], row["gangs"], row["owned"], pools, groups, slices)


def _pool(housing: Housing, p: PoolCounts) -> dict[str, Any]:
    return {
        "pool": housing.pools.index(p.pool),
        "new": p.new,
        "cards": p.cards,
        "used": list(p.used),
        "filled": list(p.filled),
        "joined": p.joined,
        "gangs": [
            [p.pool.ways.index(way), z, nodes, {str(t): v for t, v in sized.items()}]
            for way, z, nodes, sized in p.gangs
        ],
        "fill": {str(fill): nodes for fill, nodes in p.fill.items()},
    }


def _pool_of(housing: Housing, row: dict[str, Any]) -> PoolCounts:
    pool = housing.pools[row["pool"]]
    return PoolCounts(
        pool=pool,
        new=row["new"],
        cards=row["cards"],
        used=tuple(row["used"]),
        filled=tuple(row["filled"]),
        joined=row["joined"],
        gangs=tuple(
            (pool.ways[way], z, nodes, {int(t): v for t, v in sized.items()})
            for way, z, nodes, sized in row["gangs"]
        ),
        fill={int(fill): nodes for fill, nodes in row["fill"].items()},
    )
