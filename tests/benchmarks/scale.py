"""Scale.

1,000 offers of 40 kinds of card by 40 vendors, ten server types, and every rule at once (instances.py): stock,
smallest orders, price breaks, three gangs over wires of 20 GB/s, light jobs, instances, virtualization, power, rack
space, a budget, at most four card types, and where said three classes instead of streams. CPU seconds; each work is
a process of its own (with what it imports there already), so `peak` is of a whole process.

- *plain*: the program of all offers, built, and proved by HiGHS alone (gap 0, no second proof, ties not settled).
- *ours, once*: the same kind of proof, with the same HiGHS and the same settings, without the offers that another one
  dominates (docs/formulation.md): leaving them out, building, proving. *Ratio* compares these two.
- *whole*: everything that `glmopt solve` does with a scenario that is read: the problem (sizing, servers, wiring), the
  proof sharpened to the minor unit, the second proof by CBC, ties, plan and check. *first plan*: CPU seconds until
  HiGHS has its first feasible plan, of *ours, once*.

The rows were measured one after the other in three runs of this module on one machine that other work kept busy (a
CPU second took up to 15 s on the wall), the *whole* of 1,000,000 streams in none of them.

A limit of 100 s on the wall holds for each proof of one solver (300 s for *whole*, all its proofs and ties together);
"> n" is what was spent without a proof of gap 0. How much CPU a second on the wall gives depends on what else runs.

What was slow, by profile, and what made it fast (CPU seconds, 2,000 streams, before -> after, measured in runs by hand):

- The problem of 200 offers, twice, with the catalog read: 9.8 -> 1.4. The ways to wire a gang were searched in graphs for
  each vendor's offer, and two thirds of that was the bisection of ways that no plan takes: now once a part and chassis,
  and the bisection for gangs of the plan alone. 1,000 offers: 2.0.
- HiGHS on the program of 1,000 offers: 16.1 -> 1.1, by leaving out 789 dominated offers (0.05 to find them).
- Ties: 15.2 for five long steps, then the limit -> 2.6. One solve asks first whether other counts of cards cost as little, and pools
  without cards are asked nothing.
- Tried and left out: handing HiGHS the last plan as a start for the steps of the ties (10.2 -> 10.6 for three), for what takes
  time is the bound.
- Since the table was measured, two things changed, and it has not been measured again. Of two server types that take a
  card wired alike only one is in the program: without that a solver shifts nodes between equals, and CBC did not end at
  20,000 and 1,000,000 streams (now 0.1). And the proof that nothing is better by one unit, and the ties, look only at plans
  that cost no more than the one found (0.2 to 0.6 for the bounds). By hand, the CPU seconds of one run of each, on the same
  instances, with three classes in brackets; all optimal, proved by HiGHS and CBC, ties settled, peak below 110 MB:

  | streams | ours, once | first plan | whole |
  | --- | --- | --- | --- |
  | 200 | 0.35 (0.34) | 0.25 (0.23) | 2.3 (4.2) |
  | 2,000 | 0.44 (0.32) | 0.20 (0.20) | 3.1 (5.8) |
  | 20,000 | 0.38 (0.51) | 0.27 (0.37) | 2.1 (7.8) |
  | 1,000,000 | 1.98 | 2.2 | 3.9 |

  So *whole* differs by less than 2 x from 200 to 1,000,000 streams, *ours, once* still by 5.7 x. The first plan comes
  within a tenth of *whole* at 2,000 streams (and with classes), not at the others, and never within a tenth of *ours, once*.
- What takes longest now: at 1,000,000 streams HiGHS's first proof, whose bounds on the counts are far too wide before a plan
  is known (tried by hand: 0.7 instead of 1.9 once a plan 2 % too dear bounds them).
"""

from __future__ import annotations

import json
import time
from decimal import Decimal
from typing import Any

import highspy
from apart import apart
from figures import Cell, Table
from instances import Instance, Size, instance

from glmopt.problem import Problem, undominated
from glmopt.program import build
from glmopt.solve import solve
from glmopt.solvers import highs

LIMIT_S = 100
SIZES = (
    Size(streams=200),
    Size(streams=2_000),
    Size(streams=20_000),
    Size(streams=1_000_000),
    Size(streams=200, classes=3),
    Size(streams=2_000, classes=3),
    Size(streams=20_000, classes=3),
)
HEAD = (
    "instance", "offers", "left", "plain", "ours, once", "ratio", "first plan", "whole", "status", "proofs", "peak MB",
    "same optimum",
)  # fmt: skip


def measure(sizes: tuple[Size, ...] = SIZES) -> list[Table]:
    """Every instance by both ways."""
    rows = []
    for size in sizes:
        rows.append(_row(size, instance(size)))
        print(json.dumps(rows[-1]), flush=True)
    return [table(rows)]


def table(rows: list[list[Cell]]) -> Table:
    """The rows, and how the time of the fast way grows with the streams."""
    spread = [row for row in rows if "classes" not in str(row[0])]
    once = [float(row[4]) for row in spread if isinstance(row[4], float)]
    note = "Streams alone: "
    note += f"the longest *ours, once* that ended takes {max(once) / min(once):.1f} times the shortest."
    return Table(HEAD, rows, note)


def proved(problem: Problem) -> tuple[bool, float | None]:
    """Whether HiGHS alone proves an optimum or that there is none, and the optimum in minor units."""
    program = build(problem)
    answer = highs.solve(program.lp, LIMIT_S)
    value = None
    if answer.values is not None:
        value = sum(c * round(answer.values[v.name]) for v, c in program.lp.objective.items())
    return answer.outcome.value in ("optimal", "infeasible"), value and value * program.problem.price_unit


def first_plan(problem: Problem) -> float:
    """CPU seconds until HiGHS has a feasible plan of the lean program, with leaving out and building."""
    started, found = time.process_time(), []
    arrays = highs.to_arrays(build(undominated(problem)).lp)
    solver = highspy.Highs()
    for name, setting in (highs.OPTIONS | {"time_limit": float(LIMIT_S)}).items():
        solver.setOptionValue(name, setting)
    solver.passModel(highs.model_of(highspy, arrays))

    def note(event: Any) -> None:
        found.append(time.process_time() - started)
        event.interrupt()

    solver.cbMipImprovingSolution += note
    solver.run()
    return found[0] if found else float("nan")


def _whole(one: Instance) -> Any:
    terms = one.scenario.solver.model_copy(update={"time_limit_s": Decimal(3 * LIMIT_S)})
    solved = solve(one.scenario.model_copy(update={"solver": terms}), one.catalog)
    proofs = ", ".join(p.solver for p in solved.ending.proofs)
    return solved.ending.status, proofs, solved.ending.objective, solved.notes


def _row(size: Size, one: Instance) -> list[Cell]:
    plain = apart(lambda: proved(one.problem))
    lean = apart(lambda: proved(undominated(one.problem)))
    first = apart(lambda: first_plan(one.problem))
    whole = apart(lambda: _whole(one))
    done = lean.given[0]
    status, proofs, objective, notes = whole.given or ("failed", "", None, ())
    same = {v for ok, v in (plain.given, lean.given, (status == "optimal", objective)) if ok}
    classes = f", {size.classes} classes" if size.classes else ""
    return [
        f"{size.streams:,} streams{classes}",
        len(one.problem.open_offers),
        len(undominated(one.problem).open_offers),
        plain.cpu if plain.given[0] else f"> {plain.cpu:.1f}",
        lean.cpu if done else f"> {lean.cpu:.1f}",
        plain.cpu / lean.cpu if plain.given[0] else f"> {plain.cpu / lean.cpu:.1f}",
        first.given,
        whole.cpu,
        status + (f" ({'; '.join(notes)})" if notes else ""),
        proofs,
        whole.peak_mb,
        "yes" if len(same) == 1 else f"NO: {same}",
    ]
