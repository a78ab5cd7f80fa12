"""Three rules and more that must give way at once: each conflict has one of them, and none can be spared."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from glmopt.catalog import Catalog
from glmopt.explain.nearest import Nearest, changed, stepped
from glmopt.explain.repairs import REPAIRS, bounded
from glmopt.explain.steps import is_stepped, steps
from glmopt.explain.terms import feasible, once, proved
from glmopt.problem import Problem, Rule
from glmopt.problem.dropping import without
from glmopt.program import Counts, Program
from glmopt.scenario import Scenario
from glmopt.solve import optimum

FEWEST, MOST = 3, 5


def rules_together(sets: Sequence[frozenset[Rule]], giving: Sequence[Rule]) -> Iterator[tuple[Rule, ...]]:
    """Minimal sets of `giving` rules, three to five of them, that have a rule of every conflict."""
    for size in range(FEWEST, MOST + 1):
        for some in itertools.combinations(giving, size):
            if _hit(sets, some) and not any(
                _hit(sets, rest) for rest in itertools.combinations(some, size - 1)
            ):
                yield some


def _hit(sets: Sequence[frozenset[Rule]], some: Sequence[Rule]) -> bool:
    return all(one & set(some) for one in sets)


def least_together(
    problem: Problem, scenario: Scenario, catalog: Catalog, rules: Sequence[Rule]
) -> tuple[Nearest, ...] | None:
    """The least change of the first of `rules`, then of the second that goes with it, and so on.

    No change in it could be smaller with the others as they are. None where even all of them dropped do not
    do. Rules that give way in steps come first.
    """
    found: list[Nearest] = []
    trial = problem
    for k, rule in enumerate(rules):
        if not is_stepped(rule):
            break
        rest = rules[k + 1 :]
        step = next(
            (
                s
                for s in steps(trial, scenario, catalog, rule)
                if feasible(without(s.problem, rest), scenario)
            ),
            None,
        )
        if step is None:
            return None
        found.append(stepped(rule, step, scenario))
        trial = step.problem
    whole = [rule for rule in rules if not is_stepped(rule)]
    return (*found, *changes) if (changes := _in_turn(trial, scenario, whole)) is not None else None


def _in_turn(problem: Problem, scenario: Scenario, rules: Sequence[Rule]) -> tuple[Nearest, ...] | None:
    """Each rule's measure at its least, one after another; each held while the next is found."""
    free = bounded(without(problem, rules), problem)
    held: list[int] = []
    counts: Counts | None = None
    for rule in rules:
        aim = REPAIRS[rule.constraint].aim(problem, rule)

        def limited(program: Program, aim: object = aim) -> object:
            for k, (before, most) in enumerate(zip(rules, held, strict=False)):
                program.at_most(f"held_{k}", REPAIRS[before.constraint].aim(problem, before)(program), most)
            return aim(program)  # type: ignore[operator]

        solved = optimum(free, once(scenario), limited)
        least = proved(solved.ending)
        if least is None or solved.whole is None:
            return None
        # what was asked is enough: less is no change
        held.append(max(least, REPAIRS[rule.constraint].asked(problem, rule)))
        counts = solved.program.read_back(solved.whole)
    if counts is None:
        return ()
    return tuple(
        changed(problem, scenario, rule, REPAIRS[rule.constraint], value, counts)
        for rule, value in zip(rules, held, strict=True)
        if value > REPAIRS[rule.constraint].asked(problem, rule)
    )
