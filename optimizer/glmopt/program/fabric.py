"""Fabric: nodes on a network, its ports, and the switches that join them without blocking."""

from __future__ import annotations

import pulp

from glmopt.problem import Problem
from glmopt.program.model import Program


def applies(problem: Problem) -> bool:
    """Where a gang could go over a network."""
    return problem.gangs > 0 and problem.housing is not None and bool(problem.housing.networks)


def add(program: Program) -> None:
    """Sum c <= nodes; ports <= R single + (R//2) leaves; R spines >= (R//2) leaves; one kind only."""
    for number, p in enumerate(program.housed.pools):
        if p.joined:
            program.require(f"joined_{number}", pulp.lpSum(p.joined.values()) - p.nodes <= 0)
    for number, s in enumerate(program.housed.switches):
        radix = s.network.ports_per_switch
        ports = program.housed.ports(s.network)
        program.require(f"switches_{number}", ports - radix * s.single - (radix // 2) * s.leaves <= 0)
        most = int(s.leaves.upBound)
        if most:
            program.require(f"spines_{number}", (radix // 2) * s.leaves - radix * s.spines <= 0)
            program.require(f"one_kind_{number}", s.leaves + most * s.single <= most)
