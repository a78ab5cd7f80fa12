"""Full fine-tuning: Sum z_i = G gangs, each of K_i identical cards that no other gang uses."""

from __future__ import annotations

import pulp

from glmopt.problem import Problem
from glmopt.program.model import Program


def applies(problem: Problem) -> bool:
    """Where full fine-tuning is demanded."""
    return problem.gangs > 0


def add(program: Program) -> None:
    """Sum z_i = G (a gang more could be left out), and K_i z_i <= n_i for each card."""
    program.require("full_finetune", pulp.lpSum(program.z.values()) == program.problem.gangs)
    for o in program.offers:
        if o.card in program.z:
            gang = o.capacity.gang_cards * program.z[o.card]
            program.require(f"gang_{o.card}", gang - program.n[o.card] <= 0)
