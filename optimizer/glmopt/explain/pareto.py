"""Two aims at once, exactly: the epsilon-constraint method, every point proved undominated.

The best of the first aim is found, then the best of the second that goes with it; the next point must be
better in the second by one unit. Aims are whole numbers to be minimised, so no point is missed.
"""

from __future__ import annotations

from collections.abc import Iterator

from glmopt.dataclass import dataclass
from glmopt.explain.terms import proved
from glmopt.problem import Problem
from glmopt.program import Counts, Program
from glmopt.scenario.model import SolverTerms
from glmopt.solve import Aim, optimum
from glmopt.solve.clock import Clock
from glmopt.solve.ties import settle


@dataclass(frozen=True, slots=True)
class Point:
    """No plan is better in one of the two and as good in the other. Values in the aims' own units."""

    first: int
    second: int
    counts: Counts


def pareto(
    problem: Problem, terms: SolverTerms, first: Aim, second: Aim, most_second: int | None = None
) -> Iterator[Point]:
    """Every undominated point, the best of `first` first; with `second` no more than `most_second`.

    The budget is a row of the program where `problem.goal` is not capex. Raises SolverFailure where a limit
    came before a proof, KeyboardInterrupt where the user stopped a solve.
    """
    while True:
        point = best_of_both(problem, terms, first, second, most_second)
        if point is None:
            return
        yield point
        most_second = point.second - 1


def best_of_both(
    problem: Problem, terms: SolverTerms, first: Aim, second: Aim, most_second: int | None = None
) -> Point | None:
    """The least of `first` with `second` within its limit, then the least of `second`; ties settled."""
    clock = Clock(float(terms.time_limit_s))

    def limited(program: Program) -> object:
        if most_second is not None:
            program.at_most("second", second(program), most_second)
        return first(program)

    start = optimum(problem, terms, limited, clock=clock)
    if start.ending.interrupted:
        raise KeyboardInterrupt
    value = proved(start.ending)
    if value is None:
        return None

    def held(program: Program) -> object:
        program.at_most("first", first(program), value)
        return second(program)

    found = optimum(problem, terms, held, clock=clock)
    if found.ending.interrupted:
        raise KeyboardInterrupt
    other = proved(found.ending)
    if other is None or found.whole is None:
        return None
    whole, _settled = settle(found.program, found.whole, clock)
    return Point(value, other, found.program.read_back(whole))
