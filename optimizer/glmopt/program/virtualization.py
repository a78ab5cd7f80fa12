"""Virtualization: so many streams and instances on cards that can be partitioned or shared.

`required` for every card is no row: such offers are not in the set I (see problem/formulate.py).
"""

from __future__ import annotations

from glmopt.problem import Problem
from glmopt.program.model import Program


def applies(problem: Problem) -> bool:
    """Where a part of the need must run on such cards."""
    return problem.virtual_streams > 0 or problem.virtual_instances > 0


def add(program: Program) -> None:
    """Sum over cards with virtualization of a_i m_i >= S_v and of v_i m_i >= Q_v."""
    problem = program.problem
    if problem.virtual_streams:
        streams = program.serving(lambda o: o.streams if o.virtualization else 0)
        program.require("virtual_streams", streams >= problem.virtual_streams)
    if problem.virtual_instances:
        instances = program.serving(lambda o: o.virtual_instances if o.virtualization else 0)
        program.require("virtual_instances", instances >= problem.virtual_instances)
