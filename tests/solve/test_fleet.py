"""A fleet of one kind as a plan: what it is said to cost some plan costs, by the program of all offers."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from tests.solve.test_dominance import ONCE, bare, housed, offer, pool, served
from tests.solve.test_hints import of_classes

from glmopt.problem import Offer, Problem
from glmopt.problem.housing import Housing, Link, Network, OwnedNodes, SiteLimits, Way
from glmopt.problem.rule import Rule
from glmopt.program import build
from glmopt.program.exact import value_of
from glmopt.solve import checked_plan, prove
from glmopt.solve.clock import Clock
from glmopt.solve.exactly import exactly
from glmopt.solve.fleet import Fleet, cost_of_plan, counts_of_fleet
from glmopt.solve.fleets import cheapest_fleets
from glmopt.solve.start import Starts
from glmopt.topology import GangOption

START = sys.modules["glmopt.solve.start"]
MAIN = (SiteLimits("main"),)


def in_program(problem: Problem, fleet: Fleet) -> int | None:
    """What these cards in these nodes cost at the least by the program of all offers; None: no plan."""
    program = build(problem)
    for card, n in program.n.items():
        program.require(f"only_{card}", n == (fleet.cards if card == fleet.offer.card else 0))
    for number, p in enumerate(program.servers.pools if program.servers else ()):
        program.require(f"here_{number}", p.nodes == (fleet.nodes if p.pool == fleet.place else 0))
    values = exactly(program, "highs", Clock(30)).values
    if values is None:
        return None
    point = program.whole(values)
    assert not program.broken(point)
    return value_of(program.lp.objective, point) * problem.price_unit


@pytest.mark.parametrize(
    ("drawn", "count", "enough"), [(bare, 200, 60), (housed, 200, 40), (served, 200, 40)]
)
def test_a_plan_of_all_offers_costs_as_much(
    drawn: Callable[[random.Random], Problem], count: int, enough: int
) -> None:
    """Whatever the needs and rules; and of a good part of the fleets it is known."""
    known = 0
    for seed in range(count):
        problem = drawn(random.Random(f"fleet {drawn.__name__} {seed}"))  # noqa: S311
        for fleet in cheapest_fleets(problem, 3):
            cost = cost_of_plan(problem, fleet)
            if cost is not None:
                assert in_program(problem, fleet) == cost, (seed, fleet)
                known += 1
    assert known >= enough


@pytest.mark.parametrize(("classes", "streams"), [(0, 150), (0, 4_000), (2, 150), (2, 4_000)])
def test_with_every_rule_a_plan_costs_as_much(
    classes: int, streams: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seeded instances of the benchmarks: gangs over networks, power, rack space, price breaks, stock."""
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[1] / "benchmarks"))
    from instances import Size, instance

    one = instance(Size(offers=60, kinds=6, streams=streams, classes=classes))
    known = 0
    for fleet in cheapest_fleets(one.problem, 20):
        cost, counts = cost_of_plan(one.problem, fleet), counts_of_fleet(one.problem, fleet)
        if cost is None or counts is None:
            continue
        assert in_program(one.problem, fleet) == cost
        known += 1
        if not classes:
            plan = checked_plan(one.problem, counts, one.scenario, one.catalog)
            assert plan.totals.cost == Decimal(cost) / 100
    assert known


def wired(**keys: object) -> Problem:
    """Ten cards serve, in three nodes of four slots; a gang is two cards in two nodes, over a network.

    A node costs 50, to join it 7 and one switch 20; it draws 3 more, the switch 5.
    """
    option = GangOption("a", "a", "box", "wire", "pod", 2, 2, 1, 2, Decimal(0), None)
    link = Link("wire", 1, 7, 3, 2)
    there = replace(pool("a"), ways=(Way(option, (1, 2)),), links=(link,), card_electricity=4)
    switch = Network("wire", "main", 4, 20, 5, 1, 500)
    housing = Housing((there,), (switch,), MAIN, ("box",))
    problem = Problem((offer("a", 100),), "capex", "CNY", streams=40, gangs=1, housing=housing)
    return replace(problem, **keys)  # type: ignore[arg-type]


def cost(problem: Problem) -> int | None:
    """What the only fleet costs; as much as the program says where it is known."""
    (fleet,) = cheapest_fleets(problem, 1)
    found = cost_of_plan(problem, fleet)
    assert found is None or found == in_program(problem, fleet)
    return found


def test_gangs_over_a_network_pay_for_it() -> None:
    """Ten cards, three nodes, two of them joined, one switch; dedicated there are two cards more.

    Three gangs are on three of the nodes; over the horizon cards, links and switch draw power.
    """
    assert cost(wired()) == 1_000 + 150 + 2 * 7 + 20
    assert cost(wired(dedicated=True)) == 1_200 + 150 + 2 * 7 + 20
    assert cost(wired(gangs=3)) == 1_000 + 150 + 3 * 7 + 20
    assert cost(wired(goal="tco")) == 1_184 + 10 * 4 + 2 * 2 + 1


def test_links_and_switches_take_their_power_and_space() -> None:
    """1,300 W without them, 1,311 with; three nodes of one unit, half a unit for the switch."""
    assert cost(wired(power_w=1_311)) is not None
    assert cost(wired(power_w=1_310)) is None
    assert cost(wired(rack=3_500)) is not None
    assert cost(wired(rack=3_499)) is None


def test_nodes_that_do_not_hold_the_gangs_are_no_plan() -> None:
    """Four gangs have eight shares, four nodes carry them: there are three. A network without switches."""
    assert cost(wired(gangs=4)) is None
    problem = wired()
    assert problem.housing is not None
    assert cost(replace(problem, housing=replace(problem.housing, networks=()))) is None


def beyond(**keys: object) -> Problem:
    """`wired` with another housing."""
    problem = wired()
    assert problem.housing is not None
    return replace(problem, housing=replace(problem.housing, **keys))  # type: ignore[arg-type]


BAR = Rule("availability", ("cards", "deny"), "none of", "b")
BEYOND = {
    "a node may fail": beyond(survive_nodes=1),
    "a room has limits": beyond(sites=(SiteLimits("main", power_w=5_000),)),
    "a room has streams": beyond(sites=(SiteLimits("main", min_streams=1),)),
    "light jobs take two cards": wired(light_finetune=1, light_cards=2),
    "another must be bought": wired(offers=(offer("a", 100), offer("b", streams=1, minimum=1))),
    "another is owned": wired(offers=(offer("a", 100), offer("b", streams=1, owned=1, barred_by=(BAR,)))),
    "there was a plan": wired(earlier=(("a", 3),), changes=20),
    "a budget beside another goal": wired(goal="tco", budget=5_000),
    "no kind may be bought": wired(card_types=0),
    "one node, and each gang needs two": wired(streams=8, gangs=2),
}


@pytest.mark.parametrize("why", BEYOND)
def test_a_rule_beyond_one_kind_is_left_to_a_program(why: str) -> None:
    problem = BEYOND[why]
    assert [cost_of_plan(problem, fleet) for fleet in cheapest_fleets(problem, 1)] == [None]


def test_a_fleet_serves_whole_classes_but_no_slices() -> None:
    """Loads of 2 and 1/2 on c alone: three cards."""
    problem = Problem((offer("b", 100), offer("c", 200)), "capex", "CNY", workload=of_classes())
    assert cost(problem) == 600
    assert cost(replace(problem, workload=replace(of_classes(), slices=10))) is None
    alone = Fleet(problem.offers[0], 9, 0, None)
    assert cost_of_plan(problem, alone) is None


@pytest.mark.parametrize(
    "keys", [{"stock": 9}, {"minimum_order": 11}, {"streams": 3}, {"price": None}, {"power_w": 101}]
)
def test_ten_cards_are_no_plan_of_an_offer_that_has_less_or_asks_more(keys: dict[str, object]) -> None:
    able = offer("a", 99, power_w=100)
    short = replace(able, **keys)  # type: ignore[arg-type]

    def priced(a: Offer) -> int | None:
        problem = Problem((a,), "capex", "CNY", streams=40, power_w=1_000)
        return cost_of_plan(problem, Fleet(a, 10, 0, None))

    assert (priced(able), priced(short)) == (990, None)


@pytest.mark.parametrize("nodes", [2, 11])
def test_nodes_are_neither_empty_nor_too_full(nodes: int) -> None:
    problem = wired()
    fleet = Fleet(problem.offers[0], 10, nodes, pool("a"))
    assert cost_of_plan(problem, fleet) is None


@pytest.fixture
def starts(monkeypatch: pytest.MonkeyPatch) -> Callable[[Problem], Starts]:
    """What there is to start from after the first look, however few the offers are."""
    monkeypatch.setattr(START, "FEW_CARDS", 1)

    def looked(problem: Problem) -> Starts:
        found = Starts(problem, ONCE, Clock(60))
        found.first(problem)
        return found

    return looked


def _unasked(*_: object) -> None:
    raise AssertionError("a program was built")


def test_the_first_plan_is_there_without_a_program_and_told_with_one(
    starts: Callable[[Problem], Starts], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(START, "build", _unasked)
        begun = starts(wired()).best
    assert begun is not None
    assert (begun.cost, begun.solved) == (1_184, None)
    told = begun.told()
    assert told is not None
    assert told.solved is not None
    assert told.cost == 1_184


@pytest.mark.parametrize("why", ["a node may fail", "a room has streams", "another is owned"])
def test_where_no_fleet_is_known_to_be_a_plan_a_program_finds_one(
    why: str, starts: Callable[[Problem], Starts]
) -> None:
    begun = starts(BEYOND[why]).best
    assert begun is not None
    assert begun.solved is not None
    assert begun.told() is begun
    assert begun.cost >= (prove(BEYOND[why], ONCE)[0].objective or 0)


def test_nodes_with_owned_cards_are_left_to_a_program() -> None:
    """Though no rule says how many of the cards are owned."""
    problem = beyond(pools=(replace(pool("a"), owned=(OwnedNodes(1, 2),)),))
    assert [cost_of_plan(problem, fleet) for fleet in cheapest_fleets(problem, 1)] == [None]
