"""Random small machines: the gang options equal a search over all sets of cards.

The search builds nothing on the package but the graph of a node: it tries every set of cards, and walks
the wires itself.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations, product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from machines import fabrics, machines

from glmopt.catalog import Chassis, Fabric
from glmopt.errors import CheckFailure
from glmopt.topology import (
    CardPort,
    PlacedGang,
    PlacedNode,
    chassis_graph,
    gang_options,
    gangs_of,
    plan_graph,
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
            verify_gang(graph, gangs["gang 1"], Decimal(0)).bottleneck_gb_s,
            option.bottleneck_gb_s,
        )
        assert reached == promised or (reached and promised and reached > promised and fabric.network)
        if option.cards > chassis.slots.value * option.nodes // 2:
            try:
                plan_graph(nodes, [PlacedGang(option, count=2)], fabric)
            except CheckFailure:
                continue
            raise AssertionError("cards were used twice")
