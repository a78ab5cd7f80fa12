"""Linear programs in HiGHS: solved once, or again and again between other bounds, warm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from glmopt.dataclass import dataclass
from glmopt.errors import SolverFailure
from glmopt.solvers.arrays import INFINITY
from glmopt.solvers.highs import demand

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int32]

# Presolve would forget the basis, and takes longer than it saves; perturbed costs take a second run to be put
# right.
OPTIONS = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "presolve": "off",
    "dual_simplex_cost_perturbation_multiplier": 0.0,
}


@dataclass(frozen=True, slots=True)
class Columns:
    """min cost x, row_low <= A x <= row_high, low <= x <= high, as numpy arrays.

    A is column-wise sparse: column k has the entries start[k] up to start[k + 1] of its rows
    (`index`) and `value`; `start` has one entry more than there are columns.
    """

    cost: Floats
    low: Floats
    high: Floats
    row_low: Floats
    row_high: Floats
    start: Whole
    index: Whole
    value: Floats


@dataclass(frozen=True, slots=True)
class Point:
    """Values of the columns and prices of the rows at an optimum.

    Where nothing fits `values` is None and the prices are those of a proof of it (Farkas); None where the
    solver ended without either.
    """

    values: Sequence[float] | None
    prices: Sequence[float] | None


class Relaxation:
    """A linear program, its first `width` columns between bounds that change.

    It begins at the `basic` columns and the slacks of the `slack` rows where these are given: together as
    many as there are rows.
    """

    def __init__(
        self, columns: Columns, width: int, basic: Iterable[int] = (), slack: Iterable[int] = ()
    ) -> None:
        import highspy
        import numpy as np

        self.highspy: Any = highspy
        self.highs = _highs(highspy, columns)
        self.columns = np.arange(width, dtype=np.int32)
        self.array = np.array
        self.first: Any = _basis(highspy, columns, basic, slack) if basic else None
        if self.first is not None:
            self.highs.setBasis(self.first)

    def between(self, low: Sequence[int], high: Sequence[int], *, from_first: bool = False) -> Point:
        """The optimum with low <= x <= high for the first columns; `from_first`: near the first one asked."""
        highs, states = self.highs, self.highspy.HighsModelStatus
        bounds = (self.array(side, dtype=float) for side in (low, high))
        highs.changeColsBounds(len(self.columns), self.columns, *bounds)
        if from_first and self.first is not None:
            highs.setBasis(self.first)
        highs.run()
        status = highs.getModelStatus()
        if status == states.kOptimal:
            self.first = self.first or highs.getBasis()
            solution = highs.getSolution()
            return Point(solution.col_value, solution.row_dual)
        if status == states.kInfeasible:
            _, proved, ray = highs.getDualRay()
            return Point(None, list(ray) if proved else None)
        return Point(None, None)


def linear(columns: Columns) -> tuple[list[float], list[float]]:
    """Values of the columns and duals of the rows at an optimum of a linear program that has one."""
    import highspy

    highs = _highs(highspy, columns)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise SolverFailure(f"HiGHS ended with {highs.modelStatusToString(highs.getModelStatus())}")
    solution = highs.getSolution()
    return list(solution.col_value), list(solution.row_dual)


def _basis(highspy: Any, columns: Columns, basic: Iterable[int], slack: Iterable[int]) -> Any:
    """The basis of these columns and rows, all others at a bound that they have."""
    basis, at = highspy.HighsBasis(), highspy.HighsBasisStatus
    of_columns = [at.kLower] * len(columns.cost)
    of_rows = [at.kUpper if upper else at.kLower for upper in (columns.row_low == -INFINITY).tolist()]
    for k in basic:
        of_columns[k] = at.kBasic
    for k in slack:
        of_rows[k] = at.kBasic
    basis.col_status, basis.row_status, basis.valid = of_columns, of_rows, True
    return basis


def _highs(highspy: Any, columns: Columns) -> Any:
    """HiGHS with a linear program, silent."""
    highs = highspy.Highs()
    for name, setting in OPTIONS.items():
        demand(highspy, highs.setOptionValue(name, setting), f"option {name}={setting}")
    c = columns
    shape = (len(c.cost), len(c.row_low), len(c.value))
    column_wise, minimise = int(highspy.MatrixFormat.kColwise), int(highspy.ObjSense.kMinimize)
    bounds = (c.cost, c.low, c.high, c.row_low, c.row_high)
    kinds = 0 * c.start[: len(c.cost)]  # all continuous
    status = highs.passModel(*shape, column_wise, minimise, 0.0, *bounds, c.start, c.index, c.value, kinds)
    demand(highspy, status, "the model")
    return highs
