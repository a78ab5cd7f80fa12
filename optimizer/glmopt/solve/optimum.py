"""The optimum of a problem, proved exactly: by one solver, and by a second one from scratch.

Solvers work within tolerances. What they answer is rounded to whole numbers, every row and the objective
are computed anew, and where the objective has large coefficients "nothing is better" is proved by a
program of its own: cost <= optimum - 1, in rows of small numbers, has no solution.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from glmopt.errors import SolverFailure
from glmopt.plan import Ending, Proof, Status
from glmopt.problem import Problem, undominated
from glmopt.program import Program, build
from glmopt.program.exact import is_coarse
from glmopt.scenario.model import SolverTerms
from glmopt.solve import dynamic
from glmopt.solve.agreement import PROVED, disagreement, equal, reaches, same, told
from glmopt.solve.beside import Beside
from glmopt.solve.clock import Clock
from glmopt.solve.found import Optimum, or_begun, stopped
from glmopt.solve.goal_units import ending_in_goal_units, exact_bound, within_budget
from glmopt.solve.proved import Best
from glmopt.solve.run import Run, improved, looked_at, run_of, sharpened, with_core
from glmopt.solve.start import Start, Starts
from glmopt.solvers import SECOND, Outcome

Aim = Callable[[Program], Any]

_STATUS: dict[Outcome, Status] = {
    Outcome.OPTIMAL: "optimal",
    Outcome.FEASIBLE: "feasible",
    Outcome.INFEASIBLE: "infeasible",
    Outcome.UNKNOWN: "unknown",
}


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
    starts = Starts(problem, terms, clock)
    try:
        if aim is None:
            program = _begun(problem, starts if table is None else None)
        else:
            program = build(problem)
            program.minimise(aim(program))
        found = _searched(problem, program, terms, aim, table, starts.best, clock)
    except KeyboardInterrupt:
        if starts.best is None:
            raise
        found = stopped(starts.best)
    if found.ending.interrupted and not best_so_far:
        raise KeyboardInterrupt
    return or_begun(problem, found, starts.best)


def _begun(problem: Problem, starts: Starts | None) -> Program:
    """The program of the offers that matter, for plans that cost no more than the one to start from."""
    if starts is None:
        return build(undominated(problem))
    starts.first(problem)
    lean = undominated(problem)
    starts.nearer(lean)
    return build(lean, None if starts.best is None else starts.best.cost)


def _searched(
    problem: Problem,
    program: Program,
    terms: SolverTerms,
    aim: Aim | None,
    table: Best | None,
    begun: Start | None,
    clock: Clock,
) -> Optimum:
    """The optimum of `program` by the solvers; what it `begun` with is the most a plan may cost."""
    second: Proof | None = None
    notes: tuple[str, ...] = ()
    with Beside(program, _beside(terms, table, cuts=problem.workload is not None), clock) as beside:
        core = program if begun is None else _hinted(program, begun)
        first = run_of(core, terms.name, clock)
        if begun is not None:
            reaches(program.problem, first, begun)
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
    if interrupted and terms.prove == "twice" and first.outcome in PROVED:
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


def _hinted(program: Program, begun: Start) -> Program:
    """`program` narrowed by what it begun with; `narrow` is for large questions, and loaded for them."""
    from glmopt.solve.narrow import hinted

    return hinted(program, begun.cost // program.problem.price_unit)


def _by_table(terms: SolverTerms) -> bool:
    """Whether the second proof may be one without a solver."""
    return terms.prove == "twice" and terms.second == "auto"


def _tree(problem: Problem, first: Run, terms: SolverTerms, clock: Clock, aim: Aim | None) -> Best | None:
    """The optimum by branch and bound over counts, where classes are served and it may be a second proof."""
    if problem.workload is None or aim is not None or not _by_table(terms) or first.outcome not in PROVED:
        return None
    from glmopt.solve import tree

    return tree.best(problem, clock)


def _beside(terms: SolverTerms, table: Best | None, *, cuts: bool) -> str | None:
    """The solver to start at once beside the first: CBC, which is a process of its own."""
    # What is started now would not know the cuts that the first solver finds.
    wanted = terms.prove == "twice" and table is None and not cuts
    return "cbc" if wanted and _second(terms) == "cbc" and terms.name != "cbc" else None


def _second(terms: SolverTerms) -> str:
    return SECOND[terms.name] if terms.second == "auto" else terms.second


def _second_opinion(
    program: Program,
    first: Run,
    terms: SolverTerms,
    clock: Clock,
    beside: Beside,
    table: Best | None,
) -> tuple[Proof | None, tuple[str, ...]]:
    """Another proof from scratch, equal to the first; None, and the reason, where there is none."""
    if terms.prove == "once" or first.outcome not in PROVED:
        return None, ()
    if table is not None:
        return same(program.problem, first, table), ()
    solver = _second(terms)
    try:
        second = run_of(program, solver, clock, beside)
        if second.solution.interrupted:
            raise KeyboardInterrupt
        if equal(first, second):
            return second.proof(), ()
        if second.outcome not in PROVED:
            return None, (f"proved once: {second.solution.solver} reached the time limit",)
        if first.outcome is second.outcome and is_coarse(program.lp.objective):
            better = run_of(improved(program, first), solver, clock)
            if better.outcome is Outcome.INFEASIBLE:
                return replace(second, objective=first.objective).proof(), ()
    except SolverFailure as failure:
        return None, (f"proved once: {failure}",)
    raise disagreement(program.problem, told(first), told(second))
