"""Are the counts of cards of an optimum the only ones? One look that also proves that nothing is better."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulp

from glmopt.errors import SolverFailure
from glmopt.program import Program
from glmopt.program.exact import value_of
from glmopt.solve.clock import Clock
from glmopt.solve.exactly import exactly
from glmopt.solvers import Outcome

# With more cards than this the look takes longer than it saves: whether anything is better is asked alone.
FEW_CARDS = 30


def worth_a_look(program: Program) -> bool:
    """Whether one look is shorter than what it saves, and can be written in rows that no solver bends."""
    return len(program.n) < FEW_CARDS and all(c >= 0 for c in program.lp.objective.values())


def alone(program: Program, whole: Mapping[str, int], clock: Clock) -> bool:
    """Whether HiGHS proves that no plan is better than `whole`, and none with other counts of cards as good.

    A plan with other counts has more of some card, or fewer cards in all: d_i = 1 only where n_i is larger
    than here, f = 1 only where Σ n is smaller, and e = 1 only where the objective is smaller by a unit.
    Σ d + f + e >= 1 must then have no solution. False may mean that it was not proved.
    """
    trial = program.variant()
    better = trial.lp.add_variable("better", 0, 1, "Integer")
    objective = program.lp.objective
    trial.at_most("as_good", objective + better, value_of(objective, whole))
    looked = [better]
    for card, n in program.n.items():
        here = whole[n.name]
        if here < program.upper[card]:
            looked.append(more_than(trial, n, here))
    cards = sum(whole[n.name] for n in program.n.values())
    if cards:
        most = sum(program.upper.values())
        fewer = trial.lp.add_variable("fewer", 0, 1, "Integer")
        trial.require("fewer", pulp.lpSum(program.n.values()) + (most - cards + 1) * fewer <= most)
        looked.append(fewer)
    trial.require("other", pulp.lpSum(looked) >= 1)
    if trial.continuous:
        # a third less time where cards are shared, half as much again where all is whole
        trial.minimise(pulp.lpSum([]))
    return impossible(trial, clock)


def more_than(trial: Program, variable: Any, here: int) -> Any:
    """d of `trial`, which can be 1 only where `variable` is larger than `here`."""
    more = trial.lp.add_variable(f"more_{variable.name}", 0, 1, "Integer")
    trial.require(f"more_{variable.name}", variable - (here + 1) * more >= 0)
    return more


def impossible(program: Program, clock: Clock) -> bool:
    """Whether HiGHS proves that `program` has no point; not where it fails."""
    try:
        solution = exactly(program, "highs", clock)
    except SolverFailure:
        return False
    if solution.interrupted:
        raise KeyboardInterrupt
    return solution.outcome is Outcome.INFEASIBLE
