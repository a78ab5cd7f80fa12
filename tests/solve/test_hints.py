"""Which offers a plan to start from is looked for in: cheap fleets of one kind, and the fluid optimum."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from tests.solve.test_dominance import offer, pool

from glmopt.problem import Item, Offer, Problem, Workload
from glmopt.problem import Pool as Groups
from glmopt.problem.housing import Housing, SiteLimits
from glmopt.sizing import Capacity
from glmopt.solve.fleets import cheapest_fleets
from glmopt.solve.fluid import fluid_cards


def fleets(*offers: Offer, **keys: object) -> list[str]:
    """All cards that have a fleet, where 40 streams are asked for; each serves 4."""
    problem = replace(Problem(offers, "capex", "CNY", streams=40), **keys)  # type: ignore[arg-type]
    return [fleet.offer.card for fleet in cheapest_fleets(problem, len(offers))]


def of_classes() -> Workload:
    """Two items; only c can serve the second."""
    pools = tuple(Groups(card, "day", 1, "llm") for card in "abc")
    loads = ({0: Fraction(2), 1: Fraction(2), 2: Fraction(2)}, {2: Fraction(1, 2)})
    return Workload((Item("chat", "day"), Item("code", "day")), pools, loads)


def test_the_cheapest_fleet_comes_first() -> None:
    """Ten of a for 1,000; eight of b, which serves 5, for 960; with the price break ten of c for 900."""
    offers = (offer("a", 100), offer("b", 120, streams=5), offer("c", 105, breaks=((10, 15),)))
    assert fleets(*offers) == ["c", "b", "a"]
    for given, many in ((offers, 1), (offers[::-1], 2)):
        found = cheapest_fleets(Problem(given, "capex", "CNY", streams=40), many)
        assert [fleet.offer.card for fleet in found] == ["c", "b"][:many]


@pytest.mark.parametrize(
    "keys", [{"stock": 9}, {"streams": 0}, {"power_w": 101}, {"price": 90, "minimum_order": 12}]
)
def test_a_fleet_keeps_to_stock_and_power_and_smallest_orders(keys: dict[str, object]) -> None:
    """Ten cards, at most 1,000 W: of a there is too little, or it is too much, or twelve of it are dearer."""
    a = replace(offer("a", 99), **keys)  # type: ignore[arg-type]
    assert fleets(a, offer("b", 100), power_w=1_000)[0] == "b"


def test_a_fleet_meets_every_need() -> None:
    """Eleven instances; gangs of cards that none fits; streams of cards that cannot be partitioned."""
    a, b = offer("a", 95), offer("b", 100)
    assert fleets(a, b, instances=11) == ["a", "b"]
    no_instances = Capacity(4, 4, 0, 1, 2)
    assert fleets(replace(a, capacity=no_instances), b, instances=11) == ["b"]
    no_gangs = Capacity(4, 4, 1, 1, 0)
    assert fleets(replace(a, capacity=no_gangs), b, gangs=1) == ["b"]
    assert fleets(replace(a, virtualization=False), b, virtual_streams=4) == ["b"]


def test_dedicated_gangs_are_further_cards() -> None:
    """Gangs of two or of six: shared the ten cards carry one, dedicated there are twelve or sixteen."""
    a, b = offer("a", 95, capacity=Capacity(4, 4, 1, 1, 6)), offer("b", 100)
    assert fleets(a, b, gangs=1) == ["a", "b"]
    assert fleets(a, b, gangs=1, dedicated=True) == ["b", "a"]


def test_a_fleet_serves_every_class() -> None:
    offers = (offer("a", 90), offer("b", 100), offer("c", 200))
    assert fleets(*offers, streams=0, workload=of_classes()) == ["c"]


def test_what_running_costs_counts() -> None:
    """Ten cards at 100 and 30 for electricity, or at 110 and 10 for a licence."""
    offers = (offer("a", 100, electricity=30), offer("b", 110, licence=10))
    assert fleets(*offers, goal="tco") == ["b", "a"]


def test_servers_count() -> None:
    """Ten cards in three nodes of four slots: dear hosts, boards sold full, watts, rack space."""
    a, b = offer("a", 95), offer("b", 100)

    def housed(first: object, **keys: object) -> list[str]:
        housing = Housing((first, pool("b")), (), (SiteLimits("main"),), ("box",))  # type: ignore[arg-type]
        return fleets(a, b, housing=housing, **keys)

    assert housed(pool("a")) == ["a", "b"]
    assert housed(pool("a", host=70)) == ["b", "a"]
    assert housed(pool("a", sold_full=True)) == ["b", "a"]
    assert housed(pool("a", host_power_w=101), power_w=1_300) == ["b"]
    assert housed(pool("a", rack=1_001), rack=3_000) == ["b"]
    assert housed(replace(pool("a"), ways=()), gangs=1) == ["b"]
    assert housed(pool("a", buyable=False)) == ["b"]


def test_the_fluid_optimum_names_the_cheapest_first() -> None:
    """Each serves 4: c is the cheapest but there are five of it, then b; d is the dearest."""
    offers = (offer("a", 120), offer("b", 110), offer("c", 100, stock=5), offer("d", 150))
    assert fluid_cards(Problem(offers, "capex", "CNY", streams=40))[2:] == ["a", "d"]


def test_the_fluid_optimum_keeps_to_limits() -> None:
    """With 40 streams and 1,000 W the cheap cards of 200 W are not enough."""
    offers = (offer("a", 90, power_w=200), offer("b", 100, power_w=100), offer("c", 99, power_w=200))
    assert fluid_cards(Problem(offers, "capex", "CNY", streams=40, power_w=1_000))[0] == "b"


def test_the_fluid_optimum_serves_each_class() -> None:
    """Only the dearest card can serve the second class."""
    offers = (offer("a", 90), offer("b", 100), offer("c", 200))
    ranked = fluid_cards(Problem(offers, "capex", "CNY", workload=of_classes()))
    assert set(ranked[:2]) == {"a", "c"}


def test_needs_beyond_every_limit_have_no_fluid_optimum() -> None:
    assert fluid_cards(Problem((offer("a", stock=3),), "capex", "CNY", streams=40)) == []
