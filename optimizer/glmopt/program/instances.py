"""Instances: Sum q_i m_i >= Q, over the cards m_i that serve."""

from __future__ import annotations

from glmopt.problem import Problem
from glmopt.program.model import Program


def applies(problem: Problem) -> bool:
    """Where instances are demanded."""
    return problem.instances > 0


def add(program: Program) -> None:
    """Sum q_i m_i >= Q."""
    program.require("instances", program.serving(lambda o: o.capacity.instances) >= program.problem.instances)
