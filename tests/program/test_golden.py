"""Each constraint as the program it adds, beside its golden file in tests/golden.

After a change that is meant, write the golden files anew with GLMOPT_WRITE_GOLDEN=1 and read the difference.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from golden_parts import LINK, WORKLOAD, compare, housing, network, pool, way

from glmopt.check import CHECKS
from glmopt.problem import Offer, Problem
from glmopt.problem.dropping import without
from glmopt.problem.housing import OwnedNodes, SiteLimits
from glmopt.program import CONSTRAINTS, GOALS, name_of

NAMES = [name_of(c) for c in CONSTRAINTS]
NewOffer = Callable[..., Offer]


# For each constraint the smallest problem to which it alone applies.
PROBLEMS: dict[str, Callable[[NewOffer], Problem]] = {
    # 7 streams from cards of 2 and 3: at most 4 of the one or 3 of the other
    "streams": lambda o: Problem((o("a-2", 500, 2), o("b-3", 700, 3)), "capex", "CNY", streams=7),
    # x keeps 3/2 cards of a busy or 1 of b, y 1/4 of b, z 4/3 pairs of b by day or 1/2 of a at night
    "classes": lambda o: Problem((o("a"), o("b")), "cards", "CNY", workload=WORKLOAD),
    "instances": lambda o: Problem(
        (o("a", 500, instances=2), o("b", instances=5)), "cards", "CNY", instances=9
    ),
    "light_finetune": lambda o: Problem((o("a"), o("b", light=0)), "cards", "CNY", light_finetune=3),
    # two gangs that serve nothing else: 2 x 2 cards of a, or 2 x 4 of b
    "full_finetune": lambda o: Problem((o("a"), o("b", gang=4)), "cards", "CNY", gangs=2, dedicated=True),
    "virtualization": lambda o: Problem(
        (o("a", virtual=True, streams=4), o("b")), "cards", "CNY", virtual_streams=6, virtual_instances=3
    ),
    "stock": lambda o: Problem((o("a", stock=5), o("b", stock=0)), "cards", "CNY"),
    "minimum": lambda o: Problem((o("a", minimum=3), o("b")), "cards", "CNY"),
    "minimum_order": lambda o: Problem((o("a", minimum_order=4), o("b")), "cards", "CNY"),
    # from three on 10 less each, from six on 25 less; no need calls for more than six
    "discount": lambda o: Problem((o("a", breaks=((3, 10), (6, 25))), o("b")), "capex", "CNY"),
    "card_types": lambda o: Problem((o("a"), o("b")), "cards", "CNY", card_types=1),
    # boards of b are sold with four cards, those of a take one to four
    "slots": lambda o: Problem(
        (o("a"), o("b")), "cards", "CNY", housing=housing(pool(), pool("b", sold_full=True))
    ),
    # two servers with three cards each, whose free slots can be filled
    "owned": lambda o: Problem(
        (o("a", owned=6),),
        "cards",
        "CNY",
        housing=housing(pool(fillable=True, owned=(OwnedNodes(2, 3),))),
    ),
    # gangs of four over two nodes of a network with switches of four ports
    "fabric": lambda o: Problem(
        (o("a", gang=4),),
        "cards",
        "CNY",
        gangs=3,
        housing=housing(pool(ways=(way(4, 2, least=(2, 4)),), links=(LINK,)), networks=(network(),)),
    ),
    "power": lambda o: Problem(
        (o("a"),), "cards", "CNY", power_w=5_000, housing=housing(sites=(SiteLimits("main", power_w=900),))
    ),
    "rack_units": lambda o: Problem(
        (o("a"),), "cards", "CNY", rack=9_000, housing=housing(sites=(SiteLimits("main", rack=4_000),))
    ),
    "ports": lambda o: Problem(
        (o("a", gang=4),),
        "cards",
        "CNY",
        gangs=1,
        housing=housing(
            pool(ways=(way(4, 2, least=(2, 4)),), links=(LINK,)),
            sites=(SiteLimits("main", ports=3),),
            networks=(network(),),
        ),
    ),
    "site_streams": lambda o: Problem(
        (o("a", streams=3),),
        "cards",
        "CNY",
        housing=housing(
            pool(), pool(site="north"), sites=(SiteLimits("main"), SiteLimits("north", min_streams=7))
        ),
    ),
    # seven streams without any two nodes of four cards
    "survive_nodes": lambda o: Problem(
        (o("a", streams=2),), "cards", "CNY", streams=7, housing=housing(survive_nodes=2)
    ),
    # an earlier plan of two a and one c, which is gone: at least one change is made already
    "near": lambda o: Problem((o("a"), o("b")), "cards", "CNY", earlier=(("a", 2), ("c", 1)), changes=3),
    # 1,000 buys three at 300, or four at 225: the row is in units of 75
    "budget": lambda o: Problem((o("a", 300, 3), o("b", 225, 2)), "streams", "CNY", budget=1_000),
}
OBJECTIVES: dict[str, Callable[[NewOffer], Problem]] = {
    # prices of 4,000 and 6,000 are 2 and 3 of their common unit
    "capex": lambda o: Problem((o("a", 4_000, 2), o("b", 6_000, 3)), "capex", "CNY", streams=6),
    # a card of 4,000 with 200 of electricity and a licence of 600, in a server of 1,000 with 400
    "tco": lambda o: Problem(
        (o("a", 4_000, 2, licence=600),),
        "tco",
        "CNY",
        streams=6,
        housing=housing(pool(card_electricity=200, host_electricity=400)),
    ),
    "cards": lambda o: Problem((o("a", None, 2), o("b", None, 3)), "cards", "CNY", streams=6),
    # a gang of two that serves nothing else takes its 2 x 3 streams out of the sum
    "streams": lambda o: Problem((o("a", 300, 3),), "streams", "CNY", gangs=1, dedicated=True, budget=900),
}


# Gangs in servers, of two ways in one pool: inside a node, and over two nodes of a network.
GANGS_IN_SERVERS: dict[str, Callable[[NewOffer], Problem]] = {
    # a node with two gangs of three needs seven cards or more: slots fill from the first
    "partly_filled": lambda o: Problem(
        (o("a", gang=3),),
        "cards",
        "CNY",
        gangs=2,
        housing=housing(pool(slots=8, ways=(way(3, least=(3, 7)),))),
    ),
    "two_ways": lambda o: Problem(
        (o("a", gang=3),),
        "cards",
        "CNY",
        gangs=2,
        housing=housing(
            pool(ways=(way(4, least=(4,)), way(4, 2, least=(2, 4))), links=(LINK,)),
            networks=(network(),),
        ),
    ),
    # with partial fills of three and four cards for one and two shares
    "dealt_unevenly": lambda o: Problem(
        (o("a", gang=4),),
        "cards",
        "CNY",
        gangs=2,
        housing=housing(pool(ways=(way(4, 2, least=(3, 4)),), links=(LINK,)), networks=(network(),)),
    ),
    # light jobs on pairs of cards beside a gang of three: nodes are counted by what they hold
    "beside_light_groups": lambda o: Problem(
        (o("a", gang=3, light=1),),
        "cards",
        "CNY",
        gangs=1,
        light_finetune=3,
        light_cards=2,
        housing=housing(pool(ways=(way(3, least=(3,)),), light=(0, 0, 1, 1, 2))),
    ),
    # nodes with one share of a gang each: their number alone counts
    "one_share": lambda o: Problem(
        (o("a", gang=8),),
        "cards",
        "CNY",
        gangs=2,
        housing=housing(
            pool(sold_full=True, ways=(way(8, 2, least=(4,)),), links=(LINK,)), networks=(network(),)
        ),
    ),
    # nodes with one, two and three shares of as many gangs
    "dealt_three_times": lambda o: Problem(
        (o("a", gang=4),),
        "cards",
        "CNY",
        gangs=3,
        housing=housing(
            pool(slots=8, ways=(way(4, 2, least=(3, 5, 7)),), links=(LINK,)), networks=(network(),)
        ),
    ),
    # two gangs in a node with room for them, beside light jobs on pairs of cards
    "two_beside_light_groups": lambda o: Problem(
        (o("a", gang=2, light=1),),
        "cards",
        "CNY",
        gangs=2,
        light_finetune=3,
        light_cards=2,
        housing=housing(pool(ways=(way(2, least=(2, 4)),), light=(0, 0, 1, 1, 2))),
    ),
    # one gang alone, and one node that may be lost
    "one_with_a_spare": lambda o: Problem(
        (o("a", gang=4),),
        "cards",
        "CNY",
        gangs=1,
        housing=housing(
            pool(ways=(way(4, 2, least=(2, 4)),), links=(LINK,)), networks=(network(),), survive_nodes=1
        ),
    ),
    # one node may be lost, and the gangs stay
    "with_spares": lambda o: Problem(
        (o("a", gang=4),),
        "cards",
        "CNY",
        gangs=2,
        housing=housing(
            pool(ways=(way(4, 2, least=(2, 4)),), links=(LINK,)), networks=(network(),), survive_nodes=1
        ),
    ),
}


@pytest.mark.parametrize("name", NAMES)
def test_each_constraint_adds_what_its_golden_file_shows(
    name: str, offer: NewOffer, root: Path, tmp_path: Path
) -> None:
    problem = PROBLEMS[name](offer)
    # cards in servers have slots, ports a network, and what survives something to survive for
    with_it = {"slots", "streams", "fabric", "full_finetune"} if problem.housing else set()
    assert {name} <= {name_of(c) for c in CONSTRAINTS if c.applies(problem)} <= {name} | with_it
    compare(problem, root / "tests" / "golden" / f"{name}.lp", tmp_path)


@pytest.mark.parametrize("name", GANGS_IN_SERVERS)
def test_gangs_in_servers_add_what_their_golden_file_shows(
    name: str, offer: NewOffer, root: Path, tmp_path: Path
) -> None:
    compare(GANGS_IN_SERVERS[name](offer), root / "tests" / "golden" / f"gangs_{name}.lp", tmp_path)


@pytest.mark.parametrize("goal", GOALS)
def test_each_objective_is_what_its_golden_file_shows(
    goal: str, offer: NewOffer, root: Path, tmp_path: Path
) -> None:
    compare(OBJECTIVES[goal](offer), root / "tests" / "golden" / f"objective_{goal}.lp", tmp_path)


def test_every_constraint_has_golden_file_check_and_heading(root: Path) -> None:
    """The program, its judge, its documentation and its golden files name the same constraints."""
    every = (root / "tests" / "golden").glob("*.lp")
    files = {p.stem for p in every if not p.stem.startswith(("objective_", "gangs_", "together_"))}
    assert files == set(NAMES)
    assert set(NAMES) <= CHECKS.keys()
    text = (root / "docs" / "formulation.md").read_text(encoding="utf-8")
    section = text.partition("\n## Constraints\n")[2].partition("\n## ")[0]
    assert re.findall(r"^### `(\w+)`$", section, re.MULTILINE) == NAMES


def test_every_objective_has_its_golden_file(root: Path) -> None:
    files = {p.stem for p in (root / "tests" / "golden").glob("objective_*.lp")}
    assert files == {f"objective_{goal}" for goal in GOALS}


def test_every_rule_can_be_dropped(offer: NewOffer) -> None:
    """A problem without one of its rules has all the others, and without all of them none."""
    bare = Problem(
        (
            offer("a", stock=9, minimum=1, minimum_order=2, virtual=True),
            offer("b", stock=3),
        ),
        "capex",
        "CNY",
        streams=1,
        instances=1,
        light_finetune=1,
        gangs=1,
        virtual_streams=1,
        virtual_instances=1,
        card_types=1,
        changes=1,
        budget=100_000,
        power_w=5_000,
        workload=WORKLOAD,
    )
    limits = SiteLimits("main", power_w=900, rack=4_000, ports=3, min_streams=7)
    servers = housing(sites=(limits,), survive_nodes=1, bandwidth="50")
    housed = replace(bare, housing=servers, rack=9_000)
    named = {rule.constraint for problem in (bare, housed) for rule in problem.rules()}
    # what is owned is no rule, nor is a price, and a network is only a way to meet one
    assert named == set(NAMES) - {"owned", "fabric", "discount"}
    for problem in (bare, housed):
        rules = problem.rules()
        for rule in rules:
            # without gangs their bandwidth means nothing, without servers nothing about servers does
            falls = {r for r in rules if rule.constraint == "full_finetune" and rule.path[:2] == r.path[:2]}
            if rule.path[-1] == "min_bandwidth_gb_s":
                falls = {rule}
            if rule.constraint != "slots":
                left = tuple(r for r in rules if r is not rule and r not in falls)
                assert without(problem, (rule,)).rules() == left
        assert without(problem, rules).rules() == ()


def test_without_servers_the_rules_about_servers_are_gone(offer: NewOffer) -> None:
    limits = SiteLimits("main", power_w=900, rack=4_000, ports=3, min_streams=7)
    housed = Problem(
        (offer("a"),),
        "cards",
        "CNY",
        streams=3,
        housing=housing(sites=(limits,), survive_nodes=1),
    )
    slots = next(rule for rule in housed.rules() if rule.constraint == "slots")
    assert [rule.constraint for rule in without(housed, (slots,)).rules()] == ["streams"]


def test_the_golden_files_of_gangs_are_those_of_the_tests(root: Path) -> None:
    files = {p.stem for p in (root / "tests" / "golden").glob("gangs_*.lp")}
    assert files == {f"gangs_{name}" for name in GANGS_IN_SERVERS}
