"""The program's variables and rows: tight ranges, names that cannot collide."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from golden_parts import LINK, housing, network, pool, way

from glmopt.problem import Offer, Problem, upper_bound
from glmopt.problem.housing import OwnedNodes
from glmopt.program import CONSTRAINTS, build, name_of, tie_breakers
from glmopt.program.objective import nodes

NewOffer = Callable[..., Offer]


def test_no_card_is_bought_more_often_than_it_could_help(offer: NewOffer) -> None:
    """7 streams need 4 cards of 2, a dedicated gang of 3 cards more: U = 7; a stock of 5 cuts it to 5."""
    a = offer("a", streams=2, gang=3)
    problem = Problem((a,), "capex", "CNY", streams=7, gangs=1, dedicated=True)
    assert upper_bound(problem, a) == 7
    assert upper_bound(problem, offer("a", streams=2, gang=3, stock=5)) == 5
    shared = Problem((a,), "capex", "CNY", streams=7, gangs=1)
    assert upper_bound(shared, a) == 4


def test_a_budget_bounds_the_cards_where_streams_are_maximised(offer: NewOffer) -> None:
    """1,000 pays for three cards at 300."""
    a = offer("a", 300)
    assert upper_bound(Problem((a,), "streams", "CNY", budget=1_000), a) == 3


def test_a_barred_card_has_no_variable(offer: NewOffer) -> None:
    from glmopt.problem import Rule

    barred = offer("b", barred_by=(Rule("availability", ("cards", "deny"), "none of", "b"),))
    program = build(Problem((offer("a"), barred), "cards", "CNY", streams=1))
    assert list(program.n) == ["a"]


def test_rows_of_cards_with_awkward_names_do_not_collide(offer: NewOffer) -> None:
    """`x` with a minimum order and `order-x` with a minimum are two rows, not one name twice."""
    problem = Problem(
        (offer("order-x", minimum=2), offer("x", minimum_order=3), offer("gang-x"), offer("used-x")),
        "cards",
        "CNY",
        streams=1,
        gangs=1,
        card_types=3,
    )
    rows = [row.name for row in build(problem).lp.constraints()]
    assert len(rows) == len(set(rows))


def test_every_row_that_a_point_breaks_is_named(offer: NewOffer) -> None:
    """One card of 2 streams is too little for 3, and more than 0 in stock."""
    program = build(Problem((offer("a", streams=2),), "capex", "CNY", streams=3, instances=1))
    assert program.broken({"n_a": 1}) == ["streams"]
    assert program.broken({"n_a": 0}) == ["streams", "instances"]
    assert program.broken({"n_a": 2}) == []


def test_a_budget_of_nothing_buys_nothing(offer: NewOffer) -> None:
    (row,) = (
        row
        for row in build(Problem((offer("a", 1),), "streams", "CNY", budget=0)).lp.constraints()
        if row.name == "budget"
    )
    assert row.constant == 0


def test_running_costs_of_bare_cards_are_minimised_in_whole_units(offer: NewOffer) -> None:
    """Price 300, electricity 60 and licence 20 in units of 20: 15 + 3 + 1 a card."""
    a = offer("a", 300, electricity=60, licence=20)
    program = build(Problem((a,), "tco", "CNY", streams=1))
    assert {v.name: c for v, c in program.lp.objective.items()} == {"n_a": 19}


def test_no_more_is_owned_than_there_is(offer: NewOffer) -> None:
    """One card is there and three are needed: n - b <= 1, so two are bought."""
    program = build(Problem((offer("a", owned=1),), "capex", "CNY", streams=3))
    assert program.broken({"n_a": 3, "b_a": 2}) == []
    assert program.broken({"n_a": 3, "b_a": 1}) == ["owned_a"]
    assert program.broken({"n_a": 2, "b_a": 3}) != []


def test_a_variable_that_a_solver_does_not_name_is_nothing(offer: NewOffer) -> None:
    whole = build(Problem((offer("a"), offer("b", owned=1)), "cards", "CNY", streams=1)).whole({"n_a": 1.0})
    assert whole.pop("n_a") == 1
    assert set(whole.values()) == {0}


def test_an_equation_is_broken_on_either_side(offer: NewOffer) -> None:
    """Two gangs are asked: one is too few, three are too many."""
    program = build(Problem((offer("a"),), "cards", "CNY", gangs=2))
    broken = {z: program.broken({"n_a": 6, "z_a": z}) for z in (1, 2, 3)}
    assert broken == {1: ["full_finetune"], 2: [], 3: ["full_finetune"]}


@pytest.mark.parametrize(
    ("need", "constraint"),
    [
        ("streams", "streams"),
        ("instances", "instances"),
        ("light_finetune", "light_finetune"),
        ("gangs", "full_finetune"),
        ("virtual_streams", "virtualization"),
        ("virtual_instances", "virtualization"),
    ],
)
def test_one_of_a_need_is_enough_to_ask_for_it(need: str, constraint: str, offer: NewOffer) -> None:
    problem = Problem((offer("a"),), "cards", "CNY", **{need: 1})
    assert [name_of(c) for c in CONSTRAINTS if c.applies(problem)] == [constraint]


def test_networks_without_gangs_need_no_row(offer: NewOffer) -> None:
    rooms = housing(pool(links=(LINK,)), networks=(network(),))
    problem = Problem((offer("a"),), "cards", "CNY", housing=rooms)
    assert [name_of(c) for c in CONSTRAINTS if c.applies(problem)] == ["slots"]


def test_an_owned_card_without_a_price_costs_nothing(offer: NewOffer) -> None:
    program = build(Problem((offer("a", None, owned=1), offer("b", 7)), "capex", "CNY", streams=2))
    assert {v.name: c for v, c in program.lp.objective.items() if c} == {"n_b": 1}
    assert program.problem.price_unit == 7
    program = build(Problem((offer("a", None, owned=1), offer("b", 1)), "capex", "CNY", streams=2))
    assert {v.name: c for v, c in program.lp.objective.items() if c} == {"n_b": 1}


@pytest.mark.parametrize(
    ("goal", "price", "broken"),
    [
        ("capex", 100, ["types", "cards"]),
        ("streams", 100, ["capex", "types", "cards"]),
        ("streams", None, ["types", "cards"]),
        ("cards", 100, ["capex", "types"]),
        ("cards", None, ["types"]),
    ],
)
def test_ties_are_broken_by_cost_types_cards_and_nodes(
    goal: str, price: int | None, broken: list[str], offer: NewOffer
) -> None:
    """Nodes only in servers; the cards in use only where some are owned and need not be bought."""

    def names(problem: Problem) -> list[str]:
        return [f.__name__ for f in tie_breakers(build(problem))]

    bare = Problem((offer("a", price),), goal, "CNY", streams=2, budget=10_000)
    assert names(bare) == broken
    housed = Problem((offer("a", price),), goal, "CNY", streams=2, housing=housing(), budget=10_000)
    assert names(housed) == [*broken, "nodes"]
    owned = Problem((offer("a", price, owned=1),), goal, "CNY", streams=2, budget=10_000)
    assert names(owned) == [*broken, "in_use"]
    there = housing(pool(owned=(OwnedNodes(1, 1),)))
    both = Problem((offer("a", price, owned=1),), goal, "CNY", streams=2, housing=there, budget=10_000)
    assert names(both) == [*broken, "nodes", "in_use"]


def test_nodes_are_those_of_every_pool(offer: NewOffer) -> None:
    there = housing(pool(owned=(OwnedNodes(2, 1),)), pool(site="north"))
    problem = Problem((offer("a", owned=2),), "cards", "CNY", streams=9, housing=there)
    program = build(problem)
    assert {v.name: c for v, c in nodes(program).items()} == {"x_0": 1, "w_0_0": 1, "x_1": 1}
    assert program.servers is not None
    positions = program.servers.positions()
    assert {v.name: c for v, c in positions.items()} == {"x_0": 1, "w_0_0": 1, "x_1": 2}
    assert not [*nodes(build(Problem((offer("a"),), "cards", "CNY", streams=9))).items()]


def test_free_slots_are_filled_where_cards_may_be_bought_for_them(offer: NewOffer) -> None:
    """Owned nodes of four slots: one with one card, one full; of b nothing more may be bought."""
    owned = (OwnedNodes(1, 1), OwnedNodes(1, 4))
    rooms = housing(pool(fillable=True, owned=owned), pool("b", owned=owned))
    problem = Problem((offer("a", owned=5), offer("b", owned=5)), "cards", "CNY", streams=9, housing=rooms)
    servers = build(problem).servers
    assert servers is not None
    assert [sorted(p.filled) for p in servers.pools] == [[0], []]


def test_leaves_and_spines_are_had_where_one_switch_is_too_small(offer: NewOffer) -> None:
    """28 nodes at most, of one port each: 28 ports on a switch, or 27, of which a leaf has 13 for nodes."""

    def most(radix: int) -> tuple[int, int, int]:
        rooms = housing(pool(ways=(way(4, 2, least=(2, 4)),), links=(LINK,)), networks=(network(radix),))
        program = build(Problem((offer("a", gang=4),), "cards", "CNY", gangs=2, housing=rooms))
        assert program.servers is not None
        (joined,) = (p.joined["net"].upBound for p in program.servers.pools)
        (switches,) = program.servers.switches
        return joined, switches.leaves.upBound, switches.spines.upBound

    assert most(28) == (28, 0, 0)
    # 28 / 13 leaves, and 3 x 13 / 27 spines
    assert most(27) == (28, 3, 2)


def test_gangs_inside_nodes_have_no_count_of_shares_where_nodes_may_be_lost(offer: NewOffer) -> None:
    rooms = housing(pool(ways=(way(2, least=(2, 4)),)), survive_nodes=1)
    servers = build(Problem((offer("a"),), "cards", "CNY", gangs=2, housing=rooms)).servers
    assert servers is not None
    assert [g.sized for p in servers.pools for g in p.gangs] == [{}]


def test_a_need_that_no_node_meets_is_impossible_after_a_loss_too(offer: NewOffer) -> None:
    """No card has an instance: 0 >= 5 where the row is chosen, and one must be."""
    rooms = housing(survive_nodes=2)
    program = build(Problem((offer("a", instances=0),), "cards", "CNY", instances=5, housing=rooms))
    rows = {row.name: {v.name: c for v, c in row.items()} for row in program.lp.constraints()}
    assert rows["survive_instances_0"] == {"worst_instances_0": -5}
    assert rows["survive_instances"] == {"worst_instances_0": 1}
