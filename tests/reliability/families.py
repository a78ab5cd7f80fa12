"""Random models in families, each drawn from a seed, and the oracle's question for each."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from glmopt.problem import Offer, Problem, Rule
from glmopt.problem.housing import Housing, OwnedNodes, Pool, SiteLimits, Way
from glmopt.sizing import Capacity
from glmopt.topology import GangOption

BAR = Rule("availability", ("cards", "deny"), "none of", "it")


def _offer(draw: random.Random, number: int, *, dear: bool) -> Offer:
    streams = draw.randint(1, 200)
    price = draw.randint(300_000, 60_000_000) if dear else draw.randint(1, 40) * 100
    low = Capacity(streams, streams, draw.randint(0, 6), draw.randint(0, 1), draw.randint(1, 20))
    return Offer(f"c-{number}", "v", price, streams, low, draw.random() < 0.5)


def _offers(draw: random.Random, most: int = 9) -> tuple[Offer, ...]:
    dear = draw.random() < 0.7
    return tuple(_offer(draw, k, dear=dear) for k in range(draw.randint(2, most)))


def plain(draw: random.Random) -> Problem:
    """Streams, instances and light jobs over cards without limits."""
    return Problem(
        _offers(draw),
        draw.choice(["capex", "capex", "cards"]),
        "CNY",
        streams=draw.randint(1, 3_000),
        instances=draw.choice([0, 0, draw.randint(1, 100)]),
        light_finetune=draw.choice([0, 0, draw.randint(1, 10)]),
    )


def stock(draw: random.Random) -> Problem:
    """Stock, least counts, smallest orders, forbidden cards, card types, budgets."""
    offers = []
    for o in _offers(draw):
        limit = draw.choice([None, draw.randint(0, 40)])
        most = 40 if limit is None else limit
        least = draw.choice([0, 0, 0, draw.randint(0, min(3, most))])
        order = draw.choice([0, 0, draw.randint(0, min(8, most))])
        barred = (BAR,) if draw.random() < 0.1 else ()
        offers.append(replace(o, stock=limit, minimum=least, minimum_order=order, barred_by=barred))
    problem = replace(plain(draw), offers=tuple(offers))
    types = draw.choice([None, None, draw.randint(1, 4)])
    budget = draw.choice([None, draw.randint(1_000_000, 2_000_000_000)])
    return replace(problem, card_types=types, budget=budget)


def gangs(draw: random.Random) -> Problem:
    """Full fine-tuning, shared or dedicated, and virtualization, over cards of which some are scarce."""
    problem = stock(draw) if draw.random() < 0.5 else plain(draw)
    return replace(
        problem,
        gangs=draw.randint(1, 4),
        dedicated=draw.random() < 0.5,
        virtual_streams=draw.choice([0, draw.randint(1, 800)]),
        virtual_instances=draw.choice([0, 0, draw.randint(1, 40)]),
        budget=None,
    )


def most_streams(draw: random.Random) -> Problem:
    """The most streams for a budget, with stock, types, gangs and virtualization."""
    problem = gangs(draw)
    return replace(
        problem,
        goal="streams",
        streams=draw.choice([0, problem.streams // 4]),
        budget=draw.randint(1_000_000, 900_000_000),
        gangs=draw.choice([0, 0, 1]),
    )


def servers(draw: random.Random) -> Problem:
    """Cards in nodes: hosts, sold full or not, owned ones, gangs inside, power, rack, one node lost."""
    offers, pools = [], []
    survive = draw.choice([0, 0, 1])
    gangs = 0 if survive else draw.choice([0, 1, 2])
    for k in range(draw.randint(1, 3)):
        offer = replace(_offer(draw, k, dear=draw.random() < 0.5), stock=draw.randint(1, 10))
        offer = replace(offer, minimum=draw.choice([0, 0, draw.randint(0, min(2, offer.stock or 0))]))
        gang = draw.choice([1, 2, 4])
        offer = replace(offer, capacity=replace(offer.capacity, gang_cards=gang))
        owned, may_buy = 0, draw.random() < 0.9
        for h in range(draw.randint(1, 2)):
            slots = draw.choice([2, 4, 8])
            there = ()
            if draw.random() < 0.3:
                there = (OwnedNodes(draw.randint(1, 2), draw.randint(1, slots)),)
                owned += there[0].nodes * there[0].cards
            rate = Decimal(100)
            names = (offer.card, offer.card, f"h-{h}", "none")
            option = GangOption(*names, "node", gang, 1, gang, slots // gang, rate, rate)
            way = Way(option, tuple(gang * (t + 1) for t in range(slots // gang)))
            pools.append(
                Pool(
                    card=offer.card,
                    part=offer.card,
                    chassis=f"h-{h}",
                    site="here",
                    slots=slots,
                    sold_full=draw.random() < 0.3,
                    buyable=may_buy and draw.random() < 0.9,
                    fillable=may_buy and any(o.cards < slots for o in there),
                    host=draw.choice([0, draw.randint(1, 200) * 10_000]),
                    card_power_w=draw.choice([0, 300]),
                    host_power_w=draw.randint(100, 900),
                    rack=draw.choice([1000, 2000, 4000]),
                    ways=(way,) if way.least else (),
                    owned=there,
                )
            )
        offers.append(replace(offer, owned=owned))
    housing = Housing(tuple(pools), (), (SiteLimits("here"),), ("h-0", "h-1"), survive_nodes=survive)
    goal = draw.choice(["capex", "capex", "cards", "streams"])
    budget = draw.randint(1_000_000, 300_000_000)
    return Problem(
        tuple(offers),
        goal,
        "CNY",
        streams=draw.randint(0 if goal == "streams" else 1, 400),
        instances=draw.choice([0, 0, draw.randint(1, 20)]),
        light_finetune=draw.choice([0, 0, 1, 2]),
        gangs=gangs,
        dedicated=draw.random() < 0.5,
        card_types=draw.choice([None, None, 1, 2]),
        budget=budget if goal == "streams" or draw.random() < 0.3 else None,
        power_w=draw.choice([None, draw.randint(500, 9_000)]),
        rack=draw.choice([None, draw.randint(1, 20) * 1000]),
        housing=housing,
    )


def housed_question(problem: Problem) -> dict[str, Any]:
    """A problem of servers, as CP-SAT is asked."""
    whole = question(problem)
    housing = problem.housing
    if housing is None:
        return whole
    cards = [o.card for o in problem.offers]
    pools = [
        {
            "offer": cards.index(p.card),
            "slots": p.slots,
            "unit": p.unit,
            "sold_full": p.sold_full,
            "buyable": p.buyable,
            "fillable": p.fillable,
            "host": p.host,
            "host_w": p.host_power_w,
            "card_w": p.card_power_w,
            "rack": p.rack,
            "gang": p.ways[0].option.cards if p.ways and problem.gangs else 0,
            "dedicated": problem.dedicated,
            "owned_nodes": sum(o.nodes for o in p.owned),
            "owned_cards": p.owned[0].cards if p.owned else 0,
        }
        for p in housing.pools
    ]
    limits = {"power": problem.power_w or 1 << 40, "rack": problem.rack or 1 << 40}
    return {**whole, **limits, "kind": "servers", "pools": pools, "survive": housing.survive_nodes}


def fees(draw: random.Random) -> dict[str, Any]:
    """Cards in packs, a fee for each vendor bought from: the family in which CBC's defaults are wrong."""
    vendors = draw.randint(1, 3)
    cards = [
        [
            draw.randint(1, 200),
            draw.randint(300_000, 25_000_000),
            draw.randint(1, 200),
            draw.randrange(vendors),
            draw.choice([1, 1, 2, 4, 8]),
        ]
        for _ in range(draw.randint(3, 10))
    ]
    reach = sum(a * (limit // pack) * pack for a, _p, limit, _v, pack in cards)
    target = draw.randint(1, max(1, min(reach, 3_000)))
    return {
        "cards": cards,
        "fees": [draw.randint(100_000, 5_000_000) for _ in range(vendors)],
        "target": target,
    }


PROBLEMS: dict[str, Callable[[random.Random], Problem]] = {
    "plain": plain,
    "stock": stock,
    "gangs": gangs,
    "streams": most_streams,
    "servers": servers,
}


def drawn(family: str, seed: int) -> Problem:
    """The model of a family with a seed."""
    return PROBLEMS[family](random.Random(f"{family} {seed}"))  # noqa: S311  no secret: the same every time


def question(problem: Problem) -> dict[str, Any]:
    """The problem's numbers, as CP-SAT is asked."""
    return {
        "kind": "cards",
        "goal": problem.goal,
        "streams": problem.streams,
        "instances": problem.instances,
        "light": problem.light_finetune,
        "gangs": problem.gangs,
        "dedicated": problem.dedicated,
        "virtual_streams": problem.virtual_streams,
        "virtual_instances": problem.virtual_instances,
        "types": problem.card_types,
        "budget": problem.budget,
        "priced": problem.priced,
        "offers": [
            {
                "price": o.price,
                "streams": o.streams,
                "instances": o.capacity.instances,
                "light": o.capacity.light_finetune,
                "gang": o.capacity.gang_cards,
                "virtual": o.virtualization,
                "stock": o.stock,
                "minimum": o.minimum,
                "order": o.minimum_order,
                "barred": bool(o.barred_by),
            }
            for o in problem.offers
        ],
    }


class Oracle:
    """CP-SAT in a process of its own; `with Oracle() as ask: ask(question)` gives status and objective."""

    def __enter__(self) -> Callable[[dict[str, Any]], tuple[str, int | None]]:
        command = [sys.executable, str(Path(__file__).with_name("cpsat.py"))]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self.ask

    def ask(self, what: dict[str, Any]) -> tuple[str, int | None]:
        """OPTIMAL or INFEASIBLE, and the optimum."""
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("no oracle")
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return answer["status"], answer["objective"]

    def __exit__(self, *_: object) -> None:
        self.process.communicate()
