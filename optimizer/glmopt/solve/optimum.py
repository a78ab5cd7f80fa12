"""The optimum of a problem, proved exactly: by one solver, and by a second one from scratch.

Solvers work within tolerances. What they answer is rounded to whole numbers, every row and the objective
are computed anew, and where the objective has large coefficients "nothing is better" is proved by a
program of its own: cost <= optimum - 1, in rows of small numbers, has no solution.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from glmopt.dataclass import dataclass
from glmopt.errors import Disagreement, SolverFailure
from glmopt.plan import Ending, Proof, Status
from glmopt.problem import Problem, undominated
from glmopt.program import Counts, Program, build
from glmopt.program.exact import is_coarse
from glmopt.scenario.model import SolverTerms
from glmopt.solve import dynamic, tree
from glmopt.solve.beside import Beside
from glmopt.solve.clock import Clock
from glmopt.solve.proved import Best, proof_of
from glmopt.solve.run import Run, improved, looked_at, run_of, sharpened, with_core
from glmopt.solvers import SECOND, Outcome

Aim = Callable[[Program], Any]

_STATUS: dict[Outcome, Status] = {
    Outcome.OPTIMAL: "optimal",
    Outcome.FEASIBLE: "feasible",
    Outcome.INFEASIBLE: "infeasible",
    Outcome.UNKNOWN: "unknown",
}
_PROVED = (Outcome.OPTIMAL, Outcome.INFEASIBLE)


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


def optimum(
    problem: Problem,
    terms: SolverTerms,
    aim: Aim | None = None,
    *,
    known: Best | None = None,
    clock: Clock | None = None,
    best_so_far: bool = False,
) -> Optimum:
    """The optimum of `problem`, proved as `terms` ask; `aim` minimises something else than the goal.

    With an `aim` objective and bound are the aim's own value, and a budget that is compared outside the
    program is not looked at. `known` is the optimum by a way that is no solver, where it was found before. On
    Ctrl-C the best solution so far is the answer with `best_so_far`, its ending `interrupted`;
    KeyboardInterrupt without.
    """
    clock = clock or Clock(float(terms.time_limit_s))
    if aim is None:
        program = build(undominated(problem))
    else:
        program = build(problem)
        program.minimise(aim(program))
    table = known or (dynamic.best(problem) if aim is None and _by_table(terms) else None)
    second: Proof | None = None
    notes: tuple[str, ...] = ()
    with Beside(program, _beside(terms, table, cuts=problem.workload is not None), clock) as beside:
        first = run_of(program, terms.name, clock)
        if aim is None and table is None:
            first = looked_at(program, terms.name, first, clock)
        core = program
        if not first.only:
            if aim is None and table is None:
                core, first = with_core(program, first, clock)
            first = sharpened(core, terms.name, first, clock)
        interrupted = first.solution.interrupted
        if not interrupted:
            try:
                table = table or _tree(problem, first, terms, clock, aim)
                second, notes = _second_opinion(program, first, terms, clock, beside, table)
            except KeyboardInterrupt:
                interrupted = True
    if interrupted and terms.prove == "twice" and first.outcome in _PROVED:
        notes = ("proved once: interrupted",)
    if interrupted and not best_so_far:
        raise KeyboardInterrupt
    status = _STATUS[first.outcome]
    bound = first.objective if status == "optimal" else _exact_bound(first.solution.bound)
    proofs = tuple(proof for proof in (first.proof(), second) if proof is not None)
    ending = Ending(status, problem.goal, first.objective, bound, proofs, interrupted)
    whole = first.whole
    if aim is None:
        ending, whole = _within_budget(problem, _in_goal_units(program.problem, ending), whole)
    settled = table.counts if table is not None and whole is not None and status == "optimal" else None
    return Optimum(ending, core, whole, notes, settled, first.only)


def _by_table(terms: SolverTerms) -> bool:
    """Whether the second proof may be one without a solver."""
    return terms.prove == "twice" and terms.second == "auto"


def _tree(problem: Problem, first: Run, terms: SolverTerms, clock: Clock, aim: Aim | None) -> Best | None:
    """The optimum by branch and bound over counts, where classes are served and it may be a second proof."""
    wanted = aim is None and _by_table(terms) and first.outcome in _PROVED
    return tree.best(problem, clock) if wanted else None


def _beside(terms: SolverTerms, table: Best | None, *, cuts: bool) -> str | None:
    """The solver to start at once beside the first: CBC, which is a process of its own."""
    # What is started now would not know the cuts that the first solver finds.
    wanted = terms.prove == "twice" and table is None and not cuts
    return "cbc" if wanted and _second(terms) == "cbc" and terms.name != "cbc" else None


def _second(terms: SolverTerms) -> str:
    return SECOND[terms.name] if terms.second == "auto" else terms.second


def _same(problem: Problem, first: Run, table: Best) -> Proof:
    """The proof without a solver; Disagreement where its optimum is another than the solver's."""
    unit = problem.price_unit if problem.goal == "capex" else 1
    value = None if table.value is None else table.value // unit * (-1 if problem.goal == "streams" else 1)
    outcome = Outcome.INFEASIBLE if value is None else Outcome.OPTIMAL
    if (outcome, value) != (first.outcome, first.objective):
        raise _disagreement(
            problem,
            (first.solution.solver, first.outcome, first.objective),
            (table.by, outcome, value),
        )
    return replace(proof_of(table), objective=value)


def _second_opinion(
    program: Program,
    first: Run,
    terms: SolverTerms,
    clock: Clock,
    beside: Beside,
    table: Best | None,
) -> tuple[Proof | None, tuple[str, ...]]:
    """Another proof from scratch, equal to the first; None, and the reason, where there is none."""
    if terms.prove == "once" or first.outcome not in _PROVED:
        return None, ()
    if table is not None:
        return _same(program.problem, first, table), ()
    solver = _second(terms)
    try:
        second = run_of(program, solver, clock, beside)
        if second.solution.interrupted:
            raise KeyboardInterrupt
        if _equal(first, second):
            return second.proof(), ()
        if second.outcome not in _PROVED:
            return None, (f"proved once: {second.solution.solver} reached the time limit",)
        if first.outcome is second.outcome and is_coarse(program.lp.objective):
            better = run_of(improved(program, first), solver, clock)
            if better.outcome is Outcome.INFEASIBLE:
                return replace(second, objective=first.objective).proof(), ()
    except SolverFailure as failure:
        return None, (f"proved once: {failure}",)
    runs = ((run.solution.solver, run.outcome, run.objective) for run in (first, second))
    raise _disagreement(program.problem, *runs)


def _disagreement(problem: Problem, *told: tuple[str, Outcome, int | None]) -> Disagreement:
    said = " and ".join(
        f"{solver} says {outcome.value} {_goal_units(problem, value)}" for solver, outcome, value in told
    )
    return Disagreement(f"two proofs of one optimum differ: {said}. No plan is shown.")


def _equal(first: Run, second: Run) -> bool:
    return (first.outcome, first.objective) == (second.outcome, second.objective)


def _exact_bound(bound: float | None) -> int | None:
    """A solver's bound as the whole number it proves, with room for its tolerance."""
    return None if bound is None else math.ceil(bound - 1e-6 * max(1.0, abs(bound)))


def _in_goal_units(problem: Problem, ending: Ending) -> Ending:
    """The program's numbers in the goal's unit."""
    proofs = tuple(replace(p, objective=_goal_units(problem, p.objective)) for p in ending.proofs)
    objective, bound = (_goal_units(problem, value) for value in (ending.objective, ending.bound))
    return replace(ending, objective=objective, bound=bound, proofs=proofs)


def _goal_units(problem: Problem, value: int | None) -> int | None:
    """A value of the program's objective as minor units of money, cards, or streams with their own sign."""
    factor = {"streams": -1, "cards": 1}.get(problem.goal, problem.price_unit)
    return None if value is None else value * factor


def _within_budget(
    problem: Problem, ending: Ending, whole: dict[str, int] | None
) -> tuple[Ending, dict[str, int] | None]:
    """Where cost is minimised: compare the least cost with the budget, exactly, outside the solver."""
    budget = problem.budget
    if problem.goal != "capex" or budget is None or ending.objective is None or ending.objective <= budget:
        return ending, whole
    proved = ending.bound is not None and ending.bound > budget
    return replace(ending, status="infeasible" if proved else "unknown", objective=None), None
