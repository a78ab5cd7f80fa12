"""All minimal conflicts among the named rules, by a tree of removals (Reiter), bounded and saying so."""

from __future__ import annotations

import time

from glmopt.dataclass import dataclass
from glmopt.explain.conflict import Conflicting, conflict
from glmopt.explain.terms import feasible
from glmopt.problem import Problem, Rule
from glmopt.problem.dropping import without
from glmopt.scenario import Scenario

MOST_NODES = 400
PATIENCE_S = 10.0


# For an answer that only says how many there are.
FEW_NODES = 40
MOMENT_S = 1.0


@dataclass(frozen=True, slots=True)
class OtherConflicts:
    """How many more minimal conflicts there are than the one that is shown; at least, if not `complete`."""

    count: int
    complete: bool


def other_conflicts(problem: Problem, scenario: Scenario) -> OtherConflicts:
    """How many minimal conflicts an infeasible problem has beside the first, counted for a moment only."""
    found = conflicts(problem, scenario, FEW_NODES, MOMENT_S)
    return OtherConflicts(max(0, len(found.sets) - 1), found.complete)


@dataclass(frozen=True, slots=True)
class Conflicts:
    """Minimal conflicts, the smallest first; `complete` is False where the search was cut short."""

    sets: tuple[tuple[Conflicting, ...], ...]
    complete: bool


def conflicts(
    problem: Problem, scenario: Scenario, nodes: int = MOST_NODES, seconds: float = PATIENCE_S
) -> Conflicts:
    """Every minimal set of rules that cannot be met together; empty where the problem is feasible.

    A node of the tree is a set of rules left out. A conflict that avoids them is found, and each of its
    rules left out too makes a child. A minimal conflict M is never missed: while another one C is found,
    some rule of C is not in M, and leaving it out keeps M whole.
    """
    deadline = time.monotonic() + seconds
    found: list[tuple[Conflicting, ...]] = []
    seen: set[frozenset[Rule]] = {frozenset()}
    waiting: list[frozenset[Rule]] = [frozenset()]
    met: list[frozenset[Rule]] = []
    visited = 0
    while waiting:
        if visited >= nodes or time.monotonic() > deadline:
            break
        out = waiting.pop(0)
        visited += 1
        # What is met without some rules is met without more of them.
        if any(done <= out for done in met):
            continue
        here = next((c for c in found if not out & {x.rule for x in c}), None)
        if here is None:
            rest = without(problem, out)
            if feasible(rest, scenario):
                met.append(out)
                continue
            here = conflict(rest, scenario)
            found.append(here)
        for x in here:
            child = out | {x.rule}
            if child not in seen:
                seen.add(child)
                waiting.append(child)
    return Conflicts(tuple(sorted(found, key=len)), not waiting)
