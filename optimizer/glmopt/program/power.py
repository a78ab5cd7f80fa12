"""Power: what is in use draws no more than there is, in all and at each site."""

from __future__ import annotations

from typing import Any

import pulp

from glmopt.problem import Problem
from glmopt.program.model import Program


def applies(problem: Problem) -> bool:
    """Where power is limited."""
    sites = problem.housing.sites if problem.housing else ()
    return problem.power_w is not None or any(s.power_w is not None for s in sites)


def add(program: Program) -> None:
    """Sum of W over cards, hosts, adapters and switches <= P; of bare cards Sum W_i n_i <= P."""
    sites = program.problem.housing.sites if program.problem.housing else ()
    if program.problem.power_w is not None:
        program.at_most("power", power(program), program.problem.power_w)
    for site in sites:
        if site.power_w is not None:
            program.at_most(f"power_{site.id}", power(program, site.id), site.power_w)


def power(program: Program, site: str | None = None) -> Any:
    """Watts in use at one site, or in all."""
    if program.servers is None:
        return program.total(lambda o: o.power_w)
    terms = []
    for p in program.servers.pools:
        if site in (None, p.pool.site):
            terms += [p.pool.card_power_w * p.in_use, p.pool.host_power_w * p.nodes]
            terms += [p.pool.link(fabric).power_w * c for fabric, c in p.joined.items()]
    for s in program.servers.switches:
        if site in (None, s.network.site):
            terms.append(s.network.power_w * s.count)
    return pulp.lpSum(terms)
