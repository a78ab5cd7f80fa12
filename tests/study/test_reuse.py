"""What is reused in a study is what would be proved anew: points drawn at random, every answer equal."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from glmopt.explain import conflict
from glmopt.problem import Offer, Problem, formulate
from glmopt.problem.again import Formulator
from glmopt.scenario import Scenario, catalog_for, load_scenario, parse_settings, points
from glmopt.scenario.model import SolverTerms
from glmopt.solve import Memory, prove, prove_or_recall, remembering, status
from glmopt.solve.recall import recall
from glmopt.study.order import Told, helpful

TERMS = SolverTerms(prove="once", second="highs")
DICE = random.Random(8)  # noqa: S311

SERVED = """
    sizing: roofline
    figures: datasheet
    demand:
      classes:
        chats: {prompt: 512, output: 256, context: 2048, streams: 60, tokens_per_s: 20}
        notes: {prompt: 2000, output: 500, requests_per_s: 0.5, tokens_per_s: 10}
    cards:
      allow: [a10-24g, a100-80g, ascend-910b-64g, rtx-4090-24g]
      stock: {rtx-4090-24g: {max: 30}, a10-24g: {max: 30}}
      price: {rtx-4090-24g: 15000, a10-24g: 20000}
    nodes:
      chassis: [dgx-a100, pcie-4x-2u, pcie-8x-4u-switched, atlas-800t-a2]
      fabric: [roce-25g]
    prices: cn-2026
    budget: {max: 9000万}
"""


def varied(problem: Problem) -> Problem:
    """Other limits and prices, from few values, so that many points have much in common."""

    def other(o: Offer) -> Offer:
        # where cards are counted prices settle ties, and must be the same
        price = 100 if problem.goal == "cards" else DICE.choice((80, 100, 120, 130))
        return replace(o, price=price, stock=DICE.choice((None, 2, 6)))

    return replace(
        problem,
        streams=DICE.choice((5, 8, 9, 12, 17)),
        # a budget on another goal makes every price one of its own
        budget=None if problem.goal == "tco" else DICE.choice((None, 300, 500, 900)),
        power_w=DICE.choice((None, 900, 1500)),
        offers=tuple(other(o) for o in problem.offers),
    )


@pytest.mark.parametrize("goal", ["capex", "cards", "tco"])
@pytest.mark.parametrize("dedicated", [False, True])
def test_a_memory_says_what_a_solver_says(goal: str, dedicated: bool, offer: Any) -> None:
    offers = (
        offer("a", streams=2, gang=2, power_w=100),
        offer("b", streams=3, gang=3, power_w=250),
        offer("c", streams=1, gang=0, power_w=90),
    )
    base = Problem(offers, goal, "CNY", gangs=1, dedicated=dedicated)
    memory, reused = Memory(), 0
    drawn = [varied(base) for _ in range(70)]
    for place in helpful(drawn):
        problem = drawn[place]
        truth = prove(problem, TERMS)
        with remembering(memory):
            asked = replace(problem, budget=None) if goal == "capex" else problem
            reused += recall(memory, asked, twice=False) is not None
            told = prove_or_recall(problem, TERMS)
            word = status(problem, TERMS)
        assert (told[0].status, told[0].objective) == (truth[0].status, truth[0].objective)
        assert told[1] == truth[1]
        assert word == truth[0].status
    assert reused > 7


def test_prices_between_two_that_agree_need_no_proof(offer: Any) -> None:
    """2 of a serve 4; b costs more. With a at 100 and at 120 the plan is the same, and so it is at 110."""
    base = Problem((offer("a", streams=2), offer("b", price=500, streams=3)), "capex", "CNY", streams=4)

    def at(price: int) -> Problem:
        return replace(base, offers=(replace(base.offers[0], price=price), base.offers[1]))

    memory = Memory()
    with remembering(memory):
        for price in (100, 120):
            prove_or_recall(at(price), TERMS)
        found = recall(memory, at(110), twice=False)
        assert found is not None
        assert (found.ending.objective, found.counts.cards) == (220, {"a": 2})  # type: ignore[union-attr]
        assert recall(memory, at(121), twice=False) is None


def test_one_proof_is_not_taken_for_two(offer: Any) -> None:
    problem = Problem((offer("a", streams=2),), "capex", "CNY", streams=4)
    memory = Memory()
    with remembering(memory):
        prove_or_recall(problem, TERMS)
        assert recall(memory, problem, twice=False) is not None
        assert recall(memory, problem, twice=True) is None
        prove_or_recall(problem, SolverTerms(prove="twice", second="cbc"))
        assert recall(memory, problem, twice=True) is not None


def grid_of(scenario: Scenario, *texts: str) -> list[Scenario]:
    return [p.of(scenario) for p in points(scenario, parse_settings(texts, many=True))]


@pytest.mark.parametrize(
    "texts",
    [
        ("demand.classes.chats.streams=30,90,200", "budget.max=20万,40万,80万"),
        ("cards.stock.rtx-4090-24g.max=0,2,5,30", "demand.classes.notes.requests_per_s=0,0.4,2"),
        ("cards.price.rtx-4090-24g=9000,14000,15000,16000,40000", "budget.max=15万,null"),
        (
            "demand.classes.chats.streams=30,90",
            "cards.price.rtx-4090-24g=9000,15000,40000",
            "cards.stock.a10-24g.max=1,30",
        ),
    ],
)
def test_servers_and_classes_over_a_grid(texts: tuple[str, ...], load: Any) -> None:
    """Targets, budgets, stock and prices: endings, counts and conflicts as if each were alone."""
    scenario = load(SERVED)
    catalog = catalog_for(scenario)
    formulator, memory = Formulator(), Memory()
    some = grid_of(scenario, *texts)
    problems = [formulator(one, catalog) for one in some]
    assert problems == [formulate(one, catalog) for one in some]
    for place in helpful(problems):
        problem = problems[place]
        truth = prove(problem, TERMS)
        with remembering(memory):
            told = prove_or_recall(problem, TERMS)
            why = conflict(problem, some[place]) if told[0].status == "infeasible" else ()
        assert (told[0].status, told[0].objective) == (truth[0].status, truth[0].objective)
        assert told[1] == truth[1]
        assert why == (conflict(problem, some[place]) if why else ())


@pytest.mark.parametrize(
    "name", ["200streams", "200streams-servers", "expand-owned", "two-sites", "survive-one"]
)
def test_problems_made_from_one_another_are_those_made_anew(name: str, root: Path) -> None:
    scenario = load_scenario(root / "scenarios" / f"{name}.yaml")
    catalog = catalog_for(scenario)
    formulator = Formulator()
    grid = ("budget.max=null,50万,90万", "demand.streams=0,40,90", "cards.stock.a100-80g.max=3,9")
    grid += ("cards.price.a100-80g=60000,9999999",)
    for one in grid_of(scenario, *grid):
        assert formulator(one, catalog) == formulate(one, catalog)


def test_helpful_order() -> None:
    """Wide limits first; of one limit the ends of the prices, then the middle."""
    base = Problem((), "capex", "CNY")
    limits = [replace(base, streams=s, power_w=w) for s, w in ((9, 5), (4, 5), (4, 7), (4, None))]
    assert list(helpful(limits)) == [3, 2, 1, 0]


def test_prices_meet_where_another_plan_becomes_cheaper(offer: Any) -> None:
    """4 streams: 2 a at 1 to 100 each, or from 75 on 1 b at 150: asked are both ends, 75 and 74."""
    base = Problem((offer("a", streams=2), offer("b", price=150, streams=4)), "capex", "CNY", streams=4)
    problems = [
        replace(base, offers=(replace(base.offers[0], price=p), base.offers[1])) for p in range(1, 101)
    ]
    plans = [Told(2 * p, {"a": 2}) if p < 75 else Told(150, {"b": 1}) for p in range(1, 101)]
    order = list(helpful(problems, lambda place: plans[place]))
    assert order[:4] == [0, 99, 74, 73]
    assert sorted(order) == list(range(100))


@pytest.mark.parametrize("seed", range(3))
def test_a_line_of_prices_is_what_each_price_says_alone(seed: int, offer: Any) -> None:
    """Random prices and stocks: every ending and its counts, in the order of the crossings, few proofs."""
    dice = random.Random(seed)  # noqa: S311
    offers = (
        offer("a", streams=3, gang=2),
        offer("b", dice.randint(90, 130), 4, gang=0, stock=dice.choice((None, 3))),
        offer("c", dice.randint(20, 40), 1, gang=4),
    )
    base = Problem(offers, "capex", "CNY", streams=dice.randint(9, 25), gangs=1)
    line = [
        replace(base, offers=(replace(base.offers[0], price=p), *base.offers[1:])) for p in range(60, 120)
    ]
    memory, made = Memory(), 0
    found: dict[int, Told] = {}
    for place in helpful(line, found.__getitem__):
        truth = prove(line[place], TERMS)
        with remembering(memory):
            known = memory.size
            ending, counts, _ = prove_or_recall(line[place], TERMS)
            made += memory.size - known
        assert (ending.objective, counts) == (truth[0].objective, truth[1])
        assert ending.objective is not None
        assert counts is not None
        found[place] = Told(ending.objective, counts.cards)
    assert made < 16
