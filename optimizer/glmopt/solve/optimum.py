"""The optimum of a problem, proved exactly: by one solver, and by a second one from scratch.

Solvers work within tolerances. What they answer is rounded to whole numbers, every row and the objective
are computed anew, and where the objective has large coefficients "nothing is better" is proved by a
program of its own: cost <= optimum - 1, in rows of small numbers, has no solution.
"""

from __future__ import annotations

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
from glmopt.solve.goal_units import ending_in_goal_units, exact_bound, in_goal_units, within_budget
from glmopt.solve.narrow import hinted
from glmopt.solve.proved import Best, proof_of
from glmopt.solve.run import Run, improved, looked_at, run_of, sharpened, with_core
from glmopt.solve.start import Start, start
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
    table = known or (dynamic.best(problem) if aim is None and _by_table(terms) else None)
    begun = start(problem, terms, clock) if aim is None and table is None else None
    if begun is not None and begun.interrupted:
        found = _stopped(begun)
    else:
        try:
            found = _searched(problem, terms, aim, table, begun, clock)
        except KeyboardInterrupt:
            if begun is None:
                raise
            found = _stopped(begun)
    if found.ending.interrupted and not best_so_far:
        raise KeyboardInterrupt
    return found if begun is None else _or_begun(problem, found, begun)


def _searched(
    problem: Problem,
    terms: SolverTerms,
    aim: Aim | None,
    table: Best | None,
    begun: Start | None,
    clock: Clock,
) -> Optimum:
    """The optimum by the solvers; only plans that cost no more than the one `begun` with are looked at."""
    if aim is None:
        program = build(undominated(problem), None if begun is None else begun.cost)
    else:
        program = build(problem)
        program.minimise(aim(program))
    second: Proof | None = None
    notes: tuple[str, ...] = ()
    with Beside(program, _beside(terms, table, cuts=problem.workload is not None), clock) as beside:
        core = program if begun is None else hinted(program, begun.cost // program.problem.price_unit)
        first = run_of(core, terms.name, clock)
        if begun is not None:
            _reaches(program.problem, first, begun)
        if aim is None and table is None:
            first = looked_at(core, terms.name, first, clock)
        if not first.only:
            if aim is None and table is None:
                core, first = with_core(core, first, clock)
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
    status = _STATUS[first.outcome]
    bound = first.objective if status == "optimal" else exact_bound(first.solution.bound)
    proofs = tuple(proof for proof in (first.proof(), second) if proof is not None)
    ending = Ending(status, problem.goal, first.objective, bound, proofs, interrupted)
    whole = first.whole
    if aim is None:
        ending, whole = within_budget(problem, ending_in_goal_units(program.problem, ending), whole)
    settled = table.counts if table is not None and whole is not None and status == "optimal" else None
    return Optimum(ending, core, whole, notes, settled, first.only)


def _stopped(begun: Start) -> Optimum:
    """What is known where Ctrl-C ends the search before it has anything to tell."""
    goal = begun.program.problem.goal
    return Optimum(Ending("unknown", goal, None, None, (), interrupted=True), begun.program, None)


def _reaches(problem: Problem, first: Run, begun: Start) -> None:
    """Disagreement where the proof of all offers knows of no plan as cheap as that of a few."""
    cost = begun.cost // problem.price_unit
    if first.outcome in _PROVED and (first.objective is None or first.objective > cost):
        told = (first.solution.solver, first.outcome, first.objective)
        raise _disagreement(problem, told, ("a plan of a few offers", Outcome.FEASIBLE, cost))


def _or_begun(problem: Problem, found: Optimum, begun: Start) -> Optimum:
    """`found`, or the plan that was begun with where the search ended before it had a better one."""
    ending = found.ending
    if ending.status not in ("feasible", "unknown"):
        return found
    dear = problem.goal == "capex" and problem.budget is not None and begun.cost > problem.budget
    if dear or (ending.objective is not None and ending.objective <= begun.cost):
        return found
    proof = replace(begun.run.proof(), objective=begun.cost)
    ending = replace(ending, status="feasible", objective=begun.cost, proofs=(proof,))
    return Optimum(ending, begun.program, begun.run.whole, found.notes)


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
        f"{solver} says {outcome.value} {in_goal_units(problem, value)}" for solver, outcome, value in told
    )
    return Disagreement(f"two proofs of one optimum differ: {said}. No plan is shown.")


def _equal(first: Run, second: Run) -> bool:
    return (first.outcome, first.objective) == (second.outcome, second.objective)
