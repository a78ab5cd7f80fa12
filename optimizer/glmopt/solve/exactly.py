"""Run a solver until its answer holds exactly: counts that cannot serve the classes are forbidden by cuts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from glmopt.errors import SolverFailure
from glmopt.problem import Workload
from glmopt.program import Counts, Cut, Program, add_cut
from glmopt.solve.clock import Clock
from glmopt.solvers import SOLVERS, Outcome, Solution

if TYPE_CHECKING:
    from glmopt.solve.shares import Shares

MOST_CUTS = 2_000


def exactly(program: Program, solver: str, clock: Clock, *, gap: float = 0.0) -> Solution:
    """Minimise `program`: the solver's run whose counts can serve every class, or that has none.

    With a `gap`, which HiGHS alone knows, a solution that is as near to the optimum will do.

    Each cut is true for all counts that can serve, so that a bound or an infeasibility proved with it is true
    too. `program` keeps the cuts.
    """
    seconds = 0.0
    last: tuple[tuple[int, int], ...] | None = None
    for _ in range(MOST_CUTS):
        solution = SOLVERS[solver](program.lp, clock.left(), **({"gap": gap} if gap else {}))
        seconds += solution.seconds
        solution = replace(solution, seconds=seconds)
        workload = program.problem.workload
        if solution.values is None or workload is None or workload.slices:
            return solution
        groups = program.groups_of(program.whole(solution.values))
        cut = judged(program, workload, groups)
        if cut is None:
            return solution
        if clock.over or solution.interrupted:
            return replace(solution, outcome=Outcome.UNKNOWN, values=None)
        here = tuple(sorted(groups.items()))
        if here == last:
            raise SolverFailure(f"{solution.solver} does not keep to a row of whole numbers")
        last = here
        add_cut(program, cut)
    raise SolverFailure("the classes could not be settled by cuts")


def judged(program: Program, workload: Workload, groups: Mapping[int, int]) -> Cut | None:
    """The cut that forbids `groups`; None where they can serve. What was judged once is remembered."""
    key = tuple(sorted(groups.items()))
    if key not in program.judged:
        from glmopt.solve.shares import spread

        found = spread(workload, groups)
        program.judged[key] = found if isinstance(found, Cut) else None
    cut: Cut | None = program.judged[key]
    return cut


def shares_of(workload: Workload, counts: Counts) -> Shares:
    """Shares of the items on the groups of `counts`. Raises SolverFailure where there are none."""
    from glmopt.solve.shares import fits, spread

    if not workload.slices:
        found = spread(workload, counts.groups)
        if isinstance(found, Cut):
            raise SolverFailure("the counts cannot serve the classes")
        return found
    shares = _trimmed(counts.slices, workload)
    if not fits(workload, counts.groups, shares):
        raise SolverFailure("the slices do not fit")
    return shares


def _trimmed(slices: Mapping[tuple[int, int], int], workload: Workload) -> Shares:
    """Slices as shares that add up to 1 for each item: a solver may have given more slices than there are."""
    left = [workload.slices or 1] * len(workload.items)
    kept: Shares = {}
    for (c, j), slices_here in sorted(slices.items()):
        taken = min(slices_here, left[c])
        left[c] -= taken
        if taken:
            kept[c, j] = Fraction(taken, workload.slices or 1)
    return kept
