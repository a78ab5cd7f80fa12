"""Bare cards that serve classes, where few choices matter: two proofs, and no integer program in either.

Branch and bound over the counts finds the optimum; the enumeration with cuts proves from scratch that nothing
cheaper serves. An integer program takes longer to start than both of them.
"""

from __future__ import annotations

from glmopt.errors import Disagreement
from glmopt.problem import Problem
from glmopt.scenario.model import SolverTerms
from glmopt.solve.clock import Clock
from glmopt.solve.proved import Best, Told, told_by

# Nodes that branch and bound may take before a solver is asked first.
FEW_NODES = 300


def twice(problem: Problem, terms: SolverTerms, clock: Clock) -> tuple[Told | None, Best | None]:
    """How `problem` ends by both proofs; None where a solver is to say it, then with what the tree says.

    Raises Disagreement where something cheaper serves, or the counts do not have their value.
    """
    asked = terms.prove == "twice" and terms.second == "auto" and terms.name == "highs"
    if not asked or problem.workload is None:
        return None, None
    from glmopt.solve import lines, tree

    case = tree.case_of(problem)
    best = None if case is None else tree.best_of(problem, case, clock, FEW_NODES)
    if case is None or best is None or best.counts is None:
        return None, best
    second = lines.cheaper(problem, case, best.counts, clock)
    if second is None:
        return None, best
    if second.value != best.value:
        said = f"{best.by} says {best.value} and {second.by} says {second.value}"
        raise Disagreement(f"two proofs of one optimum differ: {said}. No plan is shown.")
    return told_by(problem, best, second), best
