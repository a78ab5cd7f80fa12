"""Tables read beyond their end against tables that are long enough: keys, plans and ties."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings

from glmopt.problem import Offer, Problem
from glmopt.scenario.model import SolverTerms
from glmopt.solve import dynamic, prove
from glmopt.solve.dynamic.items import Item, Segment, Separable
from glmopt.solve.dynamic.table import Table, tabulate
from glmopt.solve.dynamic.tail import Tail
from glmopt.solve.dynamic.tails import endless, tails_of
from glmopt.solve.dynamic.trace import trace

from .test_dynamic import problems

NewOffer = Callable[..., Offer]
SHORT, LONG = 200, 500


def endlessly(case: Separable, goal: str) -> Table | None:
    """A short table with its tails; None where it has not come to them."""
    table = tabulate(case, SHORT, goal, reach=LONG)
    tails = None if table is None else tails_of(table)
    return None if table is None or tails is None else replace(table, streams=LONG, tails=tails)


def told(table: Table, target: int) -> object:
    """What a table says of a target: money, cards, and the plan."""
    key = table.least(target)
    weights = table.weights
    return None if key is None else (weights.cost_of(key), weights.cards_of(key), trace(table, target))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(problems())
def test_a_short_table_tells_what_a_long_one_tells(problem: Problem) -> None:
    case = dynamic.separable(problem)
    assume(case is not None)
    assert case is not None
    short, long = endlessly(case, problem.goal), tabulate(case, LONG, problem.goal)
    assume(short is not None)
    assert short is not None
    assert long is not None
    for target in (*range(0, SHORT, 9), *range(SHORT, LONG, 17), SHORT + 1, LONG):
        assert told(short, target) == told(long, target), target


def case_of(
    *cards: tuple[int, int], gang: int = 0, types: int | None = None, dedicated: bool = False
) -> Separable:
    """Cards of so many streams for so much money, the first one able to work in gangs."""
    items = tuple(
        Item(f"c{k}", streams, gang if k == 0 else 0, (Segment(1, None, 0, price),), optional=True)
        for k, (streams, price) in enumerate(cards)
    )
    return Separable(items, 1 if gang else 0, dedicated, types)


CASES = {
    "one card": case_of((7, 100)),
    "two of nearly one price a stream": case_of((4, 100), (6, 149)),
    "the cheapest last": case_of((5, 100), (9, 170), (11, 180)),
    "a gang on the dear card": case_of((3, 100), (11, 180), gang=4),
    "a gang that serves nobody": case_of((3, 100), (11, 180), gang=4, dedicated=True),
    "one type for the gang and the streams": case_of((3, 100), (11, 180), gang=4, types=1),
    "two types of three": case_of((3, 100), (11, 180), (5, 90), gang=4, types=2),
    "a card that serves nobody": case_of((0, 50), (6, 100), gang=2),
}


@pytest.mark.parametrize("name", CASES)
def test_every_target_of_these(name: str) -> None:
    """Here a table of 200 targets is enough, and none of them may be left out."""
    case = CASES[name]
    short, long = endlessly(case, "capex"), tabulate(case, LONG, "capex")
    assert short is not None
    assert long is not None
    assert [told(short, s) for s in range(LONG + 1)] == [told(long, s) for s in range(LONG + 1)]


def test_a_wrong_tail_is_told_from_a_right_one() -> None:
    """What the tests above compare depends on the tails: one that rises by one more is seen."""
    case = CASES["the cheapest last"]
    short, long = endlessly(case, "capex"), tabulate(case, LONG, "capex")
    assert short is not None
    assert short.tails is not None
    assert long is not None
    (((tail,),), *others) = short.tails
    assert tail.rise is not None
    wrong = replace(short, tails=(((Tail(tail.start, tail.period, tail.rise + 1),),), *others))
    assert wrong.least(LONG) != long.least(LONG)


def test_cards_of_one_price_a_stream_are_left_to_a_long_table() -> None:
    """Fewer types come before fewer cards at every target, so that keys do not repeat in any table."""
    assert endlessly(case_of((4, 100), (6, 150)), "capex") is None


def test_stock_keeps_a_table_from_its_tails_until_it_is_used_up() -> None:
    stocked = Item("a", 5, 0, (Segment(1, 50, 0, 10),), optional=True)
    free = Item("b", 7, 0, (Segment(1, None, 0, 70),), optional=True)
    case = Separable((stocked, free), 0, dedicated=False, types=None)
    assert endlessly(case, "capex") is None
    assert endless(case, 1_000_000, "capex") is not None


def test_a_million_streams_are_proved_twice_without_a_program(offer: NewOffer) -> None:
    """Against HiGHS, and far beyond: keys that leave 64 bits."""
    offers = (offer("a", 8_125_000, 5), offer("b", 12_000_000, 18), offer("c", 33_750_001, 75))
    for streams in (1_000_000, 999_983):
        problem = Problem(offers, "capex", "CNY", streams=streams)
        ending, counts, notes = prove(problem, SolverTerms())
        assert [p.solver for p in ending.proofs] == ["HiGHS", dynamic.NAME]
        assert notes == ()
        once, same, _ = prove(problem, SolverTerms(prove="once"))
        assert (once.objective, same) == (ending.objective, counts)


def test_keys_beyond_64_bits_are_exact(offer: NewOffer) -> None:
    offers = (offer("a", 8_125, 5), offer("b", 12_000, 18), offer("c", 33_751, 75))
    streams = 10**9 + 7
    problem = Problem(offers, "capex", "CNY", streams=streams)
    far = dynamic.best(problem)
    assert far is not None
    assert far.counts is not None
    assert far.value is not None
    assert far.value > 10**11
    prices = {o.card: (o.price, o.streams) for o in offers}
    assert far.value == sum(prices[card][0] * n for card, n in far.counts.cards.items())
    assert sum(prices[card][1] * n for card, n in far.counts.cards.items()) >= streams
    ending, counts, _ = prove(problem, SolverTerms(prove="once"))
    assert (ending.objective, counts) == (far.value, far.counts)
