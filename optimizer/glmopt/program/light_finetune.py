"""Light fine-tuning: Sum r_i m_i >= R, over the cards m_i that serve."""

from __future__ import annotations

from glmopt.problem import Problem
from glmopt.program.model import Program


def applies(problem: Problem) -> bool:
    """Where light fine-tuning jobs are demanded."""
    return problem.light_finetune > 0


def add(program: Program) -> None:
    """Sum r_i m_i >= R."""
    jobs = program.serving(lambda o: o.capacity.light_finetune)
    program.require("light_finetune", jobs >= program.problem.light_finetune)
