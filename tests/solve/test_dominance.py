"""Dominated offers: none that a best plan could buy is left out, whatever the rules and the ties."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from glmopt.problem import Item, Offer, Problem, Workload, undominated
from glmopt.problem import Pool as Groups
from glmopt.problem.dominance import UNDERSTOOD
from glmopt.problem.housing import Housing, OwnedNodes, Pool, SiteLimits, Way
from glmopt.program import Counts
from glmopt.scenario.model import SolverTerms
from glmopt.sizing import Capacity
from glmopt.solve import optimum, prove
from glmopt.topology import GangOption

ONCE = SolverTerms(prove="once", second="highs")


def offer(card: str, price: int = 100, **keys: object) -> Offer:
    """A card that serves 4 streams, makes 1 instance and fits a gang of 2."""
    return replace(Offer(card, "v", price, 4, Capacity(4, 4, 1, 1, 2), virtualization=True), **keys)  # type: ignore[arg-type]


def left(*offers: Offer, **keys: object) -> set[str]:
    """The cards that are not left out where 40 streams are asked for."""
    problem = replace(Problem(offers, "capex", "CNY", streams=40), **keys)  # type: ignore[arg-type]
    return {o.card for o in undominated(problem).offers}


def test_the_same_card_for_more_money_is_left_out() -> None:
    assert left(offer("a", 101), offer("b", 100)) == {"b"}


def test_of_equal_offers_the_first_by_id_stays() -> None:
    assert left(offer("a"), offer("b")) == {"a"}


@pytest.mark.parametrize(
    "better",
    [
        {"stock": 9},
        {"minimum_order": 2},
        {"streams": 3},
        {"virtualization": False},
        {"power_w": 1},
    ],
)
def test_an_offer_that_is_short_or_less_leaves_the_other_in(better: dict[str, object]) -> None:
    """Ten cards serve 40 streams: a stock of nine ends before that."""
    assert left(replace(offer("a", 90), **better), offer("b", 100)) == {"a", "b"}  # type: ignore[arg-type]


def test_a_stock_for_every_need_is_never_short() -> None:
    assert left(offer("a", 90, stock=10), offer("b", 100)) == {"a"}


def test_a_price_break_keeps_an_offer_where_it_is_the_cheaper_one() -> None:
    late, early = offer("b", 100, breaks=((5, 20),)), offer("b", 100, breaks=((5, 5),))
    assert left(offer("a", 90), late) == {"a", "b"}
    assert left(offer("a", 90), early) == {"a"}


def test_what_must_be_bought_or_is_owned_stays() -> None:
    assert left(offer("a", 90), offer("b", 100, minimum=1)) == {"a", "b"}
    assert left(offer("a", 90), offer("b", 100, owned=1)) == {"a", "b"}


def test_near_an_earlier_plan_every_offer_stays() -> None:
    assert left(offer("a", 90), offer("b", 100), earlier=(("b", 3),), changes=2) == {"a", "b"}


def test_without_prices_only_the_id_settles() -> None:
    """Fewest cards, the third without a price: a cheaper card does not come before one whose id does."""
    offers = offer("a", 100), offer("b", 90), offer("c", None, streams=1)  # type: ignore[arg-type]
    assert "a" in left(*offers, goal="cards")


def test_a_card_that_serves_another_class_stays() -> None:
    pools = (Groups("a", "day", 1, "llm"), Groups("b", "day", 1, "llm"))
    both = Workload((Item("c", "day"),), pools, ({0: Fraction(2), 1: Fraction(2)},))
    one = Workload((Item("c", "day"),), pools, ({1: Fraction(2)},))
    offers = offer("a", 90), offer("b", 100)
    assert left(*offers, streams=0, workload=both) == {"a"}
    assert left(*offers, streams=0, workload=one) == {"a", "b"}


def pool(card: str, chassis: str = "box", **keys: object) -> Pool:
    """Four slots, a gang of two inside."""
    option = GangOption(card, card, chassis, "none", "group", 2, 1, 2, 2, Decimal(0), None)
    plain = Pool(card, card, chassis, "main", 4, False, True, False, 50, 100, 100, 1_000)
    return replace(plain, ways=(Way(option, (2, 4)),), **keys)  # type: ignore[arg-type]


def test_in_servers_the_same_pools_must_be_there() -> None:
    offers = offer("a", 90), offer("b", 100)

    def kept(*pools: Pool) -> set[str]:
        return left(*offers, housing=Housing(pools, (), (SiteLimits("main"),), ("box", "crate")))

    assert kept(pool("a"), pool("b")) == {"a"}
    assert kept(pool("a"), pool("b"), pool("b", "crate")) == {"a", "b"}
    assert kept(pool("a", card_power_w=101), pool("b")) == {"a", "b"}
    assert kept(pool("a", slots=3), pool("b")) == {"a", "b"}
    assert kept(pool("a"), pool("b", owned=(OwnedNodes(1, 4),))) == {"a", "b"}


def seats(*pools: Pool, **keys: object) -> set[str]:
    """The server types in which new nodes with card a may still be bought."""
    housing = Housing(pools, (), (SiteLimits("main"),), ("box", "crate"))
    problem = replace(Problem((offer("a"),), "capex", "CNY", streams=40, housing=housing), **keys)  # type: ignore[arg-type]
    found = undominated(problem).housing
    return set() if found is None else {p.chassis for p in found.pools if p.buyable}


def test_of_two_server_types_wired_alike_the_first_stays_unless_it_costs_or_draws_more() -> None:
    assert seats(pool("a"), pool("a", "crate")) == {"box"}
    assert seats(pool("a"), pool("a", "crate", rack=999)) == {"box", "crate"}
    assert seats(pool("a"), pool("a", "crate", host=49)) == {"crate"}
    assert seats(pool("a", host_power_w=99), pool("a", "crate", host=49)) == {"box", "crate"}


def test_a_server_type_stays_that_another_cannot_stand_in_for() -> None:
    assert seats(pool("a"), pool("a", "crate", slots=5)) == {"box", "crate"}
    assert seats(pool("a"), replace(pool("a", "crate"), ways=())) == {"box", "crate"}
    assert seats(pool("a"), pool("a", "crate", sold_full=True)) == {"box", "crate"}
    assert seats(pool("a"), pool("a", "crate", owned=(OwnedNodes(1, 2),))) == {"box", "crate"}


def test_pools_that_are_left_out_keep_their_places() -> None:
    """Ties are settled by the numbers of the pools: those of the others do not change."""
    housing = Housing((pool("a"), pool("a", "crate")), (), (SiteLimits("main"),), ("box", "crate"))
    problem = Problem((offer("a"),), "capex", "CNY", streams=40, housing=housing)
    found = undominated(problem).housing
    assert found is not None
    assert [(p.chassis, p.buyable) for p in found.pools] == [("box", True), ("crate", False)]


def test_every_field_is_understood() -> None:
    """A new field is a new rule: think it through in problem/dominance.py, then name it there."""
    for record, names in UNDERSTOOD.items():
        assert {f.name for f in fields(record)} == names


def _offers(draw: random.Random) -> list[Offer]:
    """Two or three kinds of card, each offered two or three times with other terms."""
    found = []
    for _ in range(draw.randint(2, 3)):
        streams, price = draw.randint(1, 6), draw.choice((100, 150, 200, 310))
        capacity = Capacity(streams, streams, draw.randint(0, 2), draw.randint(0, 1), draw.choice((1, 2, 2)))
        virtual, watts = draw.random() < 0.5, draw.choice((10, 20))
        for _ in range(draw.randint(2, 3)):
            stock = draw.choice((None, None, None, draw.randint(1, 8), 60))
            cost = price + draw.choice((0, 0, 0, 1, 10, 30))
            first = draw.randint(2, 6)
            breaks = draw.choice(((), (), ((first, draw.randint(1, 20)),), ((first, 5), (first + 3, 25))))
            o = Offer(f"c-{draw.randrange(10**6):06}", "v", cost, streams, capacity, virtual, stock)
            order = draw.choice((0, 0, 0, draw.randint(1, 4 if stock is None else min(4, stock))))
            least = draw.choice((0,) * 6 + (1,))
            found.append(replace(o, minimum_order=order, minimum=least, breaks=breaks, power_w=watts))
    return sorted(found, key=lambda o: o.card)


def bare(draw: random.Random) -> Problem:
    """Cards without servers under a random mix of needs and limits."""
    goal = draw.choice(("capex", "capex", "cards", "streams", "tco"))
    offers = _offers(draw)
    if goal == "streams":
        offers = [replace(o, stock=o.stock or 9) for o in offers]
    if goal == "tco":
        offers = [replace(o, electricity=draw.choice((0, 3)), licence=draw.choice((0, 2))) for o in offers]
    return Problem(
        tuple(offers),
        goal,
        "CNY",
        streams=draw.randint(1, 40),
        instances=draw.choice((0, 0, draw.randint(1, 9))),
        light_finetune=draw.choice((0, 0, 2)),
        gangs=draw.choice((0, 0, 1, 2)),
        dedicated=draw.random() < 0.5,
        virtual_streams=draw.choice((0, 0, draw.randint(1, 9))),
        card_types=draw.choice((None, None, 1, 2)),
        budget=draw.randint(500, 5_000) if goal == "streams" or draw.random() < 0.2 else None,
        power_w=draw.choice((None, None, draw.randint(50, 400))),
    )


def housed(draw: random.Random) -> Problem:
    """The same in servers of two types, some of them owned, with a node to lose at times."""
    problem, pools, offers = bare(draw), [], []
    for o in problem.offers:
        owned = 0
        for chassis in draw.sample(("box", "crate"), draw.choice((1, 2, 2))):
            there = (OwnedNodes(1, draw.randint(1, 4)),) if draw.random() < 0.05 else ()
            owned += sum(n.cards for n in there)
            full = draw.random() < 0.15
            mine = pool(o.card, chassis, owned=there, sold_full=full, card_power_w=o.power_w)
            if draw.random() < 0.2:
                mine = replace(mine, host=draw.choice((40, 60)))
            pools.append(replace(mine, fillable=any(n.cards < 4 for n in there)))
        offers.append(replace(o, owned=owned))
    pools.sort(key=lambda p: (p.site, p.card, p.chassis))
    lost = draw.choice((0, 0, 0, 1))
    housing = Housing(tuple(pools), (), (SiteLimits("main"),), ("box", "crate"), survive_nodes=lost)
    return replace(
        problem,
        offers=tuple(offers),
        streams=draw.randint(1, 25),
        dedicated=problem.dedicated and not lost,
        power_w=draw.choice((None, draw.randint(600, 3_000))),
        rack=draw.choice((None, draw.randint(2, 9) * 1_000)),
        housing=housing,
    )


def served(draw: random.Random) -> Problem:
    """Bare cards that serve two classes."""
    problem = bare(draw)
    pools = tuple(Groups(o.card, "day", 1, "llm") for o in problem.offers)
    kinds: dict[tuple[int, ...], list[Fraction | None]] = {}
    loads: list[dict[int, Fraction]] = [{}, {}]
    for j, o in enumerate(problem.offers):
        kind = (o.streams, o.capacity.instances, o.capacity.light_finetune, o.power_w)
        each = kinds.setdefault(
            kind,
            [Fraction(draw.randint(3, 30), o.streams * 2) if draw.random() < 0.9 else None for _ in "ab"],
        )
        for c, load in enumerate(each):
            if load is not None:
                loads[c][j] = load
    work = Workload((Item("chat", "day"), Item("code", "day")), pools, tuple(loads))
    goal = "capex" if problem.goal == "streams" else problem.goal
    return replace(problem, goal=goal, streams=0, workload=work, dedicated=False)


def _used(counts: Counts | None) -> Counts | None:
    """`counts` without groups that nothing is in: those of a card that was left out are not told."""
    return counts and replace(counts, groups={j: n for j, n in counts.groups.items() if n})


@pytest.mark.parametrize(("drawn", "count"), [(bare, 120), (housed, 15), (served, 40)])
def test_the_answer_is_the_same_with_every_offer(
    drawn: Callable[[random.Random], Problem], count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Status, optimum and every count, ties settled; and in a good part of the problems something goes."""
    smaller = 0
    for seed in range(count):
        problem = drawn(random.Random(f"{drawn.__name__} {seed}"))  # noqa: S311
        smaller += len(undominated(problem).offers) < len(problem.offers)
        with monkeypatch.context() as patch:
            lean = prove(problem, ONCE)
            patch.setattr(sys.modules["glmopt.solve.optimum"], "undominated", lambda p: p)
            whole = prove(problem, ONCE)
        assert (lean[0].status, lean[0].objective) == (whole[0].status, whole[0].objective), seed
        assert _used(lean[1]) == _used(whole[1]), seed
    assert smaller > count // 4


@pytest.mark.parametrize("classes", [0, 2])
def test_many_vendors_with_every_rule_keep_the_optimum(classes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty offers of a seeded instance of the benchmarks, many of them beaten."""
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[1] / "benchmarks"))
    from instances import Size, instance

    problem = instance(Size(offers=60, kinds=6, streams=150, classes=classes)).problem
    lean = optimum(problem, ONCE)
    monkeypatch.setattr(sys.modules["glmopt.solve.optimum"], "undominated", lambda p: p)
    whole = optimum(problem, ONCE)
    assert lean.ending.status == whole.ending.status == "optimal"
    assert lean.ending.objective == whole.ending.objective
    assert len(lean.program.offers) < len(whole.program.offers) - 10
