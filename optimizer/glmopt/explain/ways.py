"""Ways out where nothing fits: one rule changed, or several at once, none of them beaten by another."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.explain.class_amounts import amount_of, is_class, quarters
from glmopt.explain.nearest import Nearest, changed, least_change, leaves_nothing, nearest, stepped
from glmopt.explain.pareto import Point, best_of_both
from glmopt.explain.repairs import REPAIRS, Repair, bounded
from glmopt.explain.steps import class_step, is_stepped, steps
from glmopt.explain.terms import once
from glmopt.explain.together import least_together, rules_together
from glmopt.problem import Problem, Rule
from glmopt.problem.dropping import without
from glmopt.scenario import Scenario
from glmopt.solve import Aim

# Pairs of rules, sets of three and more, steps of one, points between the ends of a pair, and seconds
# beyond which the search stops and says so.
MOST_PAIRS = 15
MOST_TOGETHER = 6
MOST_STEPS = 8
BETWEEN = 3
PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Way:
    """Changes that together make the scenario feasible; with any of them smaller it is not.

    `empties`: nothing is asked for any more, and the plan buys nothing.
    """

    changes: tuple[Nearest, ...]
    empties: bool = False

    @property
    def share(self) -> Decimal:
        """How large the changes are: the sum of their shares of what was asked."""
        return sum((c.share for c in self.changes), Decimal(0))


@dataclass(frozen=True, slots=True)
class Ways:
    """The smallest changes first, those after which nothing is bought last.

    `complete` is False where pairs of rules were left out.
    """

    ways: tuple[Way, ...]
    complete: bool


def ways(
    problem: Problem,
    scenario: Scenario,
    catalog: Catalog,
    rules: tuple[Rule, ...],
    sets: Sequence[frozenset[Rule]] = (),
    seconds: float = PATIENCE_S,
) -> Ways:
    """Each rule of `rules` changed alone, and pairs of them, as far as no other way beats them.

    `sets` are the conflicts: where each pair leaves one of them, three rules or more change together.

    Of a pair some undominated points are told, evenly spread between its ends; every one is exact. A rule
    that gives way in steps is told with each of them; it need not be one of `rules`, for a slower gang alone
    may not do, and still make the other change smaller.
    """
    deadline = time.monotonic() + seconds
    found = [Way((one,)) for one in nearest(problem, scenario, catalog, rules)]
    alone = {way.changes[0].rule: way.changes[0] for way in found}
    giving = [r for r in problem.rules() if _gives(r, rules)]
    pairs = list(itertools.combinations(sorted(giving, key=is_stepped, reverse=True), 2))
    complete = len(pairs) <= MOST_PAIRS
    for first, second in pairs[:MOST_PAIRS]:
        if time.monotonic() > deadline:
            complete = False
            break
        if is_class(first):
            here = list(_of_class(problem, scenario, catalog, (first, second), alone))
        elif is_stepped(first):
            here, all_steps = _stepwise(problem, scenario, catalog, (first, second), alone)
            complete = complete and all_steps
        else:
            here = list(_pair(problem, scenario, first, second, alone))
        found += here
    several, all_sets = _together(problem, scenario, catalog, sets, giving, deadline)
    found += several
    complete = complete and all_sets
    kept = [w for w in found if not any(_beats(other, w) for other in found if other is not w)]
    told = [replace(w, empties=leaves_nothing(problem, w.changes)) for w in dict.fromkeys(kept)]
    return Ways(tuple(sorted(told, key=lambda w: (w.empties, w.share, len(w.changes)))), complete)


def _gives(rule: Rule, rules: tuple[Rule, ...]) -> bool:
    """Whether a rule is tried: those in a conflict, and jobs, losses and speeds of gangs in any case."""
    if rule.constraint in REPAIRS or is_class(rule):
        return rule in rules
    return is_stepped(rule)


def _together(
    problem: Problem,
    scenario: Scenario,
    catalog: Catalog,
    sets: Sequence[frozenset[Rule]],
    giving: list[Rule],
    deadline: float,
) -> tuple[list[Way], bool]:
    """Three rules and more where no two do, each of them in its turn the one that changes least."""
    found: list[Way] = []
    if not sets:
        return found, True
    # quarters of a class would be more than it takes
    whole = sorted((r for r in giving if not is_class(r)), key=is_stepped, reverse=True)
    for number, some in enumerate(rules_together(sets, whole)):
        if number == MOST_TOGETHER or time.monotonic() > deadline:
            return found, False
        for first in range(len(some)):
            turned = sorted((*some[first:], *some[:first]), key=is_stepped, reverse=True)
            changes = least_together(problem, scenario, catalog, turned)
            if changes:
                order = problem.rules()
                found.append(Way(tuple(sorted(changes, key=lambda c: order.index(c.rule)))))
    return found, True


def _stepwise(
    problem: Problem,
    scenario: Scenario,
    catalog: Catalog,
    rules: tuple[Rule, Rule],
    alone: dict[Rule, Nearest],
) -> tuple[list[Way], bool]:
    """A rule at each step with the least change of the other that goes with it; whether those are all."""
    first, second = rules
    found: list[Way] = []
    for number, step in enumerate(steps(problem, scenario, catalog, first)):
        if first in alone and step.value <= alone[first].value:
            break
        if number == MOST_STEPS:
            return found, False
        change = least_change(step.problem, scenario, catalog, second)
        if change is not None:
            found.append(Way((stepped(first, step, scenario), change)))
    return found, True


def _of_class(
    problem: Problem,
    scenario: Scenario,
    catalog: Catalog,
    rules: tuple[Rule, Rule],
    alone: dict[Rule, Nearest],
) -> Iterator[Way]:
    """Quarters of a class with the least change of the other; then as much of the class as that allows."""
    first, second = rules
    amount = amount_of(problem, scenario, first)

    def other(k: int) -> Nearest | None:
        return least_change(amount.problem(k), scenario, catalog, second)

    for low in quarters(amount):
        change = other(low)
        if first in alone and amount.value(low) <= alone[first].value:
            break
        if change is None:
            continue
        high = amount.parts - 1
        while low < high:
            middle = (low + high + 1) // 2
            here = other(middle)
            enough = here is not None and abs(here.change) <= abs(change.change)
            low, high = (middle, high) if enough else (low, middle - 1)  # noqa: PLW2901
        yield Way((stepped(first, class_step(amount, low), scenario), change))


def _pair(
    problem: Problem, scenario: Scenario, first: Rule, second: Rule, alone: dict[Rule, Nearest]
) -> Iterator[Way]:
    """Points at which both rules give way, none as far as it must alone."""
    mend: tuple[Repair, Repair] = REPAIRS[first.constraint], REPAIRS[second.constraint]
    free = bounded(without(problem, (first, second)), problem)
    aims: tuple[Aim, Aim] = mend[0].aim(problem, first), mend[1].aim(problem, second)
    asked = mend[0].asked(problem, first), mend[1].asked(problem, second)

    def point(limit: int | None, *, turned: bool = False) -> Point | None:
        one, two = reversed(aims) if turned else aims
        return best_of_both(free, once(scenario), one, two, limit)

    # The ends: the second rule changed as far as it must alone, or with the first as far as that can go.
    left = point(asked[0], turned=True) or point(None)
    right = point(asked[1]) or point(None, turned=True)
    if left is None or right is None:
        return
    high = left.first - 1 if second in alone else left.second
    low = asked[1] + 1 if first in alone else right.first
    limits = {low + (high - low) * k // (BETWEEN + 1) for k in range(BETWEEN + 2)}
    for limit in sorted(x for x in limits if low <= x <= high):
        here = point(limit)
        if here is None or here.first <= asked[0] or here.second <= asked[1]:
            continue
        changes = (
            changed(problem, scenario, first, mend[0], here.first, here.counts),
            changed(problem, scenario, second, mend[1], here.second, here.counts),
        )
        yield Way(changes)


def _beats(one: Way, other: Way) -> bool:
    """Whether `one` asks for no more of any rule, and for less of some."""
    mine = {c.rule: abs(c.change) for c in one.changes}
    theirs = {c.rule: abs(c.change) for c in other.changes}
    return mine != theirs and all(rule in theirs and size <= theirs[rule] for rule, size in mine.items())
