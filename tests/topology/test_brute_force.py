"""Random small machines: the gang options equal a search over all sets of cards.

The search builds nothing on the package but the graph of a node: it tries every set of cards, and walks
the wires itself.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations, combinations_with_replacement, product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from machines import fabrics, machines

from glmopt.catalog import Chassis, Fabric
from glmopt.errors import CheckFailure
from glmopt.problem import Offer, Problem
from glmopt.problem.housing import Housing, Link, Network, Pool, SiteLimits, Way
from glmopt.scenario.model import SolverTerms
from glmopt.sizing import Capacity
from glmopt.solve import optimum
from glmopt.topology import (
    CardPort,
    GangOption,
    PlacedGang,
    PlacedNode,
    chassis_graph,
    gang_options,
    gangs_of,
    least_fill,
    plan_graph,
    ports_per_node,
    verify_gang,
)
from glmopt.topology.wiring import join

MAX_NODES = 3


def _wires(
    chassis: Chassis, card: CardPort, fabric: Fabric, nodes: int
) -> tuple[list[Any], list[list[str]], Any]:
    """Edges of so many nodes, the cards of each, and the linked group of each card."""
    edges: list[Any] = []
    cards: list[list[str]] = []
    groups: dict[str, Any] = {}
    for number in range(nodes):
        prefix = f"{number}."
        graph = chassis_graph(chassis, card, prefix=prefix)
        join(graph, chassis, chassis.slots.value, fabric, "hub", prefix)
        edges += [(a, b, d["gb_s"]) for a, b, d in graph.edges(data=True)]
        cards.append([v for v, d in graph.nodes(data=True) if d["kind"] == "card"])
        groups |= {v: (number, graph.nodes[v].get("group")) for v in cards[-1]}
    return edges, cards, groups


def _joined(edges: list[Any], gang: set[str], others: set[str], bandwidth: Decimal) -> bool:
    """Whether the gang is connected over wires of the bandwidth, without help of other cards."""
    reached, frontier = set(), [min(gang)]
    while frontier:
        here = frontier.pop()
        if here in reached:
            continue
        reached.add(here)
        for a, b, rate in edges:
            if rate >= bandwidth and here in (a, b):
                there = b if a == here else a
                if there not in others:
                    frontier.append(there)
    return gang <= reached


def _search(
    chassis: Chassis, card: CardPort, fabric: Fabric, need: int, bandwidth: Decimal
) -> list[tuple[int, int]]:
    """(nodes, cards) of every option, by trying all sets of cards on up to MAX_NODES nodes."""
    found: list[tuple[int, int]] = []
    limit, multiple = chassis.jobs.one_group_up_to, chassis.jobs.per_node_multiple
    for nodes in range(1, min(MAX_NODES, need) + 1):
        edges, cards, groups = _wires(chassis, card, fabric, nodes)
        every = {c for node in cards for c in node}
        sizes = chassis.jobs.sizes.value if nodes == 1 else tuple(range(1, chassis.slots.value + 1))
        for each in sizes:
            if each * nodes < need or (nodes > 1 and (multiple is None or each % multiple.value)):
                continue
            if found and each * nodes >= min(c for _, c in found):
                break
            one_group = nodes == 1 and limit is not None and each <= limit.value
            one_group = one_group and all(g is not None for _, g in groups.values())
            sets = (
                {c for part in way for c in part} for way in product(*(combinations(n, each) for n in cards))
            )
            if any(
                (not one_group or len({groups[c] for c in gang}) == 1)
                and _joined(edges, gang, every - gang, bandwidth)
                for gang in sets
            ):
                found.append((nodes, nodes * each))
                break
    return found


@settings(max_examples=150, deadline=None)
@given(machines(), fabrics(), st.integers(1, 7), st.sampled_from([0, 1, 2, 3, 4, 5, 7]))
def test_options_equal_a_search_over_all_sets_of_cards(
    machine: tuple[Chassis, CardPort], fabric: Fabric, need: int, bandwidth: int
) -> None:
    chassis, card = machine
    options = gang_options(card, chassis, fabric, need, Decimal(bandwidth))
    assert [(o.nodes, o.cards) for o in options if o.nodes <= MAX_NODES] == _search(
        chassis, card, fabric, need, Decimal(bandwidth)
    )
    for option in options:
        assert option.cards == option.nodes * option.per_node >= need
        assert option.bottleneck_gb_s is None or option.bottleneck_gb_s >= bandwidth


@settings(max_examples=150, deadline=None)
@given(machines(), fabrics(), st.integers(1, 7), st.sampled_from([0, 1, 2, 3, 5]))
def test_as_many_gangs_as_an_option_promises_find_their_place(
    machine: tuple[Chassis, CardPort], fabric: Fabric, need: int, bandwidth: int
) -> None:
    """Every placed gang is proved on the graph, and one more than promised in one node is refused."""
    chassis, card = machine
    for option in gang_options(card, chassis, fabric, need, Decimal(bandwidth)):
        nodes = [PlacedNode(chassis, card, chassis.slots.value, count=option.nodes)]
        graph = plan_graph(nodes, [PlacedGang(option, count=option.gangs_per_node)], fabric)
        gangs = gangs_of(graph)
        assert len(gangs) == option.gangs_per_node >= 1
        assert len({c for cards in gangs.values() for c in cards}) == option.gangs_per_node * option.cards
        for cards in gangs.values():
            proof = verify_gang(graph, cards, Decimal(bandwidth))
            assert proof.connected
        # never less than promised; more where the ports and the fabric are a faster way inside one node
        reached, promised = (
            verify_gang(graph, gangs["gang 1"], option.bottleneck_gb_s or Decimal(0)).bottleneck_gb_s,
            option.bottleneck_gb_s,
        )
        assert reached == promised or (reached and promised and reached > promised and fabric.network)
        if option.cards > chassis.slots.value * option.nodes // 2:
            try:
                plan_graph(nodes, [PlacedGang(option, count=2)], fabric)
            except CheckFailure:
                continue
            raise AssertionError("cards were used twice")


# ---- the program's counts of nodes and cards against placements in real nodes ------------------------------


def _most_gangs(
    chassis: Chassis, card: CardPort, fabric: Fabric, option: GangOption, filled: int, bandwidth: Decimal
) -> int:
    """Gangs, or shares of them, in a node with so many cards, by trying every way to take sets of cards."""
    graph = chassis_graph(chassis, card, filled)
    if option.reach == "pod":
        join(graph, chassis, filled, fabric, "hub", "")
    edges = [(a, b, d["gb_s"]) for a, b, d in graph.edges(data=True)]
    cards = [v for v, d in graph.nodes(data=True) if d["kind"] == "card"]
    group = {c: graph.nodes[c].get("group") for c in cards}
    limit = chassis.jobs.one_group_up_to
    one_group = option.nodes == 1 and limit is not None and option.cards <= limit.value
    one_group = one_group and None not in group.values()
    hub = {"hub"} if option.nodes > 1 else set()

    def whole(gang: tuple[str, ...]) -> bool:
        if one_group and len({group[c] for c in gang}) > 1:
            return False
        others = set(cards) - set(gang)
        return option.cards == 1 or _joined(edges, {*gang, *hub}, others, bandwidth)

    sets = [set(gang) for gang in combinations(cards, option.per_node) if whole(gang)]

    def most(free: set[str]) -> int:
        return max((1 + most(free - gang) for gang in sets if gang <= free), default=0)

    return most(set(cards))


def _placed(holds: list[int], option: GangOption, nodes: int, cards: int, gangs: int) -> bool:
    """Whether so many gangs find their place in at most so many nodes with so many cards, however dealt."""
    for fills in combinations_with_replacement(range(len(holds)), nodes):
        if sum(fills) > cards:
            continue
        if option.nodes == 1:
            found = sum(holds[f] for f in fills) >= gangs
        else:
            found = sum(min(holds[f], gangs) for f in fills) >= option.nodes * gangs
        if found:
            return True
    return False


@settings(max_examples=80, deadline=None)
@given(
    machines(),
    fabrics(),
    st.integers(1, 6),
    st.sampled_from([0, 1, 2, 3]),
    st.tuples(st.integers(1, 3), st.integers(1, 12), st.integers(1, 3)),
)
def test_the_programs_counts_are_placements(
    machine: tuple[Chassis, CardPort],
    fabric: Fabric,
    need: int,
    bandwidth: int,
    asked: tuple[int, int, int],
) -> None:
    """So many gangs in so many nodes with so many cards: the program says yes where a search finds a way."""
    chassis, card = machine
    nodes, cards, gangs = asked
    least_gb_s = Decimal(bandwidth)
    none = Fabric.model_validate({"id": "none", "name": {"zh": "无", "en": "none"}})
    ways: dict[tuple[str, int, int], Way] = {}
    for network in (none, fabric):
        for option in gang_options(card, chassis, network, need, least_gb_s):
            key = (option.fabric if option.reach == "pod" else "", option.nodes, option.cards)
            ways.setdefault(key, Way(option, least_fill(card, chassis, network, option)))
    links = [Link("net", ports, 0, 0, 0)] if (ports := ports_per_node(chassis, fabric)) else []
    for way in ways.values():
        network = fabric if way.option.reach == "pod" else none
        holds = [
            _most_gangs(chassis, card, network, way.option, f, least_gb_s)
            for f in range(chassis.slots.value + 1)
        ]
        assert [sum(least <= f for least in way.least) for f in range(len(holds))] == holds
        pool = Pool(
            card="chip",
            part="chip",
            chassis="box",
            site="main",
            slots=chassis.slots.value,
            sold_full=False,
            buyable=True,
            fillable=False,
            host=0,
            card_power_w=0,
            host_power_w=0,
            rack=1000,
            ways=(way,),
            links=tuple(links),
        )
        switches = (Network("net", "main", 64, 0, 0, 0, 0),) if links else ()
        offer = Offer("chip", "own", None, 0, Capacity(0, 0, 0, 0, need), False, stock=cards)
        problem = Problem(
            (offer,),
            "cards",
            "CNY",
            gangs=gangs,
            rack=nodes * 1000,
            housing=Housing((pool,), switches, (SiteLimits("main"),), ("box",)),
        )
        says = optimum(problem, SolverTerms(prove="once")).ending.status == "optimal"
        found = _placed(holds, way.option, nodes, cards, gangs)
        assert says == found, (way, asked)
