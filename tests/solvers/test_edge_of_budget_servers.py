"""Cards, hosts and networks of millions of fen: the least cost is enough as a budget, one fen less is not."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from glmopt.problem import Offer, Problem
from glmopt.problem.housing import Housing, Pool, SiteLimits
from glmopt.scenario.model import SolverTerms
from glmopt.sizing import Capacity
from glmopt.solve import prove
from glmopt.solve.bill import bill_of

ONCE = SolverTerms(prove="once")


def a_problem(seed: int) -> Problem:
    """Two to four cards in servers of two to eight slots, in fen that share no divisor."""
    draw = random.Random(seed)  # noqa: S311  a seeded draw, no secret
    offers, pools = [], []
    for k in range(draw.randint(2, 4)):
        streams = draw.randint(1, 40)
        card = f"c-{k}"
        offers.append(
            Offer(
                card,
                "v",
                draw.randint(300_000, 60_000_000),
                streams,
                Capacity(streams, streams, 1, 1, 2),
                False,
            )
        )
        for number in range(draw.randint(1, 2)):
            slots = draw.randint(2, 8)
            pools.append(
                Pool(
                    card=card,
                    part=card,
                    chassis=f"box-{number}",
                    site="main",
                    slots=slots,
                    sold_full=draw.random() < 0.3,
                    buyable=True,
                    fillable=False,
                    host=draw.randint(1_000_000, 90_000_000),
                    card_power_w=300,
                    host_power_w=500,
                    rack=2_000,
                )
            )
    housing = Housing(tuple(pools), (), (SiteLimits("main"),), ("box-0", "box-1"))
    return Problem(tuple(offers), "capex", "CNY", streams=draw.randint(50, 400), housing=housing)


@pytest.mark.parametrize("seed", range(8))
def test_the_edge_is_one_fen_wide(seed: int) -> None:
    problem = a_problem(seed)
    ending, counts, _ = prove(problem, SolverTerms())
    assert counts is not None
    least = ending.objective
    assert least is not None
    assert sum(int(line.subtotal * 100) for line in bill_of(problem, counts)) == least
    for goal in ("capex", "cards", "streams"):
        assert prove(replace(problem, goal=goal, budget=least), ONCE)[0].status == "optimal", goal
        assert prove(replace(problem, goal=goal, budget=least - 1), ONCE)[0].status == "infeasible", goal
