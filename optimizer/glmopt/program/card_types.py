"""Card types: at most T different cards are bought."""

from __future__ import annotations

import pulp

from glmopt.problem import Problem
from glmopt.program.model import Program


def applies(problem: Problem) -> bool:
    """Where the number of card types is limited."""
    return problem.card_types is not None


def add(program: Program) -> None:
    """Sum u_i <= T, with n_i <= U_i u_i."""
    program.require("card_types", pulp.lpSum(program.u.values()) <= program.problem.card_types)
