"""Light fine-tuning: Sum r_i m_i >= R, over the cards m_i that serve; jobs of several cards by their groups.

A job of L > 1 cards takes L identical ones. Bare cards: l_i jobs with L l_i <= m_i. In servers they sit in
one group of a node: Sum r_i H_j(t) k_jt, with k_jt nodes of t cards that hold H_j(t) groups each.
"""

from __future__ import annotations

from typing import Any

import pulp

from glmopt.problem import Offer, Problem
from glmopt.program.model import Program
from glmopt.program.servers import PoolVariables


def applies(problem: Problem) -> bool:
    """Where light fine-tuning jobs are demanded."""
    return problem.light_finetune > 0


def add(program: Program) -> None:
    """The jobs that the cards can do >= R."""
    program.require("light_finetune", light_jobs(program) >= program.problem.light_finetune)


def light_jobs(program: Program) -> Any:
    """Light fine-tuning jobs at one time; of several cards each where L > 1."""
    if program.problem.light_cards == 1:
        return program.serving(lambda o: o.capacity.light_finetune)
    if program.servers is None:
        return pulp.lpSum(o.capacity.light_finetune * program.light[o.card] for o in program.offers)
    offers = {o.card: o for o in program.offers}
    return pulp.lpSum(
        jobs * p.of_fill[fill]
        for p in program.servers.pools
        for fill, jobs in light_jobs_by_fill(p, offers[p.pool.card]).items()
        if jobs
    )


def light_jobs_by_fill(p: PoolVariables, offer: Offer) -> dict[int, int]:
    """r_i H_j(t): jobs that a node does, by the cards in it."""
    return {fill: offer.capacity.light_finetune * p.pool.light_groups(fill) for fill in p.of_fill}
