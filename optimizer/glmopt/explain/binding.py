"""Which rules cost something: the optimum without each, one solve a rule."""

from __future__ import annotations

import functools
from collections.abc import Callable
from decimal import Decimal

from glmopt.dataclass import dataclass
from glmopt.errors import Place
from glmopt.explain.terms import Recall, in_time, in_units, made, proved
from glmopt.problem import Problem, Rule
from glmopt.problem.dropping import without
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
    problem: Problem,
    scenario: Scenario,
    objective: int,
    clock: Clock | None = None,
    tell: Callable[[int, int], None] | None = None,
    recall: Recall = made,
) -> tuple[Binding, ...]:
    """The rules that cost something: for each, the optimum without it is better than `objective`.

    `clock` limits all of it, `tell` is called with (done, all) before each, `recall` keeps its optimum.
    Raises NotProvedError where a limit came before a proof.
    """
    found = []
    for done, rule in enumerate(problem.rules()):
        in_time(clock)
        if tell:
            tell(done, len(problem.rules()))
        free = without(problem, (rule,))
        place = scenario.place(*rule.path)
        if free.goal == "streams" and free.budget is None and any(o.stock is None for o in free.open_offers):
            found.append(Binding(rule, place, None))
            continue
        least = recall(f"{rule.key} {rule.constraint}", functools.partial(_optimum, free, scenario, clock))
        if least is not None and least != objective:
            saving = abs(objective - least)
            found.append(Binding(rule, place, in_units(problem, saving)))
    return tuple(found)


def _optimum(problem: Problem, scenario: Scenario, clock: Clock | None) -> int | None:
    return proved(ending(problem, scenario.solver, clock))
