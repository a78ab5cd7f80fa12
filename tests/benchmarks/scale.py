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

A limit of 100 s on the wall holds for each proof; "> n" is what was spent without a proof of gap 0.
"""

from __future__ import annotations

import sys
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
        print(rows[-1], file=sys.stderr, flush=True)
    spread = [row for row in rows if "classes" not in str(row[0])]
    once = [float(row[4]) for row in spread if isinstance(row[4], float)]
    note = f"Streams alone, the longest of *ours, once* takes {max(once) / min(once):.1f} times the shortest."
    return [Table(HEAD, rows, note)]


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
