"""Servers: the program finds what the enumeration of every plan, node by node, finds."""

from __future__ import annotations

import itertools
import os
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from glmopt.plan import NodeLine
from glmopt.problem import Offer, Problem, Rule
from glmopt.problem.housing import Housing, Link, Network, OwnedNodes, Pool, SiteLimits, Way
from glmopt.program import Counts
from glmopt.scenario.model import SolverTerms
from glmopt.sizing import Capacity
from glmopt.solve import optimum, prove, seats
from glmopt.solve.clock import Clock
from glmopt.solve.housing import house
from glmopt.solvers import enumerate_servers as oracle
from glmopt.solvers.fillings import gangs_held
from glmopt.topology import GangOption

# more in a long run: GLMOPT_EXAMPLES=2000 pytest tests/solvers/test_oracle_servers.py
EXAMPLES = int(os.environ.get("GLMOPT_EXAMPLES", "150"))
MANY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="GLMOPT_EXAMPLES" not in os.environ,
    database=None,
    suppress_health_check=list(HealthCheck),
)
BAR = Rule("availability", ("cards", "deny"), "none of", "it")
MOST_NODES = 3
MOST_PLANS = 4_000
ONCE = SolverTerms(prove="once")


def seldom(some: st.SearchStrategy[Any], none: Any) -> st.SearchStrategy[Any]:
    """`some` in one case of seven, else `none`."""
    return st.integers(0, 6).flatmap(lambda k: some if k == 6 else st.just(none))


@st.composite
def ways(draw: st.DrawFn, card: str, slots: int, unit: int, fabrics: list[str]) -> Way | None:
    """One way to wire a gang, inside a node or over some; nodes that are not full may hold fewer."""
    nodes = draw(st.sampled_from((1, 1, 2, 2, 3))) if fabrics else 1
    per_node = draw(st.integers(1, slots))
    fabric = draw(st.sampled_from(fabrics)) if fabrics and (nodes > 1 or draw(st.booleans())) else None
    least, filled = [], 0
    while True:
        filled = max(filled + per_node, (len(least) + 1) * per_node) + draw(st.sampled_from((0, 0, 0, 1)))
        needed = -(-filled // unit) * unit
        if needed > slots:
            break
        least.append(needed)
    if not least:
        return None
    option = GangOption(
        card=card,
        part=card,
        chassis="box",
        fabric=fabric or "none",
        reach="pod" if fabric else "node",
        cards=nodes * per_node,
        nodes=nodes,
        per_node=per_node,
        gangs_per_node=len(least),
        min_bandwidth_gb_s=Decimal(0),
        bottleneck_gb_s=None,
    )
    return Way(option, tuple(least))


@st.composite
def held(draw: st.DrawFn, slots: int, cards: int) -> tuple[int, ...]:
    """Groups for light jobs of so many cards in a node with none, one, two, ... cards."""
    groups = [0]
    while len(groups) <= slots:
        groups.append(min(groups[-1] + draw(st.integers(0, 1)), len(groups) // cards))
    return tuple(groups) if cards > 1 else ()


@st.composite
def pools(
    draw: st.DrawFn, card: str, site: str, number: int, fabrics: list[str], light: int, *, buyable: bool
) -> Pool:
    """One chassis with one card: two to four slots, some of it owned already."""
    unit = draw(st.sampled_from((1, 1, 1, 2)))
    slots = unit * draw(st.integers(1, 4 // unit))
    sold_full = draw(st.booleans())
    entries = draw(
        st.one_of(
            st.just([]), st.lists(st.tuples(st.integers(1, 2), st.integers(1, slots // unit)), max_size=2)
        )
    )
    # boards that are sold full and owned ones with free slots are pools of their own
    owned = tuple(OwnedNodes(n, slots if sold_full and buyable else c * unit) for n, c in entries)
    found = [draw(ways(card, slots, unit, fabrics)) for _ in range(draw(st.sampled_from((1, 1, 2))))]
    wired: dict[Any, Way] = {}
    for way in found:
        if way is not None:
            wired.setdefault((way.fabric, way.option.nodes, way.option.cards), way)
    few = st.sampled_from((0, 100, 300, 1_000))
    return Pool(
        card=card,
        part=card,
        chassis=f"box-{number}",
        site=site,
        slots=slots,
        unit=unit,
        sold_full=sold_full,
        buyable=buyable,
        fillable=buyable and any(o.cards < slots for o in owned),
        host=draw(few),
        card_power_w=draw(st.sampled_from((100, 250))),
        host_power_w=draw(st.sampled_from((100, 300))),
        rack=draw(st.sampled_from((1_000, 2_500))),
        card_electricity=draw(st.sampled_from((0, 50))),
        host_electricity=draw(st.sampled_from((0, 70))),
        ways=tuple(wired.values()),
        links=tuple(
            Link(
                f, draw(st.integers(1, 2)), draw(st.sampled_from((0, 20))), 25, draw(st.sampled_from((0, 5)))
            )
            for f in fabrics
        ),
        owned=owned,
        light=draw(held(slots, light)),
    )


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """One or two cards in up to three pools at one or two sites, under a random mix of needs and limits."""
    goal = draw(st.sampled_from(("capex", "capex", "tco", "cards", "streams")))
    names = draw(st.sampled_from((("a",), ("a", "b"))))
    sites = draw(st.sampled_from((("hall",), ("hall",), ("hall", "north"))))
    fabrics = draw(st.sampled_from(([], ["net"], ["net"], ["net", "wide"])))
    lost = draw(st.sampled_from((0, 0, 0, 1, 2)))
    light = draw(seldom(st.integers(2, 3), 1))
    barred = {name: draw(seldom(st.just(True), False)) for name in names}
    places = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(sites)), min_size=1, max_size=3))
    housed = tuple(
        draw(pools(card, site, k, fabrics, light, buyable=not barred[card] and draw(st.integers(0, 5)) > 0))
        for k, (card, site) in enumerate(sorted(places))
    )
    limits = tuple(
        SiteLimits(
            site,
            draw(seldom(st.integers(300, 4_000), None)),
            draw(seldom(st.integers(1_000, 12_000), None)),
            draw(seldom(st.integers(0, 6), None)),
            draw(seldom(st.integers(1, 6), 0)),
        )
        for site in sites
    )
    networks = tuple(
        Network(f, site, draw(st.sampled_from((2, 4))), draw(st.sampled_from((0, 150))), 50, 10, 1_000)
        for site in sites
        for f in fabrics
    )
    offers = []
    for name in names:
        streams = draw(st.integers(1, 4))
        owned = sum(o.nodes * o.cards for p in housed if p.card == name for o in p.owned)
        stock = draw(seldom(st.integers(2, 8), None))
        if goal == "streams" and stock is None:
            stock = draw(st.integers(1, 6))
        price = draw(st.sampled_from((100, 200, 300, 301)))
        breaks = st.tuples(st.tuples(st.integers(2, 6), st.integers(1, price)))
        offers.append(
            Offer(
                card=name,
                vendor="east",
                price=price,
                streams=streams,
                capacity=Capacity(
                    streams,
                    streams,
                    draw(st.integers(1, 2)),
                    draw(st.integers(0, 1)),
                    draw(st.integers(1, 4)),
                ),
                virtualization=draw(st.booleans()),
                stock=stock,
                minimum=draw(seldom(st.integers(1, 2), 0)) if stock is None else 0,
                minimum_order=draw(seldom(st.integers(1, 4), 0)) if stock is None else 0,
                breaks=draw(seldom(breaks, ())),
                barred_by=(BAR,) if barred[name] else (),
                owned=owned,
                licence=draw(st.sampled_from((0, 0, 30))),
            )
        )
    return Problem(
        offers=tuple(offers),
        goal=goal,
        currency="CNY",
        streams=draw(st.integers(0, 8)),
        instances=draw(seldom(st.integers(1, 3), 0)),
        light_finetune=draw(st.integers(0, 3)) if light > 1 else draw(seldom(st.integers(1, 2), 0)),
        light_cards=light,
        gangs=draw(st.sampled_from((0, 1, 1, 2, 2))),
        dedicated=draw(st.booleans()) and not lost and light == 1,
        virtual_streams=draw(seldom(st.integers(1, 5), 0)),
        virtual_instances=draw(seldom(st.integers(1, 3), 0)),
        card_types=draw(seldom(st.just(1), None)),
        budget=draw(seldom(st.integers(0, 4_000), None))
        if goal != "streams"
        else draw(st.integers(0, 3_000)),
        power_w=draw(seldom(st.integers(300, 6_000), None)),
        rack=draw(seldom(st.integers(1_000, 15_000), None)),
        housing=Housing(
            housed, networks, limits, tuple(sorted({p.chassis for p in housed})), survive_nodes=lost
        ),
    )


def test_gangs_over_several_nodes_are_enough_without_one_inside_a_node() -> None:
    """A node lost: three small nodes on a network keep a gang of two for 300, two boards of two for 400."""
    option = GangOption("a", "a", "box", "net", "pod", 2, 2, 1, 1, Decimal(0), None)
    across = Way(option, (1,))
    inside = Way(replace(option, fabric="none", reach="group", nodes=1, per_node=2), (2,))
    small = Pool("a", "a", "small", "main", 1, False, True, False, 0, 100, 100, 1_000)
    small = replace(small, ways=(across,), links=(Link("net", 1, 0, 0, 0),))
    board = replace(small, chassis="board", slots=2, sold_full=True, ways=(inside,), links=())
    network = Network("net", "main", 8, 0, 0, 0, 1_000)
    housing = Housing((small, board), (network,), (SiteLimits("main"),), ("board", "small"), survive_nodes=1)
    offer = Offer("a", "east", 100, 1, Capacity(1, 1, 1, 0, 2), virtualization=False)
    problem = Problem((offer,), "capex", "CNY", gangs=1, housing=housing)
    found = optimum(problem, ONCE)
    assert found.ending.objective == 300
    assert oracle.best(problem, MOST_NODES) == (300, 300, 1, 3, 3, 3)


def without_owned(problem: Problem) -> Problem:
    """`problem` by purchase cost, with nothing owned and no price breaks: what the table of counts knows."""
    assert problem.housing is not None
    offers = tuple(replace(o, owned=0, breaks=()) for o in problem.offers)
    pools = tuple(replace(p, owned=()) for p in problem.housing.pools)
    housing = replace(problem.housing, pools=pools)
    return replace(problem, goal="capex", offers=offers, housing=housing, budget=None)


@given(problems())
@settings(MANY, max_examples=2 * EXAMPLES)
def test_the_table_of_counts_says_what_the_program_says(problem: Problem) -> None:
    """Where it answers: the same optimum, the same cards, servers and gangs; or that nothing fits."""
    asked = without_owned(problem)
    told = seats.best(asked, Clock(60))
    case = seats.case_of(asked)
    assert case is not None
    table = seats.tabulate(case, asked.streams)
    assert table is not None
    least = table.value(asked.streams)
    ending, counts, notes = prove(asked, ONCE)
    assert notes == ()
    if counts is None:
        assert told is None or told.counts is None
        return
    assert ending.objective is not None
    assert least is not None
    assert least * case.unit <= ending.objective
    reached = [c for cost, c in itertools.islice(table.rising(asked.streams), 50) if cost == least]
    if told is not None:
        assert (told.value, told.counts) == (ending.objective, counts)
    elif least * case.unit == ending.objective:
        # other counts reach the bound too
        assert len(reached) > 1


@given(problems())
@MANY
def test_the_optimum_is_that_of_the_enumeration(problem: Problem) -> None:
    assume(oracle.size(problem, MOST_NODES) <= MOST_PLANS)
    truth = oracle.best(problem, MOST_NODES)
    found = optimum(problem, ONCE)
    if found.whole is None:
        assert found.ending.status == "infeasible"
        assert truth is None
        return
    assert found.ending.status == "optimal"
    counts = found.program.read_back(found.whole)
    goal = -found.ending.objective if problem.goal == "streams" else found.ending.objective
    if truth is None or goal != truth[0]:
        # more nodes than the enumeration looks at
        assert max(p.nodes for p in counts.pools) > MOST_NODES
        assert truth is None or goal < truth[0]
    assert_true(problem, counts)


@given(problems())
@settings(MANY, max_examples=max(20, EXAMPLES // 5))
def test_ties_are_settled_as_the_enumeration_ranks_them(problem: Problem) -> None:
    assume(oracle.size(problem, MOST_NODES) <= MOST_PLANS // 20)
    truth = oracle.best(problem, MOST_NODES)
    ending, counts, notes = prove(problem, ONCE)
    assert notes == ()
    assume(
        truth is not None
        and counts is not None
        and max((p.nodes for p in counts.pools), default=0) <= MOST_NODES
    )
    assert truth is not None
    assert counts is not None
    goal = -ending.objective if problem.goal == "streams" else ending.objective
    bought = sum(p.bought for p in counts.pools)
    types_used = len(counts.cards)
    used = sum(counts.cards.values())
    assert (goal, types_used, bought, sum(p.nodes for p in counts.pools), used) == (truth[0], *truth[2:])
    assert_true(problem, counts)


def assert_true(problem: Problem, counts: Counts) -> None:
    """The servers that are made of the counts hold the cards and the gangs."""
    lines, gangs = house(counts.pools)
    for p in counts.pools:
        mine = [n for n in lines if (n.card, n.chassis, n.site) == (p.pool.card, p.pool.chassis, p.pool.site)]
        assert sum(n.nodes * n.cards for n in mine) == p.in_use
        assert sum(n.nodes for n in mine) == p.nodes
        assert sum(n.nodes for n in mine if n.owned) == sum(p.used)
        for n in mine:
            assert p.pool.unit <= n.cards <= p.pool.slots
            assert n.cards % p.pool.unit == 0
            assert n.owned or not p.pool.sold_full or n.cards == p.pool.slots
        held = [oracle_node(n) for n in mine for _ in range(n.nodes)]
        wanted = {
            (g.fabric, g.nodes, g.cards): g.count
            for g in gangs
            if (g.chassis, g.site) == (p.pool.chassis, p.pool.site)
        }
        assert wanted == {(w.fabric or "none", w.option.nodes, w.option.cards): k for w, k, *_ in p.gangs}
        wired = [w for w, *_ in p.gangs]
        counted = tuple(k for _, k, *_ in p.gangs)
        assert counted in set(gangs_held(wired, held, sum(counted)))


def oracle_node(line: NodeLine) -> tuple[int, str]:
    return line.cards, "" if line.fabric == "none" else line.fabric
