"""The optimum of a problem by the tree, ties settled; None where its rules or its size do not allow it."""

from __future__ import annotations

import time

from glmopt.problem import Problem
from glmopt.program import Counts
from glmopt.solve.clock import Clock
from glmopt.solve.proved import Best, meets
from glmopt.solve.tree.case import Case, case_of
from glmopt.solve.tree.search import search

# Who says so, in a proof.
NAME = "branch and bound"
# Nodes after which a solver with cuts of its own is quicker.
MOST_NODES = 2_000


def best(problem: Problem, clock: Clock) -> Best | None:
    """The optimum of `problem` under the tie rules, a budget on what is minimised left aside.

    None where the tree cannot say, or not in half of the time that is left.
    """
    case = case_of(problem)
    return None if case is None else best_of(problem, case, clock)


def best_of(problem: Problem, case: Case, clock: Clock, most_nodes: int = MOST_NODES) -> Best | None:
    """The same where the case is known; None also where it takes more than `most_nodes` nodes."""
    started = time.perf_counter()
    found = search(case, most_nodes, Clock(clock.left() / 2))
    if found is None:
        return None
    if found.value is None:
        return Best(None, None, NAME, time.perf_counter() - started)
    if problem.goal != "capex" and problem.priced and len(found.optima) > 1:
        # what is cheapest of them comes first then
        return None
    counts = _counts(case, min(found.optima, key=_order))
    if not meets(problem, counts):
        return None
    unit = problem.price_unit if problem.goal == "capex" else 1
    return Best(counts, found.value * unit, NAME, time.perf_counter() - started)


def _order(counts: tuple[int, ...]) -> tuple[int, int, list[int]]:
    """Among equals: fewest card types, fewest cards, most of the card whose id comes first."""
    return sum(n > 0 for n in counts), sum(counts), [-n for n in counts]


def _counts(case: Case, counts: tuple[int, ...]) -> Counts:
    groups = {j: counts[k] for j, k in enumerate(case.card_of) if k is not None}
    bought = {card: n for card, n in zip(case.cards, counts, strict=True) if n}
    return Counts(bought, {}, groups=groups)
