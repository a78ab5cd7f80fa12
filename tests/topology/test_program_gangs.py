"""Random small machines: the program finds room for gangs where a search over placements on the graph does.

The search takes every way to spread the cards over the nodes, and every set of cards for every gang, and
walks the wires itself. As in docs/formulation.md a node carries gangs of one shape, and keeps a card.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from machines import fabrics, machines

from glmopt.catalog import Chassis, Fabric
from glmopt.problem import Offer, Problem
from glmopt.problem.housing import Housing, Link, Network, OwnedNodes, Pool, SiteLimits, Way
from glmopt.scenario.model import SolverTerms
from glmopt.sizing import Capacity
from glmopt.solve import optimum
from glmopt.topology import CardPort, chassis_graph, gang_options, least_fill
from glmopt.topology.wiring import join

Shape = tuple[int, int]
Gang = frozenset[str]


def _problem(
    chassis: Chassis, card: CardPort, fabric: Fabric, cards: list[int], need: int, bandwidth: int, gangs: int
) -> Problem:
    """Owned nodes with so many cards each, and as many gangs to place in them."""
    options = gang_options(card, chassis, fabric, need, Decimal(bandwidth))
    networked = [o for o in options if o.reach == "pod"]
    networks = (Network(fabric.id, "main", 8, 0, 0, 0, 0),) if networked else ()
    pool = Pool(
        card=card.card,
        part=card.part,
        chassis=chassis.id,
        site="main",
        slots=chassis.slots.value,
        sold_full=False,
        buyable=False,
        fillable=False,
        host=0,
        card_power_w=0,
        host_power_w=0,
        rack=0,
        ways=tuple(Way(o, least_fill(card, chassis, fabric, o)) for o in options),
        links=(Link(fabric.id, chassis.scale_out.ports.value, 0, 0, 0),) if networked else (),
        owned=tuple(OwnedNodes(1, k) for k in cards),
    )
    offer = Offer(card.card, "own", 1, 1, Capacity(1, 1, 1, 1, need), False, owned=sum(cards))
    return Problem(
        (offer,),
        "cards",
        "CNY",
        gangs=gangs,
        housing=Housing((pool,), networks, (SiteLimits("main"),), ("box",)),
    )


def _spread(cards: int, nodes: int, slots: int) -> Iterator[tuple[int, ...]]:
    """Every way to put so many cards in so many nodes, one at least in each."""
    for fills in itertools.combinations_with_replacement(range(1, slots + 1), nodes):
        if sum(fills) == cards:
            yield fills


def _placements(
    chassis: Chassis,
    card: CardPort,
    fabric: Fabric,
    fills: tuple[int, ...],
    shapes: list[Shape],
    bandwidth: int,
) -> dict[Shape, list[Gang]]:
    """Every set of cards that is a gang of a shape (nodes, cards), by shape."""
    edges: list[Any] = []
    cards: list[list[str]] = []
    groups: dict[str, Any] = {}
    for number, filled in enumerate(fills):
        graph = chassis_graph(chassis, card, filled, prefix=f"{number}.")
        join(graph, chassis, filled, fabric, "hub", f"{number}.")
        edges += [(a, b) for a, b, d in graph.edges(data=True) if d["gb_s"] >= bandwidth]
        cards.append([v for v, d in graph.nodes(data=True) if d["kind"] == "card"])
        groups |= {v: (number, graph.nodes[v].get("group")) for v in cards[-1]}
    limit = chassis.jobs.one_group_up_to
    linked = all(g is not None for _, g in groups.values())
    found: dict[Shape, list[Gang]] = {}
    for nodes, size in shapes:
        one_group = nodes == 1 and limit is not None and size <= limit.value and linked
        sets = (
            frozenset(c for part in way for c in part)
            for chosen in itertools.combinations(cards, nodes)
            for way in itertools.product(*(itertools.combinations(n, size // nodes) for n in chosen))
        )
        found[nodes, size] = [
            gang
            for gang in sets
            if (not one_group or len({groups[c] for c in gang}) == 1) and _joined(edges, gang)
        ]
    return found


def _joined(edges: list[tuple[str, str]], gang: Gang) -> bool:
    """Whether the gang is connected without help of other cards."""
    if len(gang) == 1:
        return True
    reached: set[str] = set()
    frontier = [min(gang)]
    while frontier:
        here = frontier.pop()
        if here not in reached:
            reached.add(here)
            ends = [b if a == here else a for a, b in edges if here in (a, b)]
            frontier += [v for v in ends if v in gang or ".c" not in v]
    return gang <= reached


def _room(found: dict[Shape, list[Gang]], gangs: int, taken: Gang, shape_of: dict[str, Shape]) -> bool:
    """Whether so many disjoint gangs can be chosen, each node with one shape."""
    if not gangs:
        return True
    for shape, sets in found.items():
        for gang in sets:
            nodes = {c.partition(".")[0] for c in gang}
            if gang & taken or any(shape_of.get(n, shape) != shape for n in nodes):
                continue
            if _room(found, gangs - 1, taken | gang, shape_of | dict.fromkeys(nodes, shape)):
                return True
    return False


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(machines(), fabrics(), st.integers(1, 5), st.sampled_from([0, 1, 2, 3, 5]), st.data())
def test_the_program_finds_room_for_gangs_where_a_search_does(
    machine: tuple[Chassis, CardPort], fabric: Fabric, need: int, bandwidth: int, data: st.DataObject
) -> None:
    chassis, card = machine
    slots = chassis.slots.value
    assume(slots <= 5)
    cards = data.draw(st.lists(st.integers(1, slots), min_size=1, max_size=2 if slots > 3 else 3))
    gangs = data.draw(st.integers(1, 3))
    problem = _problem(chassis, card, fabric, cards, need, bandwidth, gangs)
    options = gang_options(card, chassis, fabric, need, Decimal(bandwidth))
    shapes = [(o.nodes, o.cards) for o in options]
    truth = any(
        _room(_placements(chassis, card, fabric, fills, shapes, bandwidth), gangs, frozenset(), {})
        for count in range(1, len(cards) + 1)
        for some in set(itertools.combinations(sorted(cards), count))
        for fills in _spread(sum(some), count, slots)
    )
    found = optimum(problem, SolverTerms(prove="once"))
    assert (found.whole is not None) == truth
