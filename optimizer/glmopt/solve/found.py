"""What a search found, and what is told where it ended early: never less than the plan that it began with."""

from __future__ import annotations

from dataclasses import replace

from glmopt.dataclass import dataclass
from glmopt.plan import Ending
from glmopt.problem import Problem
from glmopt.program import Counts, Program, build
from glmopt.solve.start import Start


@dataclass(frozen=True, slots=True)
class Optimum:
    """What the solvers proved, before ties are settled: the program, and its solution as whole numbers.

    The variables of the program may be narrowed to the plans that are as good (solve/narrow.py). `only` where
    it is proved as well that no plan with other counts of cards is as good. `settled` are the counts with
    ties settled already, where the second proof did that too.
    """

    ending: Ending
    program: Program
    whole: dict[str, int] | None
    notes: tuple[str, ...] = ()
    settled: Counts | None = None
    only: bool = False


def stopped(begun: Start) -> Optimum:
    """What is known where Ctrl-C ends the search before it has anything to tell."""
    ending = Ending("unknown", begun.few.goal, None, None, (), interrupted=True)
    return Optimum(ending, build(begun.few), None)


def or_begun(problem: Problem, found: Optimum, begun: Start | None) -> Optimum:
    """`found`, or the plan that was begun with where the search ended before it had a better one."""
    ending = found.ending
    if begun is None or ending.status not in ("feasible", "unknown"):
        return found
    dear = problem.goal == "capex" and problem.budget is not None and begun.cost > problem.budget
    if dear or (ending.objective is not None and ending.objective <= begun.cost):
        return found
    told = begun.told()
    if told is None or told.solved is None:
        return found
    program, run = told.solved
    proof = replace(run.proof(), objective=told.cost)
    ending = replace(ending, status="feasible", objective=told.cost, proofs=(proof,))
    return Optimum(ending, program, run.whole, found.notes)
