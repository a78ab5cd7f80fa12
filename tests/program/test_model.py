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
