"""What long runs found: each of these models was once answered wrongly, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from glmopt.problem import Offer, Problem
from glmopt.problem.housing import Housing, OwnedNodes, Pool, SiteLimits, Way
from glmopt.scenario.model import SolverTerms
from glmopt.solve import prove
from glmopt.solvers import enumerate_servers
from glmopt.topology import GangOption

NewOffer = Callable[..., Offer]


def test_an_owned_node_in_use_keeps_a_card_when_the_others_are_moved(offer: NewOffer) -> None:
    """Two gangs of four on owned nodes with 2 + 2 and with 3 cards: each pool lacks one, for 100 each.

    Once 100 in all: the four of the first pool were put into one node, and the other stood there empty.
    """
    option = GangOption("a", "a", "box", "none", "node", 4, 1, 4, 1, Decimal(0), None)
    eight = Pool("a", "a", "eight", "main", 8, False, True, True, 10, 100, 100, 1_000)
    eight = replace(eight, ways=(Way(option, (4, 8)),), owned=(OwnedNodes(2, 2),))
    four = replace(eight, chassis="four", slots=4, ways=(Way(option, (4,)),), owned=(OwnedNodes(1, 3),))
    housing = Housing((eight, four), (), (SiteLimits("main"),), ("eight", "four"))
    cards = offer("a", gang=4, owned=7, stock=10)
    problem = Problem((cards,), "capex", "CNY", streams=1, gangs=2, housing=housing)
    ending, counts, _ = prove(problem, SolverTerms())
    assert ending.objective == 200
    assert counts is not None
    assert counts.cards == {"a": 9}
    assert enumerate_servers.best(problem, 3) == (200, 200, 1, 2, 3, 9)


@pytest.mark.parametrize("order", [0, 5])
@pytest.mark.parametrize("streams", [10_000_001, 1_000_000_007])
def test_types_and_orders_of_a_thousand_million_cards(streams: int, order: int, offer: NewOffer) -> None:
    """One type of card: so many at 99 are cheaper than half as many at 200, and 1 of them too many.

    Once a disagreement of the solvers: n <= 1,000,000,007 u lets 0.0000001 of a type hold a hundred cards.
    """
    offers = (offer("a", 200, 2, minimum_order=order), offer("b", 99, 1, minimum_order=order))
    ending, counts, _ = prove(Problem(offers, "capex", "CNY", streams=streams, card_types=1), SolverTerms())
    assert counts is not None
    assert counts.cards == {"b": streams}
    assert ending.objective == 99 * streams


def test_the_type_of_one_card_among_millions_counts(offer: NewOffer) -> None:
    """The most streams for 732,191,498: 7,321,913 of 85 streams, and one that holds the gang.

    Once its ties were not settled: HiGHS took the one card for no type, at u = 0.00000014.
    """
    offers = (
        offer("a", 400, 81, instances=4, light=0, gang=8, virtual=True),
        offer("b", 100, 85, instances=0, light=0, gang=7, virtual=True),
        offer("c", 1_300, 83, instances=4, gang=16),
        offer("d", 1_500, 134, instances=4, gang=3, virtual=True),
        offer("e", 3_100, 38, instances=6, gang=10),
        offer("f", 100, 66, instances=2, light=0, gang=1, virtual=True),
    )
    wanted = {"streams": 270, "virtual_streams": 592, "gangs": 1, "dedicated": True}
    ending, counts, notes = prove(
        Problem(offers, "streams", "CNY", budget=732_191_498, **wanted), SolverTerms()
    )
    assert notes == ()
    assert ending.objective == 85 * 7_321_913
    assert counts is not None
    assert (counts.cards, counts.gangs) == ({"b": 7_321_913, "f": 1}, {"f": 1})


def test_ties_of_a_sum_that_must_be_met_to_the_last_of_twenty_million(offer: NewOffer) -> None:
    """11 x 35 + 2 x 139 + 178,254 x 122 = 21,747,651 streams for 2,674,013 units, both to the last.

    Where ties are settled both are rows, and HiGHS 1.15.1 finds nothing that meets them: CBC is asked then.
    """
    offers = (
        offer("a", 3_000, 35, instances=0, gang=18, virtual=True),
        offer("b", 3_800, 139, instances=2, gang=12),
        offer("c", 3_000, 122, gang=3),
    )
    wanted = {"streams": 242, "instances": 6, "gangs": 1, "virtual_streams": 376}
    ending, counts, notes = prove(
        Problem(offers, "streams", "CNY", budget=534_802_754, **wanted), SolverTerms()
    )
    assert notes == ()
    assert ending.objective == 21_747_651
    assert counts is not None
    assert counts.cards == {"a": 11, "b": 2, "c": 178_254}
