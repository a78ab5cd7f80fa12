"""Prices of millions of fen: a budget of the least cost is enough, one fen less is not, whoever solves."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from glmopt.problem import Offer, Problem
from glmopt.scenario.model import SolverTerms
from glmopt.sizing import Capacity
from glmopt.solve import prove

ONCE = SolverTerms(prove="once")


def a_problem(seed: int) -> Problem:
    """Two to nine cards of 3,000 to 600,000 yuan, in fen that share no divisor."""
    draw = random.Random(seed)  # noqa: S311  a seeded draw, no secret
    offers = []
    for k in range(draw.randint(2, 9)):
        streams = draw.randint(1, 200)
        capacity = Capacity(streams, streams, draw.randint(0, 5), 1, draw.randint(2, 20))
        stock = draw.choice([None, draw.randint(1, 40)])
        price = draw.randint(300_000, 60_000_000)
        offers.append(Offer(f"c-{k}", "v", price, streams, capacity, draw.random() < 0.5, stock=stock))
    return Problem(tuple(offers), "capex", "CNY", streams=draw.randint(50, 3000), gangs=draw.choice([0, 1]))


@pytest.mark.parametrize("seed", range(25))
def test_the_edge_is_one_fen_wide(seed: int) -> None:
    problem = a_problem(seed)
    ending, counts, _ = prove(problem, SolverTerms())
    if counts is None:
        assert ending.status == "infeasible"
        return
    least = ending.objective
    assert least == sum((o.price or 0) * counts.cards.get(o.card, 0) for o in problem.offers)
    for goal in ("capex", "cards", "streams"):
        enough = replace(problem, goal=goal, budget=least)
        short = replace(problem, goal=goal, budget=least - 1)
        assert prove(enough, ONCE)[0].status == "optimal", goal
        assert prove(short, ONCE)[0].status == "infeasible", goal


@pytest.mark.parametrize("seed", range(25, 35))
def test_both_solvers_find_the_same_fen(seed: int) -> None:
    problem = a_problem(seed)
    by_highs, by_cbc = (prove(problem, SolverTerms(name=name)) for name in ("highs", "cbc"))
    assert (by_highs[0].status, by_highs[0].objective) == (by_cbc[0].status, by_cbc[0].objective)
    assert by_highs[1] == by_cbc[1]
