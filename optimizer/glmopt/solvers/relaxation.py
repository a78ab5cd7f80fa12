"""Linear programs in HiGHS: solved once, or again and again between other bounds, warm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from glmopt.dataclass import dataclass
from glmopt.errors import SolverFailure
from glmopt.solvers.arrays import Arrays
from glmopt.solvers.highs import demand, model_of

OPTIONS = {"output_flag": False, "threads": 1, "random_seed": 0}
# Presolve would forget the basis; perturbed costs take a second run to be put right.
WARM = {"presolve": "off", "dual_simplex_cost_perturbation_multiplier": 0.0}


@dataclass(frozen=True, slots=True)
class Point:
    """Values of the columns and prices of the rows at an optimum.

    Where nothing fits `values` is None and the prices are those of a proof of it (Farkas); None where the
    solver ended without either.
    """

    values: Sequence[float] | None
    prices: Sequence[float] | None


class Relaxation:
    """`arrays` without their whole numbers, its first `width` columns between bounds that change."""

    def __init__(self, arrays: Arrays, width: int) -> None:
        import highspy
        import numpy as np

        self.highspy: Any = highspy
        self.highs = highspy.Highs()
        for name, setting in (OPTIONS | WARM).items():
            demand(highspy, self.highs.setOptionValue(name, setting), f"option {name}={setting}")
        demand(highspy, self.highs.passModel(model_of(highspy, arrays)), "the model")
        self.columns = np.arange(width, dtype=np.int32)
        self.array = np.array

    def between(self, low: Sequence[int], high: Sequence[int]) -> Point:
        """The optimum with low <= x <= high for the first columns."""
        highs, states = self.highs, self.highspy.HighsModelStatus
        bounds = (self.array(side, dtype=float) for side in (low, high))
        highs.changeColsBounds(len(self.columns), self.columns, *bounds)
        highs.run()
        status = highs.getModelStatus()
        if status == states.kOptimal:
            solution = highs.getSolution()
            return Point(solution.col_value, solution.row_dual)
        if status == states.kInfeasible:
            _, proved, ray = highs.getDualRay()
            return Point(None, list(ray) if proved else None)
        return Point(None, None)


def linear(arrays: Arrays) -> tuple[list[float], list[float]]:
    """Values of the columns and duals of the rows at an optimum of a linear program that has one."""
    import highspy

    highs = highspy.Highs()
    for name, setting in OPTIONS.items():
        demand(highspy, highs.setOptionValue(name, setting), f"option {name}={setting}")
    demand(highspy, highs.passModel(model_of(highspy, arrays)), "the model")
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise SolverFailure(f"HiGHS ended with {highs.modelStatusToString(highs.getModelStatus())}")
    solution = highs.getSolution()
    return list(solution.col_value), list(solution.row_dual)
