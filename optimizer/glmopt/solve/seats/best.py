"""The optimum of a problem in servers by the table, ties settled; None where the table cannot say."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace

from glmopt.errors import SolverFailure
from glmopt.kept import Kept
from glmopt.problem import Problem
from glmopt.problem.housing import Housing
from glmopt.program import Program, build
from glmopt.solve.clock import Clock
from glmopt.solve.proved import Best
from glmopt.solve.run import run_of
from glmopt.solve.seats.case import case_of
from glmopt.solve.seats.table import Table, tabulate
from glmopt.solve.ties import settle
from glmopt.solvers import Outcome

# Who says so, in a proof.
NAME = "dynamic programming"
# A table is made for this many times the target that is asked first: targets that rise make few tables.
AHEAD = 2
_KEPT: Kept[tuple[Housing | None, list[Table | None]]] = Kept(8)


def best(problem: Problem, clock: Clock) -> Best | None:
    """The optimum of `problem` under the tie rules, a budget on what is minimised left aside.

    No plan costs less than the table says. Where one choice of counts alone reaches that, and HiGHS finds a
    way to house it for as much and with every need and limit met, it is the optimum, and the only one but for
    its housing. None where other counts do too, where what the table leaves out costs something, and
    where rules say more than it knows.
    """
    started = time.perf_counter()
    table = _table(problem)
    if table is None:
        return None
    value = table.value(problem.streams)
    if value is None:
        return Best(None, None, NAME, time.perf_counter() - started)
    found = list(itertools.islice(table.within(problem.streams, value), 2))
    if len(found) != 1:
        return None
    cards = {card: n for card, n in zip(table.case.cards, found[0], strict=True) if n}
    program = _fixed(problem, cards)
    try:
        run = run_of(program, "highs", clock)
    except SolverFailure:
        return None
    if run.solution.interrupted:
        raise KeyboardInterrupt
    cost = value * table.case.unit
    if run.outcome is not Outcome.OPTIMAL or run.whole is None or run.objective is None:
        return None
    if run.objective * program.problem.price_unit != cost:
        return None
    whole, reason = settle(program, run.whole, clock, only=True)
    if reason:
        return None
    return Best(program.read_back(whole), cost, NAME, time.perf_counter() - started)


def _fixed(problem: Problem, cards: dict[str, int]) -> Program:
    """The program of `problem` with these counts of cards and no others."""
    program = build(replace(problem, offers=tuple(o for o in problem.offers if o.card in cards)))
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
