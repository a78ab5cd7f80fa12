"""Whether two proofs of one optimum agree; Disagreement where they do not, and no plan is shown."""

from __future__ import annotations

from dataclasses import replace

from glmopt.errors import Disagreement
from glmopt.plan import Proof
from glmopt.problem import Problem
from glmopt.solve.goal_units import in_goal_units
from glmopt.solve.proved import Best, proof_of
from glmopt.solve.run import Run
from glmopt.solve.start import Start
from glmopt.solvers import Outcome

PROVED = (Outcome.OPTIMAL, Outcome.INFEASIBLE)

Told = tuple[str, Outcome, int | None]


def equal(first: Run, second: Run) -> bool:
    """Whether two solvers tell the same."""
    return (first.outcome, first.objective) == (second.outcome, second.objective)


def same(problem: Problem, first: Run, table: Best) -> Proof:
    """The proof without a solver; Disagreement where its optimum is another than the solver's."""
    unit = problem.price_unit if problem.goal == "capex" else 1
    value = None if table.value is None else table.value // unit * (-1 if problem.goal == "streams" else 1)
    outcome = Outcome.INFEASIBLE if value is None else Outcome.OPTIMAL
    if (outcome, value) != (first.outcome, first.objective):
        raise disagreement(problem, told(first), (table.by, outcome, value))
    return replace(proof_of(table), objective=value)


def reaches(problem: Problem, first: Run, begun: Start) -> None:
    """Disagreement where the proof of all offers knows of no plan as cheap as that of a few."""
    cost = begun.cost // problem.price_unit
    if first.outcome in PROVED and (first.objective is None or first.objective > cost):
        raise disagreement(problem, told(first), ("a plan of a few offers", Outcome.FEASIBLE, cost))


def told(run: Run) -> Told:
    """What a solver says, as a Disagreement tells it."""
    return run.solution.solver, run.outcome, run.objective


def disagreement(problem: Problem, *runs: Told) -> Disagreement:
    """What is raised where they say different things."""
    said = " and ".join(
        f"{solver} says {outcome.value} {in_goal_units(problem, value)}" for solver, outcome, value in runs
    )
    return Disagreement(f"two proofs of one optimum differ: {said}. No plan is shown.")
