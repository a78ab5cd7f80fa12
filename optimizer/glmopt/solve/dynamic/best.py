"""The optimum of a problem by the table, ties settled; None where its rules do not allow it.

Needs and limits that the table does not count (instances, light fine-tuning, virtualization, power, and a
budget that is not what is minimised) are left out at first. An optimum that meets them all the same is the
optimum with them; and where nothing fits without them, nothing fits with them. Otherwise the solvers are
asked.
"""

from __future__ import annotations

import bisect
import math
import time
from dataclasses import replace

from glmopt.kept import Kept
from glmopt.problem import Problem
from glmopt.program import Counts
from glmopt.solve.dynamic.items import Separable, separable
from glmopt.solve.dynamic.last_tables import KEPT
from glmopt.solve.dynamic.table import Table
from glmopt.solve.dynamic.trace import trace
from glmopt.solve.proved import Best, meets

# Plans that are kept.
MOST_PLANS = 200
# Who says so, in a proof.
NAME = "dynamic programming"
# A sweep asks one target under many budgets.
_TRACED: Kept[Counts | None] = Kept(MOST_PLANS)


def best(problem: Problem) -> Best | None:
    """The optimum of `problem` under the tie rules, a budget on what is minimised left aside.

    None where the table cannot say.
    """
    started = time.perf_counter()
    found = _best(problem)
    return None if found is None else replace(found, seconds=time.perf_counter() - started)


def status(problem: Problem) -> str | None:
    """optimal or infeasible, where cost is minimised and no plan is needed to say it; else None."""
    left_out = (problem.instances, problem.light_finetune, problem.virtual_streams, problem.virtual_instances)
    if problem.goal != "capex" or any(left_out) or problem.power_w is not None:
        return None
    table = _table(problem)
    if table is None:
        return None
    key = table.least(problem.streams)
    if key is None:
        return "infeasible"
    cost = table.weights.cost_of(key) * table.separable.unit
    return "optimal" if problem.budget is None or cost <= problem.budget else "infeasible"


def _table(problem: Problem) -> Table | None:
    """The table that has the target of `problem`, or every one that its budget could pay for."""
    case = separable(problem)
    if case is None:
        return None
    reach = problem.streams if problem.goal != "streams" else _most_streams(problem, case)
    if reach is None:
        return None
    return KEPT.table(case, "cards" if problem.goal == "cards" else "capex", reach)


def _best(problem: Problem) -> Best | None:
    table = _table(problem)
    if table is None:
        return None
    target = _target(problem, table)
    if target is None:
        return Best(None, None, NAME)
    return read(problem, table, target)


def read(problem: Problem, table: Table, target: int) -> Best | None:
    """The optimum for `target` streams from `table`; None where its plan misses what the table left out."""
    key = table.least(target)
    counts = None if key is None else _TRACED.get(table, target, lambda: trace(table, target))
    if key is None or counts is None:
        return Best(None, None, NAME)
    if not meets(problem, counts):
        return None
    if problem.goal == "streams":
        return Best(counts, target, NAME)
    if problem.goal == "cards":
        return Best(counts, table.weights.cards_of(key), NAME)
    return Best(counts, table.weights.cost_of(key) * table.separable.unit, NAME)


def _most_streams(problem: Problem, case: Separable) -> int | None:
    """A number of streams that no plan within the budget exceeds; None where there is no such number."""
    most = 0
    for item in case.items:
        if not item.streams or not item.segments:
            continue
        limits = [s.high for s in item.segments]
        price = min(s.each for s in item.segments) * problem.price_unit
        if problem.budget is not None and price:
            paid = problem.budget // price
            most += item.streams * min([paid, *(h for h in limits if h is not None)])
        elif None in limits:
            return None
        else:
            most += item.streams * max(h for h in limits if h is not None)
    return most


def _target(problem: Problem, table: Table) -> int | None:
    """The streams to read the table at: those asked, or the most that the budget pays; None for neither."""
    if problem.goal != "streams":
        return problem.streams
    most_key = math.inf
    if problem.budget is not None:
        most_key = (problem.budget // problem.price_unit + 1) * table.weights.cost - 1

    def too_much(target: int) -> bool:
        key = table.least(target)
        return key is None or key > most_key

    # keys never fall with the target
    most = bisect.bisect_left(range(table.streams + 1), True, key=too_much) - 1
    return most if most >= problem.streams else None
