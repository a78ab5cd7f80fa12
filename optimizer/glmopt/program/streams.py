"""Streams: Sum a_i m_i >= S, over the cards m_i that serve."""

from __future__ import annotations

from glmopt.problem import Problem
from glmopt.program.model import Program


def applies(problem: Problem) -> bool:
    """Where streams are demanded."""
    return problem.streams > 0


def add(program: Program) -> None:
    """Sum a_i m_i >= S."""
    program.require("streams", program.serving(lambda o: o.streams) >= program.problem.streams)
