"""One proof by the quickest way, and none where a study has it already.

For explanations and studies, which compare many optima with one that was proved twice. Dynamic programming
where the rules allow it, then what the study remembers, then branch and bound over counts that serve classes
or a table of counts in servers, then a solver.
"""

from __future__ import annotations

from dataclasses import replace

from glmopt.plan import Ending
from glmopt.problem import Problem
from glmopt.program import Counts
from glmopt.scenario.model import SolverTerms
from glmopt.solve import dynamic
from glmopt.solve.answer import prove
from glmopt.solve.clock import Clock
from glmopt.solve.memory import Memory, Proved, active, asked_of_memory, same
from glmopt.solve.optimum import optimum
from glmopt.solve.proved import Told, told_by

# A note of a row that was proved by another one.
REUSED = "proved with another row of the study"


def ending(problem: Problem, terms: SolverTerms, clock: Clock | None = None) -> Ending:
    """How `problem` ends, proved once; `terms` give the solver and, without a `clock`, its time limit."""
    found = _by_table(problem, terms)
    if found is not None:
        return found[0]
    memory = active()
    free = problem if memory is None else asked_of_memory(problem)
    known = None if memory is None else same(memory, free)
    if known is None:
        by_tree = _by_tree(free, terms, clock)
        told = by_tree or (optimum(free, once(terms), clock=clock).ending, None)
        known = Proved(free, *told, settled=by_tree is not None, twice=False)
        _keep(memory, known)
    return known.ending if memory is None else budgeted(problem, known.ending, None)[0]


def status(problem: Problem, terms: SolverTerms, clock: Clock | None = None) -> str:
    """How `problem` ends in one word, without its optimum: what was proved of others may tell."""
    told = dynamic.status(problem) if terms.second == "auto" else None
    if told is not None:
        return told
    memory = active()
    if memory is not None:
        from glmopt.solve.recall import status as recalled_status

        told = recalled_status(memory, problem)
    return told or ending(problem, terms, clock).status


def prove_once(problem: Problem, terms: SolverTerms) -> Told:
    """Ending and counts of the best plan of `problem`, ties settled, proved once."""
    return _by_table(problem, terms) or prove_or_recall(problem, once(terms))[:2]


def prove_or_recall(problem: Problem, terms: SolverTerms) -> tuple[Ending, Counts | None, tuple[str, ...]]:
    """The best plan of `problem`, unless the memory of the study settles it with as many proofs as asked."""
    memory, twice = active(), terms.prove == "twice"
    free = problem if memory is None else asked_of_memory(problem)
    if memory is not None:
        from glmopt.solve.recall import recall

        known = recall(memory, free, twice=twice)
        if known is not None:
            return (*budgeted(problem, known.ending, known.counts), (REUSED,))
    by_tree = None if twice else _by_tree(free, terms, None) or _by_seats(free, terms)
    told, counts, notes = (*by_tree, ()) if by_tree else prove(free, terms)
    settled = counts is not None and not notes
    if not told.interrupted:
        _keep(memory, Proved(free, told, counts, settled=settled, twice=len(told.proofs) > 1))
    return (told, counts, notes) if memory is None else (*budgeted(problem, told, counts), notes)


def budgeted(problem: Problem, told: Ending, counts: Counts | None) -> Told:
    """The ending of `problem` from that of the same problem without a budget, where cost is minimised."""
    budget, least = problem.budget, told.objective
    if problem.goal != "capex" or budget is None or least is None or least <= budget:
        return told, counts
    proved = told.bound is not None and told.bound > budget
    return replace(told, status="infeasible" if proved else "unknown", objective=None), None


def _keep(memory: Memory | None, proved: Proved) -> None:
    if memory is not None and proved.ending.status in ("optimal", "infeasible"):
        memory.keep(proved)


def once(terms: SolverTerms) -> SolverTerms:
    """`terms` with one proof."""
    return terms.model_copy(update={"prove": "once"})


def _by_table(problem: Problem, terms: SolverTerms) -> Told | None:
    best = dynamic.best(problem) if terms.second == "auto" else None
    return None if best is None else told_by(problem, best)


def _by_tree(problem: Problem, terms: SolverTerms, clock: Clock | None) -> Told | None:
    if terms.second != "auto" or problem.workload is None:
        return None
    from glmopt.solve import tree

    best = tree.best(problem, clock or Clock(float(terms.time_limit_s)))
    return None if best is None else told_by(problem, best)


def _by_seats(problem: Problem, terms: SolverTerms) -> Told | None:
    if terms.second != "auto" or problem.housing is None:
        return None
    from glmopt.solve import seats

    best = seats.best(problem, Clock(float(terms.time_limit_s)))
    return None if best is None else told_by(problem, best)
