"""Rack units: nodes and switches take no more space than there is, in all and at each site."""

from __future__ import annotations

from typing import Any

import pulp

from glmopt.problem import Problem
from glmopt.program.model import Program


def applies(problem: Problem) -> bool:
    """Where rack space is limited."""
    housing = problem.housing
    return housing is not None and (
        problem.rack is not None or any(s.rack is not None for s in housing.sites)
    )


def add(program: Program) -> None:
    """Sum of h over nodes and switches <= H, in thousandths of a unit."""
    if program.problem.rack is not None:
        program.at_most("rack_units", rack(program), program.problem.rack)
    for site in program.housed.housing.sites:
        if site.rack is not None:
            program.at_most(f"rack_units_{site.id}", rack(program, site.id), site.rack)


def rack(program: Program, site: str | None = None) -> Any:
    """Thousandths of a rack unit in use at one site, or in all; nothing for bare cards."""
    if program.servers is None:
        return pulp.lpSum([])
    nodes = [p.pool.rack * p.nodes for p in program.housed.pools if site in (None, p.pool.site)]
    switches = [s.network.rack * s.count for s in program.housed.switches if site in (None, s.network.site)]
    return pulp.lpSum([*nodes, *switches])
