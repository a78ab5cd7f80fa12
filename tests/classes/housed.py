"""Random classes of requests on cards in servers, and the least value of each by looking at every purchase.

Nothing of the program, the tree or the judgement of shares is used: nodes, cards and gangs are counted here
in plain loops, and whether groups serve is decided by prices that tie pools together (workloads.can_serve),
or by looking at every way to send whole slices.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

from tests.classes.workloads import can_serve

from glmopt.problem import Item, Offer, Problem, Workload
from glmopt.problem import Pool as Groups
from glmopt.problem.housing import Housing, OwnedNodes, Pool, SiteLimits, Way
from glmopt.program import Counts
from glmopt.sizing import Capacity
from glmopt.topology import GangOption

LOADS = [Fraction(n, d) for n, d in ((1, 1), (2, 1), (3, 1), (1, 2), (4, 3), (7, 5), (13, 11), (1, 10**8))]
MILLION = 10**6
MOST_NODES = 3


def drawn(seed: int) -> Problem:
    """One or two cards in one or two kinds of nodes, at one or two sites."""
    draw = random.Random(f"classes in servers {seed}")  # noqa: S311
    cards = ("a", "b")[: draw.choice((1, 2, 2))]
    sites = ("east", "west")[: draw.choice((1, 1, 1, 2))]
    gangs = draw.choice((0, 0, 1))
    gang = {card: draw.choice((1, 2)) for card in cards}
    seats = [(card, h, site) for card in cards for h in range(draw.choice((1, 1, 2))) for site in sites]
    pools = tuple(_pool(draw, *seat, gang[seat[0]]) for seat in seats[:3])
    work = _workload(draw, cards)
    power, rack = draw.choice((None, None, draw.randint(8, 60) * 100)), draw.choice((None, None, 6_000))
    limits = tuple(SiteLimits(s, draw.choice((None, draw.randint(6, 40) * 100))) for s in sites)
    goal = draw.choice(("capex", "capex", "cards"))
    offers = tuple(
        Offer(
            card=card,
            vendor="v",
            price=draw.choice((100, 170, 300, 30_001)),
            streams=1,
            capacity=Capacity(1, 1, draw.randint(0, 1), 1, gang[card]),
            virtualization=False,
            stock=draw.choice((None, draw.randint(1, 5))),
            owned=sum(o.nodes * o.cards for p in pools if p.card == card for o in p.owned),
        )
        for card in cards
    )
    return Problem(
        offers,
        goal,
        "CNY",
        instances=draw.choice((0, 0, 2)),
        gangs=gangs,
        dedicated=draw.random() < 0.5,
        card_types=draw.choice((None, None, 1)),
        budget=draw.choice((None, None, draw.randint(200, 3_000))),
        power_w=power,
        rack=rack,
        housing=Housing(pools, (), limits, ("h-0", "h-1")),
        workload=work,
    )


def _pool(draw: random.Random, card: str, chassis: int, site: str, gang: int) -> Pool:
    slots = draw.choice((1, 2, 3, 4))
    owned = (OwnedNodes(1, draw.randint(1, slots)),) if draw.random() < 0.25 else ()
    rate = Decimal(100)
    option = GangOption(card, card, f"h-{chassis}", "none", "node", gang, 1, gang, slots // gang, rate, rate)
    way = Way(option, tuple(gang * (t + 1) for t in range(slots // gang)))
    return Pool(
        card=card,
        part=card,
        chassis=f"h-{chassis}",
        site=site,
        slots=slots,
        sold_full=draw.random() < 0.3,
        buyable=draw.random() < 0.9,
        fillable=False,
        host=draw.choice((0, 50, 120, 20_003)),
        card_power_w=draw.choice((0, 300)),
        host_power_w=draw.choice((0, 400)),
        rack=draw.choice((1_000, 2_000)),
        ways=(way,) if way.least else (),
        owned=owned,
    )


def _workload(draw: random.Random, cards: Sequence[str]) -> Workload:
    """Classes by day; in some cases a batch that may run at night, or a second llm beside the first."""
    kind = draw.choice(("day", "day", "night", "llms"))
    windows = ("day", "night") if kind == "night" else ("day",)
    llms = ("l1", "l2") if kind == "llms" else ("l1",)
    pools = tuple(Groups(card, w, 1, llm) for card in cards for w in windows for llm in llms)
    slices = draw.choice((None, None, 2)) if len(pools) < 4 else None
    items, loads = [], []
    for k in range(draw.choice((1, 2, 2, 3)) if slices is None else draw.choice((1, 2))):
        window, llm = draw.choice((*windows, "any") if kind == "night" else windows), draw.choice(llms)
        able = [j for j, p in enumerate(pools) if window in ("any", p.window) and p.llm == llm]
        here = {j: draw.choice(LOADS) for j in able if draw.random() < 0.9}
        items.append(Item(f"c{k}", window))
        loads.append(here)
    return Workload(tuple(items), pools, tuple(loads), slices)


@dataclass(frozen=True)
class Seats:
    """What one pool holds: new nodes with cards bought for them, owned nodes in use, gangs in all of them."""

    new: int
    cards: int
    used: int
    gangs: int


def least(problem: Problem) -> int | None:
    """The least cost, or number of cards, of all purchases that meet every rule; None where none does."""
    housing = problem.housing
    assert housing is not None
    ranked = []
    for seats in itertools.product(*(list(_seats(problem, p)) for p in housing.pools)):
        value = value_of(problem, seats)
        if sum(s.gangs for s in seats) == problem.gangs and _allowed(problem, seats):
            ranked.append((value, seats))
    serves = _judge(problem)
    found = sorted(ranked, key=lambda pair: pair[0])
    value = next((value for value, seats in found if serves(serving(problem, seats))), None)
    if value is None or problem.goal != "capex":
        return value
    return None if problem.budget is not None and value > problem.budget else value


def _seats(problem: Problem, pool: Pool) -> Iterator[Seats]:
    owned = pool.owned[0] if pool.owned else OwnedNodes(0, 0)
    per_gang = pool.ways[0].option.cards if pool.ways and problem.gangs else 0
    for new in range((MOST_NODES if pool.buyable else 0) + 1):
        fewest = new * pool.slots if pool.sold_full else new
        for cards in range(fewest, new * pool.slots + 1):
            for used in range(owned.nodes + 1):
                most = 0
                if per_gang:
                    most = min(new * (pool.slots // per_gang), cards // per_gang)
                    most += used * (owned.cards // per_gang)
                for gangs in range(min(most, problem.gangs) + 1):
                    yield Seats(new, cards, used, gangs)


def in_use(problem: Problem, seats: Sequence[Seats]) -> dict[str, int]:
    """Cards in use by id."""
    assert problem.housing is not None
    found = dict.fromkeys((o.card for o in problem.offers), 0)
    for pool, s in zip(problem.housing.pools, seats, strict=True):
        found[pool.card] += s.cards + (s.used * pool.owned[0].cards if pool.owned else 0)
    return found


def serving(problem: Problem, seats: Sequence[Seats]) -> tuple[int, ...]:
    """Cards that serve, in the order of the offers."""
    assert problem.housing is not None
    found = in_use(problem, seats)
    if problem.dedicated:
        for pool, s in zip(problem.housing.pools, seats, strict=True):
            found[pool.card] -= s.gangs * pool.ways[0].option.cards if s.gangs else 0
    return tuple(found[o.card] for o in problem.offers)


def value_of(problem: Problem, seats: Sequence[Seats]) -> int:
    """What the goal counts."""
    assert problem.housing is not None
    if problem.goal == "cards":
        return sum(s.cards for s in seats)  # those that are bought
    return _cost(problem, seats)


def _cost(problem: Problem, seats: Sequence[Seats]) -> int:
    assert problem.housing is not None
    price = {o.card: o.price or 0 for o in problem.offers}
    return sum(
        s.cards * price[p.card] + s.new * p.host for p, s in zip(problem.housing.pools, seats, strict=True)
    )


def _allowed(problem: Problem, seats: Sequence[Seats]) -> bool:
    housing = problem.housing
    assert housing is not None
    used = in_use(problem, seats)
    bought = dict.fromkeys(used, 0)
    watts, space = dict.fromkeys((s.id for s in housing.sites), 0), 0
    for pool, s in zip(housing.pools, seats, strict=True):
        bought[pool.card] += s.cards
        cards = s.cards + (s.used * pool.owned[0].cards if pool.owned else 0)
        watts[pool.site] += cards * pool.card_power_w + (s.new + s.used) * pool.host_power_w
        space += (s.new + s.used) * pool.rack
    serve = dict(zip(used, serving(problem, seats), strict=True))
    return (
        all(o.stock is None or bought[o.card] <= o.stock for o in problem.offers)
        and sum(o.capacity.instances * serve[o.card] for o in problem.offers) >= problem.instances
        and (problem.card_types is None or sum(n > 0 for n in used.values()) <= problem.card_types)
        and (problem.power_w is None or sum(watts.values()) <= problem.power_w)
        and all(s.power_w is None or watts[s.id] <= s.power_w for s in housing.sites)
        and (problem.rack is None or space <= problem.rack)
        and (problem.goal == "capex" or problem.budget is None or _cost(problem, seats) <= problem.budget)
    )


def _judge(problem: Problem) -> Callable[[tuple[int, ...]], bool]:
    """Whether cards, in the order of the offers, can serve; every way to divide them among llms counts."""
    work = problem.workload
    assert work is not None
    able = _in_slices(work) if work.slices else (lambda groups: can_serve(work.loads, groups))

    @cache
    def serves(cards: tuple[int, ...]) -> bool:
        by_card = dict(zip((o.card for o in problem.offers), cards, strict=True))
        return any(able(groups) for groups in _groups(work, by_card))

    return serves


def _groups(work: Workload, cards: dict[str, int]) -> Iterator[tuple[int, ...]]:
    """Groups of each pool when the cards of a window are all given to llms."""
    ways = []
    for card, windows in work.of_card.items():
        for pools in windows.values():
            n = cards[card]
            splits = [(n,)] if len(pools) == 1 else [(k, n - k) for k in range(n + 1)]
            ways.append([dict(zip(pools, split, strict=True)) for split in splits])
    for chosen in itertools.product(*ways):
        merged = {j: g for part in chosen for j, g in part.items()}
        yield tuple(merged.get(j, 0) for j in range(len(work.pools)))


def _in_slices(work: Workload) -> Callable[[tuple[int, ...]], bool]:
    """Whole slices; a load counts in millionths of a card, rounded up."""
    slices = work.slices or 1
    ways = [
        [split for split in itertools.product(range(slices + 1), repeat=len(here)) if sum(split) == slices]
        for here in work.loads
    ]
    all_busy = []
    for splits in itertools.product(*ways):
        busy = [0] * len(work.pools)
        for here, split in zip(work.loads, splits, strict=True):
            for j, sent in zip(here, split, strict=True):
                busy[j] += sent * math.ceil(here[j] * MILLION)
        all_busy.append(busy)
    return lambda groups: any(
        all(b <= g * slices * MILLION for b, g in zip(busy, groups, strict=True)) for busy in all_busy
    )


def seats_of(problem: Problem, counts: Counts) -> tuple[Seats, ...]:
    """An answer of the product in the terms of this oracle."""
    assert problem.housing is not None
    by_id = {p.pool.id: p for p in counts.pools}
    found = []
    for pool in problem.housing.pools:
        p = by_id.get(pool.id)
        found.append(
            Seats(0, 0, 0, 0)
            if p is None
            else Seats(p.new, p.cards, sum(p.used), sum(gangs for _, gangs, *_ in p.gangs))
        )
    return tuple(found)


def wrong_with(problem: Problem, counts: Counts, objective: int | None) -> str:
    """What is wrong with an answer: its value, a rule, or what it serves; empty where nothing is."""
    seats = seats_of(problem, counts)
    if value_of(problem, seats) != objective:
        return f"worth {value_of(problem, seats)}, stated {objective}"
    if sum(s.gangs for s in seats) != problem.gangs or not _allowed(problem, seats):
        return f"breaks a rule: {seats}"
    if not _judge(problem)(serving(problem, seats)):
        return f"does not serve: {seats}"
    return ""
