"""Why nothing fits: a minimal set of rules that cannot be met together."""

from __future__ import annotations

from glmopt.dataclass import dataclass
from glmopt.errors import Place
from glmopt.explain.terms import feasible
from glmopt.problem import Problem, Rule
from glmopt.scenario import Scenario
from glmopt.solve.clock import Clock


@dataclass(frozen=True, slots=True)
class Conflicting:
    """A rule of the minimal conflict: without any one of these, the others can be met."""

    rule: Rule
    place: Place | None


def conflict(problem: Problem, scenario: Scenario, clock: Clock | None = None) -> tuple[Conflicting, ...]:
    """A minimal set of rules that cannot be met together, by a deletion filter.

    Each rule is left out in turn; where the rest is still infeasible it stays out. What is left needs
    every one of its rules to be infeasible. `clock` limits all of it; raises what `feasible` raises.
    """
    from glmopt.problem.dropping import without

    kept = problem
    for rule in problem.rules():
        fewer = without(kept, (rule,))
        if not feasible(fewer, scenario, clock):
            kept = fewer
    return tuple(Conflicting(rule, scenario.place(*rule.path)) for rule in kept.rules())
