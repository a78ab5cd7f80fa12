"""Scale.

1,000 offers of 40 kinds of card by 40 vendors, ten server types, and every rule at once (instances.py): stock,
smallest orders, price breaks, three gangs over wires of 20 GB/s, light jobs, instances, virtualization, power, rack
space, a budget, at most four card types, and where said three classes instead of streams. CPU seconds; each work is
a process of its own (with what it imports there already), so `peak` is of a whole process.

- *plain*: the program of all offers, built, and proved by HiGHS alone (gap 0, no second proof, ties not settled).
- *ours, once*: the same kind of proof, with the same HiGHS, of the same problem: a plan to start from, the offers that
  another one dominates left out, a cheaper plan of the others, the program built and narrowed to the plans that cost no
  more (docs/formulation.md), and solved. *Ratio* compares these two.
- *first plan*: what `ours, once` has spent when its first plan is there, every need and limit of it, or every row,
  computed in whole numbers.
  *Proof* is what `glmopt solve` spends from the problem to the end of all proofs: HiGHS, the optimum sharpened to the
  minor unit, CBC, ties. Both begin at the same point, the problem in memory. *Part* is the first plan's part; the goal
  is a tenth.
- *whole*: everything that `glmopt solve` does with a scenario that is read: the problem (sizing, servers, wiring), *proof*,
  plan and check. Before there is a problem there can be no plan: what *whole* is longer than *proof* is mostly that.

A limit on the wall holds for each run: 20 s for *plain* and *ours, once*, 120 s for *proof* and *whole*;
"> n" is what was spent without a proof of gap 0.

What was slow, by profile, and what made it fast (CPU seconds, before -> after, measured in runs by hand):

- The problem of 200 offers at 2,000 streams, twice, with the catalog read: 9.8 -> 1.4. The ways to wire a gang were
  searched in graphs for each vendor's offer, and two thirds of that was the bisection of ways that no plan takes: now
  once a part and chassis, and the bisection for gangs of the plan alone. 1,000 offers: 2.0.
- HiGHS on the program of 1,000 offers at 2,000 streams: 16.1 -> 1.1, by leaving out 789 dominated offers (0.05 to find
  them); and of two server types that take a card wired alike only one is in the program: without that a solver shifts
  nodes between equals, and CBC did not end at 20,000 and 1,000,000 streams (now 0.1).
- Ties at 2,000 streams: 15.2 for five long steps, then the limit -> 2.6. One solve asks first whether other counts of
  cards cost as little, and pools without cards are asked nothing. The proof that nothing is better by one unit, and the
  ties, look only at plans that cost no more than the one found.
- HiGHS at 1,000,000 streams: 1.9 -> 0.2. Without a plan its bounds on the counts were far too wide. Now six offers of the
  fluid optimum give a plan within 0.1 % of the best in 0.1 s; what it pays for bounds the counts (1.9 -> 0.7), and the
  prices of one relaxation, proved in whole numbers, bound every variable (0.7 -> 0.2). At 200 streams, where the first
  plan is half as dear again as the best, the same two bring 0.20 -> 0.11, at 20,000 0.26 -> 0.09.
- Tried and left out: handing HiGHS the plan as its first solution beside these bounds (0.20 -> 0.33 at 1,000,000 streams,
  no difference at 200 and 2,000), and the last plan for the steps of the ties (10.2 -> 10.6 for three): what takes time is
  the bound. Twelve offers to start from: at 200 streams a first plan 9 % instead of 49 % too dear, and *ours, once* is
  no shorter; at 1,000,000 HiGHS has it after 0.15 instead of 0.02.
- The first plan of 200 streams in three classes: 0.116 -> 0.035, and all proofs 0.437 -> 0.366. The fluid optimum of all
  871 offers, and HiGHS on six of them, came before it. Now two offers do, found in one pass over the offers: those that
  do everything alone for the least money. Their plan may be two thirds too dear (1,000,000 streams), and bounds then say
  too little (0.33 -> 1.1 to prove it), so the fluid optimum comes second, of the offers that no other dominates: 0.01
  instead of 0.07. Of 0.031 of a first plan the pass took 0.012, pulp 0.010, HiGHS 0.009.
- The same once more: 0.045 -> 0.016 on a busy machine (the least of 12 in turn; all proofs 0.42 -> 0.38). A fleet of one
  kind needs no solver: its counts follow from what it serves, and its needs and limits are computed without a
  program (pulp, HiGHS and the search for shares are first used later). It costs what HiGHS found or less in each of
  these instances. In the pass the offers come in the order of what their cards cost, servers are looked at once
  a part, and equal loads are one object. Of 0.016 the loads and the pass take 0.012: half of it is memory that a
  copied process touches for the first time.
- With classes the second, cheaper plan is left out where there is a first one. It bounds the counts alone, for shares are
  not narrowed: all proofs 3.8 -> 2.7, 3.3 -> 3.2 and 3.5 -> 3.0 (three seeds of 20,000 streams; *ours, once* 0.62 -> 0.46,
  0.83 -> 0.76, 0.80 -> 0.61), 18 -> 12 (1,000,000), 6.0 -> 5.8 and 1.4 -> 1.8 (two of 2,000). Without any start *once* takes
  0.45, 0.52 and 0.65 at 20,000, all proofs 3.0, 3.2 and 3.5; at 200 and 2,000, where CBC needs its bounds, 0.87 instead of
  0.37 and 2.4 instead of 1.8.
- What takes longest now: with three classes the proof that HiGHS and CBC give at 1,000,000 streams, whose shares are no
  whole numbers, so that prices are not turned into bounds there.
"""

from __future__ import annotations

import json
import time
from decimal import Decimal
from typing import Any

from apart import apart
from clock import spent
from figures import Cell, Table
from instances import Instance, Size, instance

from glmopt.problem import Problem, formulate, undominated
from glmopt.program import Program, build
from glmopt.scenario.model import SolverTerms
from glmopt.solve import checked_plan, prove
from glmopt.solve.clock import Clock
from glmopt.solve.narrow import hinted
from glmopt.solve.start import Starts
from glmopt.solvers import highs

ONCE_S = 20
WHOLE_S = 120
SIZES = (
    Size(streams=200),
    Size(streams=2_000),
    Size(streams=20_000),
    Size(streams=1_000_000),
    Size(streams=200, classes=3),
    Size(streams=2_000, classes=3),
    Size(streams=20_000, classes=3),
    Size(streams=1_000_000, classes=3),
    Size(streams=200, survive=1),
)
HEAD = (
    "instance", "offers", "left", "plain", "ours, once", "ratio", "first plan", "proof", "part", "whole", "status",
    "proofs", "peak MB", "same optimum",
)  # fmt: skip
ONCE, PROOF = HEAD.index("ours, once"), HEAD.index("proof")


def measure(sizes: tuple[Size, ...] = SIZES) -> list[Table]:
    """Every instance by both ways."""
    rows = []
    for size in sizes:
        rows.append(_row(size, instance(size)))
        print(json.dumps(rows[-1]), flush=True)
    return [table(rows)]


def table(rows: list[list[Cell]]) -> Table:
    """The rows, and how the times grow with the streams."""
    alone = [row for row in rows if str(row[0]).endswith("streams")]
    notes = []
    for column in (ONCE, PROOF):
        times = [float(row[column]) for row in alone if isinstance(row[column], float)]
        if times:
            spread = f"the longest *{HEAD[column]}* that ended takes {max(times) / min(times):.1f} times the shortest"
            notes.append(spread)
    return Table(HEAD, rows, f"Streams alone: {'; '.join(notes)}.")


def plain(problem: Problem) -> tuple[bool, int | None]:
    """Whether HiGHS alone proves an optimum of every offer, or that there is none, and the optimum."""
    return _solved(build(problem))


def once(problem: Problem) -> tuple[bool, int | None, float | None]:
    """The same proof by the product's own steps, and the CPU seconds until its first plan."""
    started = time.process_time()
    starts = Starts(problem, SolverTerms(), Clock(ONCE_S))
    starts.first(problem)
    first = None if starts.best is None else time.process_time() - started
    lean = undominated(problem)
    starts.nearer(lean)
    if starts.best is None:
        return (*_solved(build(lean)), None)
    cost = starts.best.cost
    first = first or time.process_time() - started
    return (*_solved(hinted(build(lean, cost), cost // lean.price_unit)), first)


def _solved(program: Program) -> tuple[bool, int | None]:
    """Whether HiGHS proves how `program` ends, and its optimum in minor units."""
    answer = highs.solve(program.lp, ONCE_S)
    value = None
    if answer.values is not None:
        value = sum(int(c) * round(answer.values[v.name]) for v, c in program.lp.objective.items())
    return answer.outcome.value in ("optimal", "infeasible"), value and value * program.problem.price_unit


def _whole(one: Instance) -> Any:
    """What `glmopt solve` does; how it ended, and the CPU seconds of its proofs."""
    terms = one.scenario.solver.model_copy(update={"time_limit_s": Decimal(WHOLE_S)})
    problem = formulate(one.scenario, one.catalog)
    started = spent()
    ending, counts, notes = prove(problem, terms)
    proof = spent() - started
    if counts is not None:
        checked_plan(problem, counts, one.scenario, one.catalog)
    return ending.status, ", ".join(p.solver for p in ending.proofs), ending.objective, notes, proof


def _row(size: Size, one: Instance) -> list[Cell]:
    every = apart(lambda: plain(one.problem))
    ours = apart(lambda: once(one.problem))
    whole = apart(lambda: _whole(one))
    done, optimum, first = ours.given
    status, proofs, objective, notes, proof = whole.given or ("failed", "", None, (), None)
    same = {v for ok, v in (every.given, (done, optimum), (status == "optimal", objective)) if ok}
    beside = f", {size.classes} classes" if size.classes else ""
    beside += f", {size.survive} node lost" if size.survive else ""
    ended = bool(every.given[0])
    return [
        f"{size.streams:,} streams{beside}",
        len(one.problem.open_offers),
        len(undominated(one.problem).open_offers),
        every.cpu if ended else f"> {every.cpu:.1f}",
        ours.cpu if done else f"> {ours.cpu:.1f}",
        _ratio(every.cpu, ours.cpu, first_ended=ended, second_ended=done),
        first,
        proof,
        first and proof and f"{first / proof:.1%}",
        whole.cpu,
        status + (f" ({'; '.join(notes)})" if notes else ""),
        proofs,
        whole.peak_mb,
        {0: "", 1: "yes"}.get(len(same), f"NO: {same}"),
    ]


def _ratio(first: float, second: float, *, first_ended: bool, second_ended: bool) -> Cell:
    """How often the second fits into the first; nothing where the second did not end."""
    if not second_ended:
        return None
    return first / second if first_ended else f"> {first / second:.1f}"
