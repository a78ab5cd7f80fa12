"""The program's variables and rows: tight ranges, names that cannot collide."""

from __future__ import annotations

from collections.abc import Callable

from glmopt.problem import Offer, Problem, upper_bound
from glmopt.program import build

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
