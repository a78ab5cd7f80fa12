"""Problem to integer program: variables, objective, and one file for each constraint.

`CONSTRAINTS` lists them in reading order. Each module has `applies(problem)`, which says whether the
problem asks for it, and `add(program)`. A test demands for each a function in check/, a heading in
docs/formulation.md and a golden LP in tests/golden.
"""

from __future__ import annotations

from types import ModuleType

from glmopt.problem import Problem
from glmopt.program import (
    budget,
    card_types,
    classes,
    discount,
    fabric,
    full_finetune,
    instances,
    light_finetune,
    minimum,
    minimum_order,
    near,
    owned,
    ports,
    power,
    rack_units,
    site_streams,
    slots,
    stock,
    streams,
    survive_nodes,
    virtualization,
)
from glmopt.program.classes import Cut, add_cut, negligible
from glmopt.program.counts import Counts, PoolCounts
from glmopt.program.model import Program
from glmopt.program.objective import GOALS, tie_breakers
from glmopt.program.servers import Servers

CONSTRAINTS: tuple[ModuleType, ...] = (
    streams,
    classes,
    instances,
    light_finetune,
    slots,
    owned,
    full_finetune,
    fabric,
    virtualization,
    stock,
    minimum,
    minimum_order,
    discount,
    card_types,
    near,
    power,
    rack_units,
    ports,
    site_streams,
    survive_nodes,
    budget,
)


def build(problem: Problem, most: int | None = None) -> Program:
    """The program of `problem`: every constraint that applies, and its objective.

    With `most` plans that cost more minor units than that may be missing: for a cost that some plan has.
    """
    program = Program(problem, most)
    for constraint in CONSTRAINTS:
        if constraint.applies(problem):
            constraint.add(program)
    program.minimise(GOALS[problem.goal](program))
    return program


def name_of(constraint: ModuleType) -> str:
    """The constraint's name: that of its file."""
    return constraint.__name__.rpartition(".")[2]


__all__ = [
    "CONSTRAINTS",
    "GOALS",
    "Counts",
    "Cut",
    "PoolCounts",
    "Program",
    "Servers",
    "add_cut",
    "build",
    "name_of",
    "negligible",
    "tie_breakers",
]
