"""Are the classes served? Judged exactly from scenario, catalog and the plan's shares, without program.

For each class and each part of the day the shares add up to all of it; for each kind of card, llm, group
size and window the work of its shares, need / capacity, keeps no more groups busy than there are; and the
groups of one window hold no more cards than serve.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction

from glmopt.catalog import Catalog
from glmopt.check.case import Case
from glmopt.plan import Plan, Share
from glmopt.scenario import Scenario
from glmopt.scenario.classes import HOURS_OF_A_DAY, ServiceClass, slices_of
from glmopt.units import millionths_up

# Thousands of exact loads would add up to fractions of thousands of digits: they are added from above in
# multiples of 1 / FINE, and as they are only where that is too much.
FINE = 10**24


def classes(case: Case) -> Iterator[str]:
    """Every class is served whole, by cards that can, and none is busier than it can be."""
    serving = {b.line.card: case.serving(b) for b in case.bought}
    yield from unserved(case.scenario, case.catalog, case.plan, serving)


def unserved(scenario: Scenario, catalog: Catalog, plan: Plan, serving: Mapping[str, int]) -> Iterator[str]:
    """Everything that is wrong with the shares of `plan`; `serving` are its cards that serve, by id."""
    wanted = scenario.demand.classes
    if not wanted:
        if plan.shares:
            yield "shares of classes, and no classes are asked for"
        return
    strange = [s for s in plan.shares if s.name not in wanted or s.card not in serving]
    if strange:
        yield f"{strange[0].name} on {strange[0].card}: no such class, or not bought"
        return
    yield from _parts(scenario, plan)
    yield from _loads(scenario, catalog, plan)
    yield from _groups(plan, serving)


def _parts(scenario: Scenario, plan: Plan) -> Iterator[str]:
    """The shares of each part are all of it, and whole slices where slices are asked."""
    demand = scenario.demand
    night = any(c.batch for c in demand.classes.values())
    slices = slices_of(demand.split)
    have: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for s in plan.shares:
        have[s.name, s.part] += s.share
        if s.share <= 0 or (slices and (s.share * slices).denominator != 1):
            yield f"{s.name}: a share of {s.share}"
        allowed = ("day", "night") if s.part == "any" else (s.part,)
        if s.window not in allowed:
            yield f"{s.name}: its {s.part} is served in the window {s.window}"
    for name, wanted in demand.classes.items():
        expected = _expected(wanted, night=night) if wanted.need(demand.requests_per_s) else ()
        for part in expected:
            if have.pop((name, part), Fraction(0)) != 1:
                yield f"{name} ({part}) is not served whole"
    for name, part in have:
        yield f"{name} ({part}) is not a part of the demand"


def _expected(wanted: ServiceClass, *, night: bool) -> tuple[str, ...]:
    if wanted.batch:
        return (wanted.batch,)
    return ("day", "night") if night and wanted.at_night else ("day",)


def _loads(scenario: Scenario, catalog: Catalog, plan: Plan) -> Iterator[str]:
    """No pool is busier than its groups: Σ need x share / capacity <= groups."""
    from glmopt.sizing.classes import class_sizer

    sizer = class_sizer(scenario, catalog)
    capacity = {
        (card, s.name, s.cards, s.llm): s.capacity
        for card in {s.card for s in plan.shares}
        for s in sizer(card)
    }
    pools: dict[tuple[str, str, int, str], list[Share]] = defaultdict(list)
    for s in plan.shares:
        pools[s.card, s.window, s.cards, s.llm].append(s)
    for (card, window, cards, llm), shares in pools.items():
        groups = shares[0].groups
        if any(s.groups != groups for s in shares):
            yield f"{card} ({window}): different numbers of groups for one pool"
        loads = []
        for s in shares:
            most = capacity.get((card, s.name, cards, llm))
            if most is None:
                yield f"{cards} x {card} with {llm} cannot serve {s.name}"
                return
            load = s.share * _need(scenario, scenario.demand.classes[s.name], s) / most
            loads.append(load)
            if s.busy != millionths_up(load):
                yield f"{s.name} keeps {float(load):g} groups of {card} busy, stated {s.busy}"
        above = sum(-(-load.numerator * FINE // load.denominator) for load in loads)
        if above > groups * FINE and sum(loads, Fraction(0)) > groups:
            yield f"{groups} groups of {cards} x {card} ({window}) are {above / FINE:g} busy"


def _need(scenario: Scenario, wanted: ServiceClass, share: Share) -> Fraction:
    """The need of a part while it is served: a batch is a day's work done in the hours of its window."""
    demand = scenario.demand
    need = wanted.need(demand.requests_per_s)
    if wanted.batch:
        night = demand.night_hours
        return need * HOURS_OF_A_DAY / (night if share.window == "night" else HOURS_OF_A_DAY - night)
    return need * Fraction(wanted.at_night) if share.part == "night" else need


def _groups(plan: Plan, serving: Mapping[str, int]) -> Iterator[str]:
    """In each window the groups of a card are no more cards than serve."""
    used: dict[tuple[str, str], dict[tuple[int, str], int]] = defaultdict(dict)
    for s in plan.shares:
        used[s.card, s.window][s.cards, s.llm] = s.groups
    for (card, window), groups in used.items():
        taken = sum(cards * count for (cards, _), count in groups.items())
        if any(count < 1 for count in groups.values()) or taken > serving[card]:
            yield f"{taken} x {card} serve classes ({window}), there are {serving[card]}"
