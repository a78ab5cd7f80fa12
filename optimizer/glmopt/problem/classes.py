"""The scenario's classes to a workload: needs, windows and exact loads of every card."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

from glmopt.catalog import Catalog
from glmopt.errors import Fault, InputError
from glmopt.problem.workload import Item, Pool, Workload
from glmopt.records.faults import dotted
from glmopt.scenario import Scenario
from glmopt.scenario.classes import HOURS_OF_A_DAY, ServiceClass, slices_of
from glmopt.sizing.classes import Serves, class_sizer

Windows = dict[str, Fraction]


def workload(scenario: Scenario, catalog: Catalog, cards: Iterable[str]) -> Workload | None:
    """The workload of `scenario` on `cards`; None where no class is asked for.

    A class that needs nothing is left out. Raises InputError for classes that contradict the rest of the
    scenario, and where capacities are not to be had.
    """
    demand = scenario.demand
    if not demand.classes:
        if demand.capacity is not None:
            message = "a table without classes"
            raise InputError(_contradiction(scenario, "capacity", message, "add demand.classes"))
        return None
    if faults := tuple(_contradictions(scenario)):
        raise InputError(faults)
    night = nights(scenario)
    items: list[Item] = []
    needs: list[list[tuple[str, tuple[int, int]]]] = []
    for name, wanted in demand.classes.items():
        for item, windows in items_of(scenario, name, wanted, night=night):
            items.append(item)
            needs.append([(window, need.as_integer_ratio()) for window, need in windows.items()])
    sizer = class_sizer(scenario, catalog)
    pools: list[Pool] = []
    loads: list[dict[int, Fraction]] = [{} for _ in items]
    faults_of_cards: list[Fault] = []
    # equal loads are one object: there may be many thousands, of a few kinds of card that many vendors sell
    known: dict[tuple[int, int], Fraction] = {}
    for card in cards:
        try:
            serves = sizer(card)
        except InputError as error:
            faults_of_cards += error.faults
            continue
        by_name: dict[str, list[Serves]] = defaultdict(list)
        for s in serves:
            by_name[s.name].append(s)
        numbers: dict[tuple[str, int, str], int] = {}
        for here, item, asked in zip(loads, items, needs, strict=True):
            for window, (need, of_need) in asked:
                for s in by_name.get(item.name, ()):
                    kind = (window, s.cards, s.llm)
                    j = numbers.setdefault(kind, len(pools))
                    if j == len(pools):
                        pools.append(Pool(card, *kind))
                    amount, of_one = s.capacity.as_integer_ratio()
                    # one greatest common divisor in place of two
                    ratio = need * of_one, of_need * amount
                    if ratio not in known:
                        known[ratio] = Fraction(*ratio)
                    here[j] = known[ratio]
    if faults_of_cards:
        raise InputError(faults_of_cards)
    if scenario.nodes is not None and any(pool.cards > 1 for pool in pools):
        message = "which groups of several cards a server holds is not modelled for classes yet"
        action = "let each card serve by itself, or leave nodes out"
        raise InputError(Fault("not-yet", message, scenario.place("nodes"), "nodes", action))
    return Workload(tuple(items), tuple(pools), tuple(loads), slices_of(demand.split))


def nights(scenario: Scenario) -> bool:
    """Whether the night counts: only where some class is a batch."""
    return any(c.batch for c in scenario.demand.classes.values())


def items_of(
    scenario: Scenario, name: str, wanted: ServiceClass, *, night: bool
) -> Iterable[tuple[Item, Windows]]:
    """What of a class is served whole, with its need in each window where it may be served.

    A batch is a day's work: done in H hours, its mean rate over the day is 24 / H times as high.
    """
    demand = scenario.demand
    need = wanted.need(demand.requests_per_s)
    if need == 0:
        return
    hours = {"day": HOURS_OF_A_DAY - demand.night_hours, "night": demand.night_hours}
    if wanted.batch:
        served = hours if wanted.batch == "any" else {"night": hours["night"]}
        yield Item(name, wanted.batch), {w: need * HOURS_OF_A_DAY / h for w, h in served.items()}
        return
    yield Item(name, "day"), {"day": need}
    if night and wanted.at_night:
        yield Item(name, "night"), {"night": need * Fraction(wanted.at_night)}


def _contradictions(scenario: Scenario) -> Iterable[Fault]:
    demand = scenario.demand
    if demand.streams:
        message = "streams and classes: streams are a class of their own"
        action = "write them as a class, demand.classes.NAME.streams, or take one of the two out"
        yield _contradiction(scenario, "streams", message, action)
    if scenario.goal == "streams":
        place = scenario.place("objective")
        message = "the most streams of what? there are several classes"
        action = "objective: capex or cards; raise the amounts of the classes to see what a budget buys"
        yield Fault("contradiction", message, place, "objective", action)
    if scenario.rules.survive_nodes:
        place = scenario.place("rules", "survive_nodes")
        message = "which classes are served when a node fails is not modelled yet"
        yield Fault("not-yet", message, place, "rules.survive_nodes", "leave it out, or raise the amounts")
    if scenario.rules.virtualization.min_streams:
        # as below: cards that the classes keep busy would count as free for them
        path = ("rules", "virtualization", "min_streams")
        message = "so many streams on cards with virtualization of which class? there are several kinds"
        action = "write required, or min_instances, which counts loaded copies; or leave it out"
        yield Fault("contradiction", message, scenario.place(*path), dotted(path), action)
    for site, wanted in scenario.sites.items():
        if wanted.min_streams:
            message = f"so many streams from {site} of which class? there are several kinds of them"
            action = (
                "leave it out, or plan the site in a scenario of its own, with the classes that it serves"
            )
            field = f"sites.{site}.min_streams"
            yield Fault("contradiction", message, scenario.place("sites", site, "min_streams"), field, action)
    shares = [name for name, c in demand.classes.items() if c.share is not None]
    if shares and demand.requests_per_s is None:
        message = f"the share of {shares[0]} is a share of what?"
        yield _contradiction(scenario, "requests_per_s", message, "add demand.requests_per_s")
    if demand.requests_per_s is not None and not shares:
        message = "no class has a share of it"
        yield _contradiction(scenario, "requests_per_s", message, "give classes a share, or take it out")


def _contradiction(scenario: Scenario, key: str, message: str, action: str) -> Fault:
    return Fault("contradiction", message, scenario.place("demand", key), f"demand.{key}", action)
