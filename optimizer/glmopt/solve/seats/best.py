"""The optimum of a problem in servers by the table, ties settled; None where the table cannot say."""

from __future__ import annotations

import time
from dataclasses import replace

from glmopt.errors import SolverFailure
from glmopt.kept import Kept
from glmopt.problem import Problem
from glmopt.problem.housing import Housing
from glmopt.program import Program, build
from glmopt.solve.clock import Clock
from glmopt.solve.proved import Best
from glmopt.solve.run import run_of, sharpened
from glmopt.solve.seats.case import case_of
from glmopt.solve.seats.table import Table, tabulate
from glmopt.solve.ties import settle
from glmopt.solvers import Outcome

# Who says so, in a proof.
NAME = "dynamic programming"
# A table is made for this many times the target that is asked first: targets that rise make few tables.
AHEAD = 2
# Counts that are looked at, and those of them that are housed: with more a solver is quicker.
MOST_COUNTS = 1_000
MOST_HOUSED = 4
_KEPT: Kept[tuple[Housing | None, list[Table | None]]] = Kept(8)


def best(problem: Problem, clock: Clock) -> Best | None:
    """The optimum of `problem` under the tie rules, a budget on what is minimised left aside.

    Counts of cards are housed by HiGHS with every need and limit met, those first that the table says to be
    cheapest; when all that are left cost more than the best one found, it is the optimum, and the only one
    but for its housing. None where other counts cost as much, where too many are to be looked at, and
    where rules say more than the table knows.
    """
    started = time.perf_counter()
    table = _table(problem)
    if table is None:
        return None
    found = _cheapest(problem, table, clock)
    if found is None:
        return None
    program, whole, cost = found
    if program is None:
        return Best(None, None, NAME, time.perf_counter() - started)
    settled, reason = settle(program, whole, clock, only=True)
    if reason:
        return None
    return Best(program.read_back(settled), cost, NAME, time.perf_counter() - started)


def _cheapest(
    problem: Problem, table: Table, clock: Clock
) -> tuple[Program | None, dict[str, int], int] | None:
    """The only cheapest counts: their program, its whole point, its cost in minor units.

    No program where nothing fits at all; None where neither is to be said.
    """
    best: tuple[Program, dict[str, int], int] | None = None
    housed = 0
    for looked, (least, counts) in enumerate(table.rising(problem.streams)):
        if best is not None and least * table.case.unit > best[2]:
            return best
        if looked >= MOST_COUNTS:
            return None
        if not table.case.allows(counts):
            continue
        if housed >= MOST_HOUSED:
            return None
        housed += 1
        cards = {card: n for card, n in zip(table.case.cards, counts, strict=True) if n}
        program = _fixed(problem, cards)
        try:
            run = sharpened(program, "highs", run_of(program, "highs", clock), clock)
        except SolverFailure:
            return None
        if run.solution.interrupted:
            raise KeyboardInterrupt
        if run.outcome is Outcome.INFEASIBLE:
            continue
        if run.outcome is not Outcome.OPTIMAL or run.whole is None or run.objective is None:
            return None
        cost = run.objective * program.problem.price_unit
        if best is not None and cost == best[2]:
            return None
        if best is None or cost < best[2]:
            best = program, run.whole, cost
    return best or (None, {}, 0)


def _fixed(problem: Problem, cards: dict[str, int]) -> Program:
    """The program of `problem` with these counts of cards and no others."""
    # those that may not be bought stay: one of which some must be is a rule that nothing meets
    offers = tuple(o for o in problem.offers if o.card in cards or not o.open)
    program = build(replace(problem, offers=offers))
    for card, count in cards.items():
        program.require(f"bought_{card}", program.n[card] == count)
    program.fixed = True
    return program


def _table(problem: Problem) -> Table | None:
    """The table that has the target of `problem`; the last ones are kept."""
    if problem.housing is None or problem.workload is not None:
        return None
    asked = replace(problem, streams=0, budget=None, offers=(), housing=None)
    housing, tables = _KEPT.get(problem.offers, asked, lambda: (problem.housing, []))
    if housing is not problem.housing:
        return _made(problem)
    if not tables or (tables[0] is not None and tables[0].streams < problem.streams):
        tables[:] = [_made(replace(problem, streams=AHEAD * problem.streams)) or _made(problem)]
    return tables[0]


def _made(problem: Problem) -> Table | None:
    case = case_of(problem)
    return None if case is None else tabulate(case, problem.streams)
