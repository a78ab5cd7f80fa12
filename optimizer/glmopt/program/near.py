"""Near: at most C cards more or fewer than in an earlier plan."""

from __future__ import annotations

from glmopt.problem import Problem
from glmopt.program.model import Program


def applies(problem: Problem) -> bool:
    """Where changes to an earlier plan are limited."""
    return problem.changes is not None


def add(program: Program) -> None:
    """Sum |n_i - n*_i| <= C."""
    program.require("near", program.changes <= program.problem.changes)
