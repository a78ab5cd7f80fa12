"""All minimal conflicts, against brute force over subsets of the rules."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from tests.explain.brute_force import minimal_conflicts

from glmopt.explain import conflicts
from glmopt.problem import Offer, Problem, Rule
from glmopt.problem.dropping import without
from glmopt.scenario import Scenario
from glmopt.solvers import enumerate as oracle

ANY = Scenario.model_validate({"demand": {}, "solver": {"prove": "once"}})


def _random(seed: int, offer: Callable[..., Offer]) -> Problem:
    draw = random.Random(seed)  # noqa: S311
    offers = tuple(
        offer(card, draw.choice((100, 200)), draw.randint(1, 3), stock=draw.choice((None, 1, 2)))
        for card in ("a", "b")
    )
    return Problem(
        offers,
        "capex",
        "CNY",
        streams=draw.randint(4, 9),
        instances=draw.choice((0, 5)),
        gangs=draw.choice((0, 2)),
        card_types=draw.choice((None, 1)),
        budget=draw.choice((200, 300)),
    )


@pytest.mark.parametrize("seed", range(15))
def test_conflicts_are_all_those_of_brute_force(seed: int, offer: Callable[..., Offer]) -> None:
    problem = _random(seed, offer)
    rules = problem.rules()

    def feasible(kept: tuple[Rule, ...]) -> bool:
        return oracle.best(without(problem, (r for r in rules if r not in kept))) is not None

    told = conflicts(problem, ANY)
    assert told.complete
    assert {frozenset(c.rule for c in s) for s in told.sets} == minimal_conflicts(rules, feasible)


def test_a_search_that_is_cut_short_says_so(offer: Callable[..., Offer]) -> None:
    assert not conflicts(_random(1, offer), ANY, nodes=1).complete
