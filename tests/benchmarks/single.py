"""One solve.

The shipped scenario, problem to counts with ties settled; CPU seconds, the least of three.
"""

from __future__ import annotations

from typing import Any

from clock import cpu
from figures import Table
from shipped import problem_of

from glmopt.solve import prove, prove_once
from glmopt.solve.dynamic.last_tables import KEPT

WAYS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("HiGHS and CBC", {"second": "cbc"}),
    ("HiGHS and dynamic programming", {}),
    ("HiGHS alone", {"prove": "once", "second": "highs"}),
)


def measure() -> list[Table]:
    """One answer by each way of proof."""
    scenario, _, problem = problem_of()

    def anew() -> None:
        KEPT.clear()
        prove_once(problem, scenario.solver)

    rows = []
    for name, keys in WAYS:
        terms = scenario.solver.model_copy(update=keys)
        rows.append((name, cpu(lambda terms=terms: prove(problem, terms))[0]))  # type: ignore[misc]
    rows.append(("dynamic programming alone, its table made", cpu(anew)[0]))
    there = cpu(lambda: prove_once(problem, scenario.solver))[0]
    rows.append(("dynamic programming alone, its table there", there))
    return [Table(("proof", "CPU s"), rows)]
