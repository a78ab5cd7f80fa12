"""A plan to start from: no best plan is lost to its bounds, and it is told where nothing better came."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from tests.solve.test_dominance import ONCE, bare, housed, offer, pool, served

from glmopt.catalog import Catalog
from glmopt.errors import Disagreement
from glmopt.problem import Item, Offer, Problem, Workload, affordable, undominated
from glmopt.problem import Pool as Groups
from glmopt.problem.housing import Housing, OwnedNodes, SiteLimits
from glmopt.program import build
from glmopt.program.exact import value_of
from glmopt.scenario import Scenario
from glmopt.scenario.model import SolverTerms
from glmopt.solve import prove, solve
from glmopt.solve.clock import Clock
from glmopt.solve.narrow import hinted
from glmopt.solve.start import Start, Starts
from glmopt.solvers import Outcome, highs

OPTIMUM = sys.modules["glmopt.solve.optimum"]
START = sys.modules["glmopt.solve.start"]
MODEL = sys.modules["glmopt.program.model"]


@pytest.fixture
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    """A start is searched however few the offers are, and among very few of them."""
    monkeypatch.setattr(START, "FEW_CARDS", 1)
    monkeypatch.setattr(START, "OFFERS", (2, 4))


def start(problem: Problem, terms: SolverTerms = ONCE) -> Start | None:
    """The plan that a search begins with."""
    starts = Starts(problem, terms, Clock(60))
    starts.first(problem)
    starts.nearer(undominated(problem))
    return starts.best


def in_boxes(*offers: Offer, host: int = 80, streams: int = 40) -> Problem:
    """Servers of four slots."""
    pools = tuple(pool(o.card, host=host) for o in offers)
    housing = Housing(pools, (), (SiteLimits("main"),), ("box",))
    return Problem(offers, "capex", "CNY", streams=streams, housing=housing)


def test_a_cost_pays_for_so_many_cards() -> None:
    """Bare: 100 each. In servers a card and its quarter of a host: 120. From the break on 70, and 90."""
    a, cheap = offer("a", 100), offer("b", 100, breaks=((5, 30),))
    assert affordable(Problem((a,), "capex", "CNY"), a, 1_000) == 10
    boxes = in_boxes(a, cheap)
    assert [affordable(boxes, o, 479) for o in (a, cheap)] == [3, 5]
    assert affordable(boxes, a, 480) == 4


def test_what_is_owned_is_not_paid_for() -> None:
    """Two owned cards, and for 300 three more: none of them need pay for a host, for their node has room."""
    a = offer("a", 100, owned=2)
    there = pool("a", host=80, owned=(OwnedNodes(1, 2),), fillable=True)
    housing = Housing((there,), (), (SiteLimits("main"),), ("box",))
    assert affordable(Problem((a,), "capex", "CNY", housing=housing), a, 300) == 5


@pytest.mark.parametrize("goal", ["cards", "streams"])
def test_a_cost_says_nothing_where_another_thing_is_the_goal(goal: str) -> None:
    assert affordable(Problem((offer("a"),), goal, "CNY"), offer("a"), 1_000) is None


def test_a_cost_says_nothing_of_cards_that_become_free() -> None:
    a = offer("a", 100, breaks=((5, 100),))
    assert affordable(Problem((a,), "capex", "CNY"), a, 1_000) is None


@pytest.mark.usefixtures("always")
@pytest.mark.parametrize(("drawn", "count", "enough"), [(bare, 160, 60), (housed, 25, 8), (served, 60, 20)])
def test_the_answer_is_the_same_without_a_start(
    drawn: Callable[[random.Random], Problem], count: int, enough: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Status, optimum and every count, ties settled, whatever the rules; and a good part had a start."""
    begun = 0
    for seed in range(count):
        problem = drawn(random.Random(f"start {drawn.__name__} {seed}"))  # noqa: S311
        begun += start(problem) is not None
        with monkeypatch.context() as patch:
            with_start = prove(problem, ONCE)
            patch.setattr(START, "worth_a_start", lambda *_: False)
            without = prove(problem, ONCE)
        assert with_start[0].status == without[0].status, seed
        assert with_start[0].objective == without[0].objective, seed
        assert with_start[1] == without[1], seed
    assert begun >= enough


@pytest.mark.usefixtures("always")
def test_no_plan_that_costs_as_little_is_narrowed_away() -> None:
    """The most of each card at the cost of the start, with and without its bounds."""
    compared = 0
    for seed in range(24):
        problem = undominated(housed(random.Random(f"start hinted {seed}")))  # noqa: S311
        begun = start(problem)
        if begun is None:
            continue
        most = begun.cost // problem.price_unit
        answers = []
        for program in (build(problem), hinted(build(problem, begun.cost), most)):
            trial = program.variant()
            trial.require("most", program.lp.objective <= most)
            for n in program.n.values():
                trial.minimise(-n)
                answer = highs.solve(trial.lp, 30)
                assert answer.outcome is Outcome.OPTIMAL
                answers.append(value_of(trial.lp.objective, trial.whole(answer.values or {})))
        half = len(answers) // 2
        assert answers[:half] == answers[half:], seed
        compared += half
    assert compared > 20


@pytest.mark.usefixtures("always")
def test_the_plan_is_one_of_all_offers() -> None:
    """Every row of the whole program holds at it, and it has the cost that is said."""
    found = 0
    for seed in range(60):
        problem = housed(random.Random(f"start plan {seed}"))  # noqa: S311
        begun = start(problem)
        if begun is None:
            continue
        told = begun.told()
        assert told is not None, seed
        assert told.cost <= begun.cost, seed
        assert told.solved is not None, seed
        known = told.solved[1].whole or {}
        whole = build(problem)
        for v in whole.lp.variables():
            if v.name in known:
                v.lowBound = v.upBound = known[v.name]
        answer = highs.solve(whole.lp, 30)
        assert answer.values is not None, seed
        point = whole.whole(answer.values)
        assert not whole.broken(point)
        assert value_of(whole.lp.objective, point) * problem.price_unit == told.cost
        found += 1
    assert found > 10


@pytest.mark.usefixtures("always")
def test_the_second_search_keeps_the_cheaper_plan() -> None:
    """Of one kind eight cards for 800; of two, seven for 700 and one that serves a single stream for 26."""
    offers = (offer("a", 100), offer("b", 110), offer("c", 26, streams=1))
    problem = Problem(offers, "capex", "CNY", streams=29)
    starts = Starts(problem, ONCE, Clock(60))
    starts.first(replace(problem, offers=offers[:2]))
    assert starts.best is not None
    assert starts.best.cost == 800
    starts.nearer(problem)
    assert starts.best.cost == 726
    starts.first(replace(problem, offers=offers[:2]))
    assert starts.best.cost == 726


@pytest.mark.usefixtures("always")
def test_classes_have_a_second_search_only_without_a_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two cards of either kind serve the class."""
    pools = (Groups("a", "day", 1, "llm"), Groups("b", "day", 1, "llm"))
    work = Workload((Item("c", "day"),), pools, ({0: Fraction(2), 1: Fraction(2)},))
    problem = Problem((offer("a", 100), offer("b", 90)), "capex", "CNY", workload=work)
    starts = Starts(problem, ONCE, Clock(60))
    starts.nearer(problem)
    assert starts.best is not None
    assert starts.best.cost == 180
    monkeypatch.setattr(START, "fluid_cards", _pressed)
    starts.nearer(problem)


@pytest.mark.usefixtures("always")
def test_without_fleets_the_fluid_optimum_alone_gives_a_start() -> None:
    """Five cards of each: no kind alone has a fleet."""
    problem = Problem((offer("a", 100, stock=5), offer("b", 90, stock=5)), "capex", "CNY", streams=40)
    starts = Starts(problem, ONCE, Clock(60))
    starts.first(problem)
    assert starts.best is None
    starts.nearer(problem)
    assert starts.best is not None
    assert starts.best.cost == 950


@pytest.mark.usefixtures("always")
def test_a_bound_that_is_too_tight_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten cards serve 40 streams for 1,000; with a bound of five no plan of all offers is as cheap."""
    problem = Problem((offer("a", 100), offer("b", 300, streams=5)), "capex", "CNY", streams=40)
    assert prove(problem, ONCE)[0].objective == 1_000
    right = MODEL.affordable
    monkeypatch.setattr(MODEL, "affordable", lambda *given: (right(*given) or 0) // 2)
    with pytest.raises(Disagreement, match="a plan of a few offers says feasible 1000"):
        prove(problem, ONCE)


def test_electricity_and_licence_are_whole_in_the_unit_of_the_program() -> None:
    """Five units of each card's cost are three for power and two for licences: no unit of five hides them."""
    card = offer("a", 100, electricity=3, licence=2)
    problem = Problem((card,), "tco", "CNY", streams=40)
    assert problem.price_unit == 1
    assert prove(problem, ONCE)[0].objective == 1_050


def test_few_offers_have_no_start() -> None:
    problem = Problem((offer("a", 100), offer("b", 90)), "capex", "CNY", streams=40)
    assert start(problem) is None


@pytest.mark.usefixtures("always")
def test_only_highs_with_cost_as_the_goal_has_one() -> None:
    problem = Problem((offer("a", 100), offer("b", 90)), "capex", "CNY", streams=40)
    begun = start(problem)
    assert begun is not None
    assert begun.cost == 900
    told = begun.told()
    assert told is not None
    assert told.solved is not None
    assert told.cost == 900
    assert told.solved[1].solution.bound is None
    assert start(replace(problem, goal="cards")) is None
    assert start(problem, ONCE.model_copy(update={"name": "cbc", "second": "cbc"})) is None


@pytest.fixture
def once(load: Callable[[str], Scenario]) -> Scenario:
    """Streams for bare cards, proved once by HiGHS: no table of counts beside it."""
    return load("{demand: {streams: 200}, prices: cn-2026, solver: {prove: once, second: highs}}")


def _pressed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.usefixtures("always")
def test_ctrl_c_while_a_cheaper_start_is_looked_for_tells_the_first(
    shipped: Catalog, load: Callable[[str], Scenario], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any plan of the first kinds, with what is true of it, and no bound."""
    asked = "{demand: {streams: 200}, prices: cn-2026, solver: {prove: once, second: highs}}"
    monkeypatch.setattr(START, "fluid_cards", _pressed)
    solved = solve(load(asked), shipped)
    assert (solved.ending.status, solved.ending.interrupted) == ("feasible", True)
    assert solved.plan is not None
    assert solved.ending.bound is None


@pytest.mark.usefixtures("always")
def test_ctrl_c_in_the_long_search_tells_the_plan_that_was_begun_with(
    once: Scenario, shipped: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    best = solve(once, shipped).ending.objective
    monkeypatch.setattr(OPTIMUM, "run_of", _pressed)
    solved = solve(once, shipped)
    assert solved.ending.status == "feasible"
    assert solved.ending.interrupted
    assert solved.ending.bound is None
    assert solved.plan is not None
    assert solved.plan.totals.cost == (solved.ending.objective or 0) / 100
    assert (solved.ending.objective or 0) >= (best or 0)
    with pytest.raises(KeyboardInterrupt):
        prove(solved.problem, once.solver)


@pytest.mark.usefixtures("always")
def test_a_time_limit_before_there_is_a_better_plan_tells_it(
    once: Scenario, shipped: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search has a bound, and no plan: the bound is told with the plan that was begun with."""
    run_of = OPTIMUM.run_of

    def late(*given: Any, **keys: Any) -> Any:
        run = run_of(*given, **keys)
        found = replace(run.solution, outcome=Outcome.UNKNOWN, values=None, bound=run.objective - 1.5)
        return replace(run, solution=found, outcome=Outcome.UNKNOWN, whole=None, objective=None)

    best = solve(once, shipped).ending
    monkeypatch.setattr(OPTIMUM, "run_of", late)
    solved = solve(once, shipped)
    assert (solved.ending.status, solved.ending.interrupted) == ("feasible", False)
    assert solved.plan is not None
    assert solved.ending.bound is not None
    assert solved.ending.bound < (best.objective or 0) <= (solved.ending.objective or 0)


@pytest.mark.usefixtures("always")
def test_a_plan_beyond_the_budget_is_not_told(
    shipped: Catalog, load: Callable[..., Scenario], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = (
        "{demand: {streams: 200}, prices: cn-2026, budget: {max: 1000}, solver: {prove: once, second: highs}}"
    )
    monkeypatch.setattr(OPTIMUM, "run_of", _pressed)
    solved = solve(load(asked), shipped)
    assert (solved.ending.status, solved.plan) == ("unknown", None)
