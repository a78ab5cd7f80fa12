"""Which rules cost something: the optimum without each, one solve a rule."""

from __future__ import annotations

from decimal import Decimal

from glmopt.dataclass import dataclass
from glmopt.errors import Place
from glmopt.explain.terms import in_time, in_units, proved
from glmopt.problem import Problem, Rule
from glmopt.scenario import Scenario
from glmopt.solve import ending
from glmopt.solve.clock import Clock


@dataclass(frozen=True, slots=True)
class Binding:
    """A rule without which the optimum would be better, by `saving` (in the goal's unit).

    `saving` is None where the goal would have no limit at all without the rule.
    """

    rule: Rule
    place: Place | None
    saving: Decimal | None


def binding(
    problem: Problem, scenario: Scenario, objective: int, clock: Clock | None = None
) -> tuple[Binding, ...]:
    """The rules that cost something: for each, the optimum without it is better than `objective`.

    `clock` limits all of it. Raises SolverFailure where a limit came before a proof.
    """
    found = []
    for rule in problem.rules():
        in_time(clock)
        free = problem.without((rule,))
        place = scenario.place(*rule.path)
        if free.goal == "streams" and free.budget is None and any(o.stock is None for o in free.open_offers):
            found.append(Binding(rule, place, None))
            continue
        without = proved(ending(free, scenario.solver, clock))
        if without is not None and without != objective:
            saving = abs(objective - without)
            found.append(Binding(rule, place, in_units(problem, saving)))
    return tuple(found)
