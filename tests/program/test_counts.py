"""From a whole point of the program to the counts of a plan: nodes, cards in them, gangs, what is owned."""

from __future__ import annotations

from collections.abc import Callable

from golden_parts import LINK, housing, network, pool, way

from glmopt.problem import Offer, Problem
from glmopt.problem.housing import OwnedNodes
from glmopt.program import build

NewOffer = Callable[..., Offer]


def test_a_point_is_read_back_pool_by_pool(offer: NewOffer) -> None:
    """Pool 0: two new nodes of a with five cards, both owned nodes of three and one of four, one slot filled.

    Pool 1: boards of b, sold with four. Pool 2: one owned node of two b, and none bought.
    """
    wide = way(4, 2, least=(3, 4))
    problem = Problem(
        (offer("a", gang=4, owned=10), offer("b", owned=2)),
        "cards",
        "CNY",
        gangs=2,
        housing=housing(
            pool(ways=(wide,), links=(LINK,), fillable=True, owned=(OwnedNodes(1, 4), OwnedNodes(2, 3))),
            pool("b", sold_full=True),
            pool("b", "north", buyable=False, owned=(OwnedNodes(1, 2),)),
            networks=(network(),),
        ),
    )
    program = build(problem)
    point = {"n_a": 16, "n_b": 10, "x_0": 2, "y_0": 5, "w_0_0": 1, "w_0_1": 2, "f_0_1": 1, "c_0_net": 3}
    point |= {"z_0_0": 2, "v_0_0_1": 1, "v_0_0_2": 2, "x_1": 2, "w_2_0": 1}
    counts = program.read_back(program.whole({name: float(value) for name, value in point.items()}))
    assert counts.cards == {"a": 16, "b": 10}
    assert counts.gangs == {"a": 2}
    assert counts.owned == {"a": 10, "b": 2}
    first, second, third = counts.pools
    assert (first.new, first.cards, first.used, first.filled) == (2, 5, (1, 2), (0, 1))
    assert (first.nodes, first.bought, first.owned, first.in_use) == (5, 6, 10, 16)
    assert first.joined == {"net": 3}
    assert first.gangs == ((wide, 2, 3, {1: 1, 2: 2}),)
    assert (second.new, second.cards, second.bought, second.in_use, second.nodes) == (2, 8, 8, 8, 2)
    assert (third.new, third.bought, third.owned, third.in_use, third.nodes) == (0, 0, 2, 2, 1)


def test_gangs_of_bare_cards_and_what_is_owned_of_them_are_read_back(offer: NewOffer) -> None:
    """Three of a are there and two are used; of b none is there."""
    program = build(Problem((offer("a", owned=3), offer("b")), "cards", "CNY", streams=5, gangs=2))
    counts = program.read_back(program.whole({"n_a": 2.0, "n_b": 3.0, "z_a": 1.0, "z_b": 1.0}))
    assert counts.cards == {"a": 2, "b": 3}
    assert counts.gangs == {"a": 1, "b": 1}
    assert counts.owned == {"a": 2}
    assert counts.pools == ()


def test_gangs_of_one_card_in_several_pools_add_up(offer: NewOffer) -> None:
    inside = way(2, least=(2, 4))
    problem = Problem(
        (offer("a"),),
        "cards",
        "CNY",
        gangs=5,
        housing=housing(pool(ways=(inside,)), pool(site="north", ways=(inside,))),
    )
    counts = build(problem).read_back(build(problem).whole({"n_a": 10.0, "z_0_0": 2.0, "z_1_0": 3.0}))
    assert counts.gangs == {"a": 5}
