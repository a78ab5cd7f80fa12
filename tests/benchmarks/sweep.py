"""Sweep.

`glmopt whatif` over 1,000 points (targets x budgets) in one process, against building and solving 40 of them
each from scratch; CPU seconds a point.
"""

from __future__ import annotations

import random

from clock import cpu
from figures import Table
from shipped import problem_of

from glmopt.problem import formulate
from glmopt.scenario import parse_settings
from glmopt.solve import prove
from glmopt.solve.dynamic.kept import KEPT
from glmopt.study import compare

GRID = 1_000


def measure() -> list[Table]:
    """A grid of targets and budgets against rebuilding and solving each point."""
    scenario, catalog, _ = problem_of()
    targets = ",".join(str(50 + 3 * k) for k in range(GRID // 2))
    grid = parse_settings([f"demand.streams={targets}", "budget.max=900000,900000000"], many=True)
    KEPT.clear()
    spent, found = cpu(lambda: compare(scenario, grid), 1)
    some = random.Random(1).sample(found.variations, 40)  # noqa: S311
    by_cbc = scenario.solver.model_copy(update={"second": "cbc"})
    once = scenario.solver.model_copy(update={"prove": "once", "second": "highs"})
    twice_s, told = cpu(lambda: [prove(formulate(v.scenario, catalog), by_cbc) for v in some], 1)
    once_s, _ = cpu(lambda: [prove(formulate(v.scenario, catalog), once) for v in some], 1)
    differ = sum(e.objective != v.solved.ending.objective for v, (e, _, _) in zip(some, told, strict=True))
    ours, twice, single = spent / len(found.variations), twice_s / len(some), once_s / len(some)
    head = ("grid, a point", "HiGHS, ties", "ratio", "HiGHS and CBC, ties", "ratio", "points that differ")
    return [Table(head, [[ours, single, single / ours, twice, twice / ours, f"{differ} of 40"]])]
