"""The least value of every target from one table: the whole exact frontier, without its plans."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from glmopt.problem import Problem
from glmopt.solve.dynamic.items import separable
from glmopt.solve.dynamic.stage import NONE
from glmopt.solve.dynamic.table import tabulate

NOTHING = -1


def least(problem: Problem, high: int) -> npt.NDArray[np.int64] | None:
    """The least cost (in `price_unit`) or fewest cards of the targets 0..high; NOTHING where nothing fits.

    None where the table cannot say: rules that couple, needs that it leaves out, or too large a table.
    """
    case = separable(problem)
    left_out = (
        problem.instances,
        problem.light_finetune,
        problem.virtual_streams,
        problem.virtual_instances,
        problem.power_w is not None,
        problem.goal != "capex" and problem.budget is not None,
    )
    if case is None or any(left_out) or problem.goal == "streams":
        return None
    table = tabulate(case, high, problem.goal, trace=False)
    if table is None:
        return None
    weight = table.weights.card if table.weights.cards_first else table.weights.cost
    values: npt.NDArray[np.int64] = np.where(table.keys < NONE, table.keys // weight, NOTHING)
    if problem.budget is not None:
        values[values > problem.budget // problem.price_unit] = NOTHING
    return values
