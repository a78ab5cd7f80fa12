"""Solvers: each takes a pulp program and says what it proved. A new one is one file and a name here."""

from __future__ import annotations

from collections.abc import Callable

from glmopt.solvers import cbc, highs
from glmopt.solvers.outcome import Outcome, Solution
from glmopt.solvers.relaxation import Columns, Point, Relaxation, linear

SOLVERS: dict[str, Callable[..., Solution]] = {"highs": highs.solve, "cbc": cbc.solve}

# The solver that proves an optimum a second time, from scratch.
SECOND = {"highs": "cbc", "cbc": "highs"}

__all__ = ["SECOND", "SOLVERS", "Columns", "Outcome", "Point", "Relaxation", "Solution", "linear"]
