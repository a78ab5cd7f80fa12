"""The best plans that differ from each other: in the set of card types, or in counts.

Each solve forbids what was found before. A plan that only adds cards to one already found is no
alternative, for a card of it could be left out: such plans are forbidden with the plan they contain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

import pulp

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError
from glmopt.explain.labels import labels
from glmopt.explain.terms import once
from glmopt.plan import Plan
from glmopt.problem import Problem
from glmopt.program import GOALS, Counts, Program
from glmopt.program.objective import cards
from glmopt.scenario import Scenario
from glmopt.solve import checked_plan, optimum
from glmopt.solve.clock import Clock

By = Literal["types", "counts"]
Cut = Callable[[Program, int], None]

# Solves and seconds beyond which the search stops and says so.
MOST_SOLVES = 60
PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Alternative:
    """A checked plan near the optimum: `objective` in the goal's own unit (minor units, cards, streams).

    `labels` say what it is best in among the optimum and its alternatives (explain/labels.py); `counts` are
    those that the plan was made of.
    """

    plan: Plan
    objective: int
    labels: tuple[str, ...]
    counts: Counts


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Plans within the share `within`, best first, without the optimum; complete where none is missing.

    They differ from it and from each other in `by`: card types, or counts. `labels` are the optimum's own.
    """

    plans: tuple[Alternative, ...]
    complete: bool
    within: Decimal
    by: By
    labels: tuple[str, ...] = ()


def parse_by(text: str) -> By:
    """Read `types` or `counts`. Raises InputError for anything else."""
    if text == "types":
        return "types"
    if text == "counts":
        return "counts"
    raise InputError(Fault("usage", f"alternatives by {text}", action="types or counts"))


def alternatives(
    problem: Problem,
    scenario: Scenario,
    catalog: Catalog,
    best: Plan,
    objective: int,
    *,
    most: int = 3,
    within: Decimal = Decimal("0.02"),
    by: By = "types",
    clock: Clock | None = None,
) -> Alternatives:
    """Up to `most` plans no worse than `objective` by more than the share `within`, beside `best`.

    Raises CheckFailure where one does not stand up to its check.
    """
    limit = _limit(problem, objective, within)
    first = {line.card: line.count for line in best.lines}
    cuts = list(_cuts(problem, first, by))
    found: list[tuple[int, Counts]] = []
    left = clock.left() if clock else float(scenario.solver.time_limit_s)
    clock = Clock(min(PATIENCE_S, left))
    complete = True
    solves = 0
    while len(found) < most:
        if solves >= MOST_SOLVES:
            complete = False
            break
        solves += 1
        solved = optimum(problem, once(scenario), _with_cuts(cuts, _no_worse(problem, limit)), clock=clock)
        if solved.ending.status != "optimal" or solved.whole is None or solved.ending.objective is None:
            complete = solved.ending.status == "infeasible"
            break
        value = _in_goal(problem, solved.ending.objective)
        counts = solved.program.read_back(solved.whole)
        less = _contained(problem, scenario, counts, value, clock) if by == "types" else None
        if less is not None:
            cuts.append(_not_containing(less))
            continue
        found.append((value, counts))
        cuts += _cuts(problem, counts.cards, by)
    told, own = compared(problem, scenario, catalog, best, found)
    return Alternatives(told, complete, within, by, own)


def compared(
    problem: Problem, scenario: Scenario, catalog: Catalog, best: Plan, found: Sequence[tuple[int, Counts]]
) -> tuple[tuple[Alternative, ...], tuple[str, ...]]:
    """Objectives and counts as alternatives to `best`, and the labels of `best` itself.

    Raises CheckFailure where one does not stand up to its check.
    """
    plans = [checked_plan(problem, counts, scenario, catalog) for _, counts in found]
    own, *theirs = labels(problem, catalog, [best, *plans])
    told = (
        Alternative(plan, value, words, counts)
        for plan, (value, counts), words in zip(plans, found, theirs, strict=True)
    )
    return tuple(told), own


def _limit(problem: Problem, objective: int, within: Decimal) -> int:
    """The worst objective that is still within the tolerance and the budget, exactly."""
    if problem.goal == "streams":
        return -int(-objective * (1 - within) // 1)
    limit = int(objective * (1 + within) // 1)
    if problem.goal == "capex" and problem.budget is not None:
        limit = min(limit, problem.budget)
    return limit


def _in_goal(problem: Problem, value: int) -> int:
    return value * {"streams": -1, "cards": 1}.get(problem.goal, problem.price_unit)


def _no_worse(problem: Problem, limit: int) -> Callable[[Program], Any]:
    """The goal, in a program of the plans no worse than `limit`: that there is none is soon proved."""

    def aim(program: Program) -> Any:
        goal = GOALS[problem.goal](program)
        program.at_most("no_worse", goal, limit // _in_goal(problem, 1))
        return goal

    return aim


def _with_cuts(cuts: list[Cut], aim: Callable[[Program], Any]) -> Callable[[Program], Any]:
    def build(program: Program) -> Any:
        for number, cut in enumerate(cuts):
            cut(program, number)
        return aim(program)

    return build


def _cuts(problem: Problem, counts: Mapping[str, int], by: By) -> Iterator[Cut]:
    if by == "types":
        yield _other_types(frozenset(counts))
    # More streams are better: there a plan that contains another is not worse, only dearer.
    if problem.goal != "streams":
        yield _not_containing(counts)
    elif by == "counts":
        yield _other_counts(counts)


def _other_types(bought: frozenset[str]) -> Cut:
    """Not exactly these types: sum of (1 - u) over them plus sum of u over the others >= 1."""

    def cut(program: Program, number: int) -> None:
        if number == 0:
            # u must be 0 where none is bought, or another set could be pretended.
            for card, u in program.u.items():
                program.require(f"real_{card}", program.n[card] - u >= 0)
        inside = [program.u[c] for c in program.u if c in bought]
        outside = [program.u[c] for c in program.u if c not in bought]
        program.require(f"types_{number}", pulp.lpSum(outside) - pulp.lpSum(inside) >= 1 - len(inside))

    return cut


def _not_containing(counts: Mapping[str, int]) -> Cut:
    """Some card is bought less often than here."""
    return lambda program, number: _differs(program, number, counts, more=False)


def _other_counts(counts: Mapping[str, int]) -> Cut:
    """Some card is bought less often, or more often, than here."""
    return lambda program, number: _differs(program, number, counts, more=True)


def _differs(program: Program, number: int, counts: Mapping[str, int], *, more: bool) -> None:
    choices = []
    for o in program.offers:
        here, upper, n = counts.get(o.card, 0), program.upper[o.card], program.n[o.card]
        name = f"{number}_{o.card}".replace("-", "_")
        if here:
            less = program.lp.add_variable(f"less_{name}", 0, 1, "Integer")
            program.require(f"less_{name}_row", n + (upper - here + 1) * less <= upper)
            choices.append(less)
        if more and here < upper:
            above = program.lp.add_variable(f"more_{name}", 0, 1, "Integer")
            program.require(f"more_{name}_row", n - (here + 1) * above >= 0)
            choices.append(above)
    program.require(f"differs_{number}", pulp.lpSum(choices) >= 1)


def _contained(
    problem: Problem, scenario: Scenario, counts: Counts, value: int, clock: Clock
) -> dict[str, int] | None:
    """A plan, no dearer, that meets every rule without some of these cards; None where each is needed."""
    if problem.goal == "streams":
        return None

    bought = sum(counts.cards.values()) - sum(counts.owned.values())

    def aim(program: Program) -> Any:
        for card, n in program.n.items():
            program.require(f"within_{card}", n <= counts.cards.get(card, 0))
        program.require("fewer", cards(program) <= bought - 1)
        # fewer cards may cost more where they stand in other servers
        return _no_worse(problem, value)(program)

    solved = optimum(problem, once(scenario), aim, clock=clock)
    return None if solved.whole is None else solved.program.read_back(solved.whole).cards
