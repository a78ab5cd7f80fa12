"""Site streams: so many streams are served from a site, whatever the others do."""

from __future__ import annotations

from typing import Any

import pulp

from glmopt.problem import Problem
from glmopt.program.model import Program


def applies(problem: Problem) -> bool:
    """Where a site has streams of its own to serve."""
    return problem.housing is not None and any(s.min_streams for s in problem.housing.sites)


def add(program: Program) -> None:
    """Sum a_i m_i over the site's cards >= its streams."""
    for site in program.housed.housing.sites:
        if site.min_streams:
            program.require(f"site_streams_{site.id}", served(program, site.id) >= site.min_streams)


def served(program: Program, site: str) -> Any:
    """Streams that a site's cards serve."""
    streams = {o.card: o.streams for o in program.offers}
    terms = []
    for p in program.housed.pools:
        if p.pool.site == site:
            each = streams[p.pool.card]
            terms.append(each * p.in_use)
            if program.problem.dedicated:
                terms += [-each * g.way.option.cards * g.z for g in p.gangs]
    return pulp.lpSum(terms)
