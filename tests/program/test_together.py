"""Constraints in company: what one adds where another is there, beside golden files `together_*.lp`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from golden_parts import LINK, LINK_THAT_DRAWS, WORKLOAD, compare, housing, network, pool, way

from glmopt.problem import Offer, Problem
from glmopt.problem.housing import OwnedNodes, SiteLimits
from glmopt.problem.rule import Rule
from glmopt.program import build

NewOffer = Callable[..., Offer]

TOGETHER: dict[str, Callable[[NewOffer], Problem]] = {
    # prices beyond the base of the digits, one just on it, one small: carries with their bounds
    "large_prices": lambda o: Problem(
        (
            o("a", 19_999, 3, stock=1),
            o("b", 123_456_789, 2, stock=4),
            o("c", 7, stock=2),
            o("d", 10_000, stock=1),
        ),
        "streams",
        "CNY",
        budget=246_913_585,
    ),
    # a smallest order beside what is owned, of more cards than a tolerance tells from none
    "order_beside_owned": lambda o: Problem(
        (o("a-1", minimum_order=20_000, owned=3, streams=1), o("b", streams=2)),
        "cards",
        "CNY",
        streams=40_000,
    ),
    # any two nodes may fail: each need by itself, gangs inside nodes; one pool is of a card that is closed
    "any_loss": lambda o: Problem(
        (
            o("a", gang=2, streams=3, instances=2, virtual=True, partitions=4),
            o("b", barred_by=(Rule("availability", ("cards", "deny"), "", "b"),)),
        ),
        "cards",
        "CNY",
        streams=7,
        instances=5,
        light_finetune=2,
        gangs=2,
        virtual_streams=4,
        virtual_instances=3,
        housing=housing(
            pool(ways=(way(2, least=(2, 4)), way(4, 2, least=(2, 4))), links=(LINK,)),
            pool("b"),
            pool(site="north"),
            sites=(SiteLimits("main"), SiteLimits("north", min_streams=7)),
            networks=(network(),),
            survive_nodes=2,
        ),
    ),
    # two nodes to spare for gangs over two nodes each
    "two_spares": lambda o: Problem(
        (o("a", gang=4),),
        "cards",
        "CNY",
        gangs=3,
        housing=housing(
            pool(ways=(way(4, 2, least=(2, 4)),), links=(LINK,)), networks=(network(),), survive_nodes=2
        ),
    ),
    # a gang that serves nothing takes its cards out of the streams of its site
    "dedicated_at_a_site": lambda o: Problem(
        (o("a", gang=3, streams=5),),
        "cards",
        "CNY",
        gangs=1,
        dedicated=True,
        housing=housing(
            pool(ways=(way(3, least=(3,)),)),
            pool(site="north", ways=(way(3, least=(3,)),)),
            sites=(SiteLimits("main"), SiteLimits("north", min_streams=7)),
        ),
    ),
    # one gang where a node could hold two; the free slots of three owned nodes, filled in pairs
    "owned_in_pairs": lambda o: Problem(
        (o("a", gang=3, owned=6),),
        "cards",
        "CNY",
        gangs=1,
        housing=housing(
            pool(slots=8, unit=2, fillable=True, owned=(OwnedNodes(3, 2),), ways=(way(3, least=(3, 7)),))
        ),
    ),
    # running costs of all there is: cards, hosts, links and switches, of leaves and spines
    "running_costs": lambda o: Problem(
        (o("a", 4_000, gang=4, licence=600, electricity=120),),
        "tco",
        "CNY",
        streams=6,
        gangs=9,
        housing=housing(
            pool(
                ways=(way(4, 2, least=(2, 4)),),
                links=(LINK_THAT_DRAWS,),
                card_electricity=200,
                host_electricity=400,
            ),
            networks=(network(electricity=80),),
            sites=(SiteLimits("main", power_w=9_000, rack=90_000, ports=40),),
        ),
        power_w=9_500,
        rack=95_000,
    ),
    # gangs inside nodes that only a network joins: those that may be lost are counted among those on it
    "loss_on_a_network": lambda o: Problem(
        (o("a", gang=2),),
        "cards",
        "CNY",
        gangs=2,
        housing=housing(
            pool(ways=(way(2, least=(2, 4), reach="pod"),), links=(LINK,)),
            networks=(network(),),
            survive_nodes=1,
        ),
    ),
    # two rooms, each with some of the limits, a network in one; servers of b are there and sold no more
    "two_rooms": lambda o: Problem(
        (o("a", gang=4, stock=40), o("b", owned=8)),
        "cards",
        "CNY",
        gangs=1,
        housing=housing(
            pool(ways=(way(4, 2, least=(2, 4)),), links=(LINK,)),
            pool("a", "north", card_power_w=210, host_power_w=310, rack=3_000),
            pool("b", "north", buyable=False, owned=(OwnedNodes(2, 4),)),
            networks=(network(),),
            sites=(SiteLimits("main", power_w=9_000), SiteLimits("north", rack=7_000)),
        ),
    ),
    # bare cards: power, groups of two for light jobs beside a gang that serves nothing, and one of them owned
    "bare_cards": lambda o: Problem(
        (o("a", power_w=350, owned=1, streams=3), o("b", power_w=250, light=2, streams=2)),
        "cards",
        "CNY",
        streams=5,
        power_w=2_000,
        light_finetune=3,
        light_cards=2,
        gangs=1,
        dedicated=True,
        earlier=(("a", 2), ("b", 1)),
        changes=4,
    ),
    # a card that is barred, an item that no card can serve, and one too little for a solver
    "odd_classes": lambda o: Problem(
        (o("a"), o("b", barred_by=(Rule("availability", ("cards", "deny"), "", "b"),))),
        "cards",
        "CNY",
        workload=replace(
            WORKLOAD,
            loads=({0: Fraction(3, 2), 1: Fraction(1)}, {}, {3: Fraction(1, 10**7)}),
        ),
    ),
    # shares of a class in eighths
    "classes_in_slices": lambda o: Problem(
        (o("a"), o("b")), "cards", "CNY", workload=replace(WORKLOAD, slices=8)
    ),
}


@pytest.mark.parametrize("name", TOGETHER)
def test_constraints_in_company_are_what_their_golden_file_shows(
    name: str, offer: NewOffer, root: Path, tmp_path: Path
) -> None:
    compare(TOGETHER[name](offer), root / "tests" / "golden" / f"together_{name}.lp", tmp_path)


def test_the_golden_files_are_those_of_the_tests(root: Path) -> None:
    files = {p.stem for p in (root / "tests" / "golden").glob("together_*.lp")}
    assert files == {f"together_{name}" for name in TOGETHER}


def test_the_choices_of_a_card_are_those_of_its_pools(offer: NewOffer) -> None:
    """Of a in pool 0: nodes bought and owned, cards of both, nodes on the network, gangs; b is pool 1."""
    problem = Problem(
        (offer("a", gang=4, owned=3), offer("b")),
        "cards",
        "CNY",
        gangs=1,
        housing=housing(
            pool(ways=(way(4, 2, least=(3, 4)),), links=(LINK,), fillable=True, owned=(OwnedNodes(1, 3),)),
            pool("b"),
            networks=(network(),),
        ),
    )
    servers = build(problem).servers
    assert servers is not None
    names = {card: [v.name for v in servers.choices({card})] for card in "ab"}
    assert names == {
        "a": ["x_0", "w_0_0", "y_0", "f_0_0", "c_0_net", "z_0_0", "v_0_0_1"],
        "b": ["x_1", "y_1"],
    }
    assert [*servers.choices({"a", "b"})] == [*servers.choices({"a"}), *servers.choices({"b"})]
