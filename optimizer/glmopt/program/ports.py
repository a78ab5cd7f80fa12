"""Ports: at most as many network ports at a site as it has."""

from __future__ import annotations

from typing import Any

import pulp

from glmopt.problem import Problem
from glmopt.program.model import Program


def applies(problem: Problem) -> bool:
    """Where a site's ports are limited."""
    return problem.housing is not None and any(s.ports is not None for s in problem.housing.sites)


def add(program: Program) -> None:
    """Sum over the site's networks of their ports in use <= the ports there are."""
    for site in program.housed.housing.sites:
        if site.ports is not None:
            program.require(f"ports_{site.id}", ports(program, site.id) <= site.ports)


def ports(program: Program, site: str) -> Any:
    """Network ports in use at a site."""
    networks = [n for n in program.housed.housing.networks if n.site == site]
    return pulp.lpSum(program.housed.ports(n) for n in networks)
