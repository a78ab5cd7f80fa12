"""The least use λ of given groups in exact fractions: a simplex over assignments, made as needed.

An assignment sends each item to one pool. min λ: Σ_a w_a = 1 and Σ_a w_a L_aj <= λ g_j, where L_aj is the
load of pool j under assignment a. Under prices π_j the best assignment takes for each item the pool of the
least π_j l_cj (Dantzig, Wolfe 1960), so the few assignments that matter are found one by one. The
lexicographic rule of leaving keeps it from going round in circles.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from glmopt.errors import SolverFailure
from glmopt.problem import Workload

MOST_STEPS = 5_000
Assignment = tuple[int, ...]


def least_use(
    workload: Workload, groups: Mapping[int, int], active: list[int], hint: Mapping[tuple[int, int], float]
) -> tuple[Fraction, dict[tuple[int, int], Fraction], dict[int, Fraction]]:
    """λ with shares that reach it, or a λ above 1 with prices that prove that more is needed than there is.

    Stops at the first λ <= 1. `hint` are shares to begin near.
    """
    loads = [{j: load for j, load in here.items() if j in set(active)} for here in workload.loads]
    start = tuple(max(here, key=lambda j: hint.get((c, j), 0.0)) for c, here in enumerate(loads))
    simplex = _Simplex(loads, active, [Fraction(groups[j]) for j in active], start)
    for _ in range(MOST_STEPS):
        prices = simplex.prices()
        if simplex.use <= 1:
            return simplex.use, simplex.shares(), prices
        if simplex.lower_pool():
            continue
        best = tuple(min(here, key=lambda j: (prices[j] * here[j], j)) for here in loads)
        bound = sum((prices[j] * here[j] for j, here in zip(best, loads, strict=True)), Fraction(0))
        if bound > 1 or bound >= simplex.use:
            return simplex.use, simplex.shares(), prices
        simplex.enter(best)
    raise SolverFailure("whether the groups can serve the classes could not be decided exactly")


class _Simplex:
    """Rows: one for each pool, then Σ w = 1. Columns: assignments, slacks of pools, and λ."""

    def __init__(
        self, loads: list[dict[int, Fraction]], active: list[int], groups: list[Fraction], start: Assignment
    ) -> None:
        self.loads, self.active, self.groups = loads, active, groups
        self.place = {j: k for k, j in enumerate(active)}
        size = len(active)
        column = self._column(start)
        busiest = max(range(size), key=lambda k: column[k] / groups[k])
        # basis: λ in the row of the busiest pool, the start in the last row, slacks in the others
        self.basis: list[int | str | Assignment] = ["use" if k == busiest else k for k in range(size)]
        self.basis.append(start)
        use = column[busiest] / groups[busiest]
        self.inverse = [[Fraction(int(r == c)) for c in range(size + 1)] for r in range(size + 1)]
        self.value = [Fraction(0)] * (size + 1)
        self.value[size] = Fraction(1)
        for k in range(size):
            if k == busiest:
                # -g λ + L w = 0
                self.inverse[k][k] = -1 / groups[k]
                self.inverse[k][size] = column[k] / groups[k]
                self.value[k] = use
            else:
                # s - g λ + L w = 0
                self.inverse[k][busiest] = -groups[k] / groups[busiest]
                self.inverse[k][size] = groups[k] * use - column[k]
                self.value[k] = groups[k] * use - column[k]

    @property
    def use(self) -> Fraction:
        return self.value[self.basis.index("use")]

    def prices(self) -> dict[int, Fraction]:
        """π_j = -u_j, where u are the duals of the rows; Σ π_j g_j = 1."""
        row = self.inverse[self.basis.index("use")]
        return {j: -row[k] for k, j in enumerate(self.active)}

    def lower_pool(self) -> bool:
        """Bring in the slack of a pool whose price is below 0, if there is one."""
        prices = self.prices()
        for k, j in enumerate(self.active):
            if prices[j] < 0:
                self._pivot(k, [row[k] for row in self.inverse])
                return True
        return False

    def enter(self, assignment: Assignment) -> None:
        """Bring in an assignment that lowers λ."""
        column = self._column(assignment)
        self._pivot(
            assignment,
            [
                sum((a * b for a, b in zip(row, column, strict=True) if b), Fraction(0))
                for row in self.inverse
            ],
        )

    def shares(self) -> dict[tuple[int, int], Fraction]:
        """x_cj: the weights of the assignments that send item c to pool j."""
        found: dict[tuple[int, int], Fraction] = {}
        for name, weight in zip(self.basis, self.value, strict=True):
            if isinstance(name, tuple) and weight:
                for c, j in enumerate(name):
                    found[c, j] = found.get((c, j), Fraction(0)) + weight
        return dict(sorted(found.items()))

    def _column(self, assignment: Assignment) -> list[Fraction]:
        column = [Fraction(0)] * len(self.active) + [Fraction(1)]
        for here, j in zip(self.loads, assignment, strict=True):
            column[self.place[j]] += here[j]
        return column

    def _pivot(self, name: int | Assignment, step: list[Fraction]) -> None:
        rows = [r for r, d in enumerate(step) if d > 0]
        out = min(rows, key=lambda r: [v / step[r] for v in (self.value[r], *self.inverse[r])])
        factor = step[out]
        self.basis[out] = name
        self.inverse[out] = [v / factor for v in self.inverse[out]]
        self.value[out] /= factor
        for r, d in enumerate(step):
            if r != out and d:
                self.inverse[r] = [
                    a - d * b if b else a for a, b in zip(self.inverse[r], self.inverse[out], strict=True)
                ]
                self.value[r] -= d * self.value[out]
