"""One proof by the quickest way: dynamic programming or the tree where the rules allow it, else one solver.

For explanations and studies, which compare many optima with one that was proved twice.
"""

from __future__ import annotations

import glmopt
from glmopt.plan import Ending, Proof
from glmopt.problem import Problem
from glmopt.program import Counts
from glmopt.scenario.model import SolverTerms
from glmopt.solve import dynamic, tree
from glmopt.solve.answer import prove
from glmopt.solve.clock import Clock
from glmopt.solve.optimum import optimum
from glmopt.solve.proved import Best


def ending(problem: Problem, terms: SolverTerms, clock: Clock | None = None) -> Ending:
    """How `problem` ends, proved once; `terms` give the solver and, without a `clock`, its time limit."""
    found = _by_table(problem, terms, clock)
    return optimum(problem, once(terms), clock=clock).ending if found is None else found[0]


def prove_once(problem: Problem, terms: SolverTerms) -> tuple[Ending, Counts | None]:
    """Ending and counts of the best plan of `problem`, ties settled, proved once."""
    found = _by_table(problem, terms, None)
    return prove(problem, once(terms))[:2] if found is None else found


def once(terms: SolverTerms) -> SolverTerms:
    """`terms` with one proof."""
    return terms.model_copy(update={"prove": "once"})


def _by_table(
    problem: Problem, terms: SolverTerms, clock: Clock | None
) -> tuple[Ending, Counts | None] | None:
    if terms.second != "auto":
        return None
    clock = clock or Clock(float(terms.time_limit_s))
    best = dynamic.best(problem) or tree.best(problem, clock)
    return None if best is None else of_table(problem, best)


def of_table(problem: Problem, best: Best) -> tuple[Ending, Counts | None]:
    """What such an optimum says of `problem`, its budget looked at."""
    value, counts = best.value, best.counts
    outcome = "infeasible" if counts is None else "optimal"
    proof = Proof(best.by, glmopt.__version__, outcome, value, best.seconds)
    if problem.goal == "capex" and problem.budget is not None and (value or 0) > problem.budget:
        counts = None
    if counts is None:
        return Ending("infeasible", problem.goal, None, value, (proof,)), None
    return Ending("optimal", problem.goal, value, value, (proof,)), counts
