"""Why this plan, and why nothing fits. Every answer is a new solve, never a dual value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pulp

from glmopt.catalog import Catalog, FigureSet
from glmopt.errors import Place
from glmopt.plan import Plan
from glmopt.problem import Offer, Problem, Rule, upper_bound
from glmopt.program import Program
from glmopt.program.objective import capex, types
from glmopt.scenario import Scenario
from glmopt.scenario.model import SolverTerms
from glmopt.sizing import sizer_for
from glmopt.solve import optimum
from glmopt.units import from_minor


@dataclass(frozen=True, slots=True)
class Binding:
    """A rule without which the optimum would be better, by `saving` (in the goal's unit).

    `saving` is None where the goal would have no limit at all without the rule.
    """

    rule: Rule
    place: Place | None
    saving: Decimal | None


@dataclass(frozen=True, slots=True)
class Conflicting:
    """A rule of the minimal conflict: without any one of these, the others can be met."""

    rule: Rule
    place: Place | None


@dataclass(frozen=True, slots=True)
class Nearest:
    """One change that makes the scenario feasible, with the exact value that just suffices.

    `change` is the distance from what was asked; `setting` is the `--set` that does it.
    """

    rule: Rule
    value: Decimal
    change: Decimal
    setting: str


@dataclass(frozen=True, slots=True)
class Short:
    """A need that a purchase does not meet: how many it has of how many."""

    need: str
    have: int
    of: int


@dataclass(frozen=True, slots=True)
class Audit:
    """The same purchase judged by other figures: what it serves then, and what it falls short of."""

    figures: FigureSet
    streams_low: int
    streams_high: int
    short: tuple[Short, ...]
    unknown: tuple[str, ...]


def binding(problem: Problem, scenario: Scenario, objective: int) -> tuple[Binding, ...]:
    """The rules that cost something: for each, the optimum without it is better than `objective`."""
    found = []
    for rule in problem.rules():
        free = problem.without((rule,))
        place = scenario.place(*rule.path)
        if free.goal == "streams" and free.budget is None and any(o.stock is None for o in free.open_offers):
            found.append(Binding(rule, place, None))
            continue
        ending = optimum(free, _once(scenario)).ending
        if ending.status == "optimal" and ending.objective != objective:
            saving = abs(objective - (ending.objective or 0))
            found.append(Binding(rule, place, _in_units(problem, saving)))
    return tuple(found)


def conflict(problem: Problem, scenario: Scenario) -> tuple[Conflicting, ...]:
    """A minimal set of rules that cannot be met together, by a deletion filter.

    Each rule is left out in turn; where the rest is still infeasible it stays out. What is left needs
    every one of its rules to be infeasible.
    """
    kept = list(problem.rules())
    for rule in problem.rules():
        rest = [r for r in kept if r != rule]
        if not _feasible(problem.without(r for r in problem.rules() if r not in rest), scenario):
            kept = rest
    return tuple(Conflicting(rule, scenario.place(*rule.path)) for rule in kept)


def nearest(problem: Problem, scenario: Scenario, rules: tuple[Rule, ...]) -> tuple[Nearest, ...]:
    """For each of `rules`, the least change of it alone that makes the scenario feasible, if one does."""
    found = []
    for rule in rules:
        repair = _REPAIRS.get(rule.constraint)
        if repair is None:
            continue
        free = _bounded(problem.without((rule,)), problem)
        solved = optimum(replace(free, goal="streams"), _once(scenario), repair.aim(rule))
        if solved.ending.status != "optimal" or solved.ending.objective is None:
            continue
        value = repair.value(problem, solved.ending.objective)
        asked = _asked(problem, rule)
        setting = f"{rule.key}={_plain(value)}"
        found.append(Nearest(rule, value, value - asked, setting))
    return tuple(found)


def audit(scenario: Scenario, catalog: Catalog, plan: Plan) -> Audit:
    """`plan` judged by the figures that the scenario does not use: data sheets for the document's."""
    other: FigureSet = "datasheet" if scenario.figures == "seed" else "seed"
    judged = scenario.model_copy(update={"figures": other})
    sizer = sizer_for(judged, catalog)
    low = high = instances = light = gangs = 0
    unknown = []
    for line in plan.lines:
        spec = catalog.spec(line.card, other)
        if spec is None:
            unknown.append(line.card)
            continue
        capacity = sizer(spec)
        serving = line.count - line.dedicated_cards
        low += serving * capacity.streams_low
        high += serving * capacity.streams_high
        instances += serving * capacity.instances
        light += serving * capacity.light_finetune
        gangs += min(line.gangs, capacity.gangs(line.count))
    demand = scenario.demand
    have = low if scenario.estimate == "low" else high
    needs = (
        ("streams", have, demand.streams),
        ("instances", instances, demand.instances),
        ("light fine-tuning", light, demand.light_finetune),
        ("full fine-tuning", gangs, demand.full_finetune.gangs),
    )
    # A card without such figures may do anything: then nothing is said to be short.
    short = () if unknown else tuple(Short(*need) for need in needs if need[1] < need[2])
    return Audit(other, low, high, short, tuple(unknown))


@dataclass(frozen=True, slots=True)
class _Repair:
    """How far a rule must give way: what to minimise without it, and what that says of the rule."""

    aim: Callable[[Rule], Callable[[Program], Any]]
    value: Callable[[Problem, int], Decimal]


def _most(coefficient: Callable[[Offer], int]) -> Callable[[Rule], Callable[[Program], Any]]:
    return lambda _rule: lambda program: -program.serving(coefficient)


def _negated(_problem: Problem, value: int) -> Decimal:
    return Decimal(-value)


def _itself(_problem: Problem, value: int) -> Decimal:
    return Decimal(value)


def _stocked(rule: Rule) -> Callable[[Program], Any]:
    card = str(rule.path[2])
    return lambda program: program.n.get(card, pulp.lpSum([]))


_REPAIRS = {
    "budget": _Repair(lambda _: capex, lambda p, v: from_minor(v * p.price_unit, p.currency)),
    "streams": _Repair(_most(lambda o: o.streams), _negated),
    "instances": _Repair(_most(lambda o: o.capacity.instances), _negated),
    "light_finetune": _Repair(_most(lambda o: o.capacity.light_finetune), _negated),
    "card_types": _Repair(lambda _: types, _itself),
    "stock": _Repair(_stocked, _itself),
}


def _asked(problem: Problem, rule: Rule) -> Decimal:
    """The value that `rule` has now."""
    if rule.constraint == "stock":
        stock = next(o.stock for o in problem.offers if o.card == rule.path[2])
        return Decimal(stock or 0)
    if rule.constraint == "budget":
        return from_minor(problem.budget or 0, problem.currency)
    return Decimal(getattr(problem, rule.constraint))


def _bounded(free: Problem, asked: Problem) -> Problem:
    """`free` with counts kept within what the needs as asked could use, so that "most" has an end."""
    offers = []
    for o in free.offers:
        limit = upper_bound(replace(asked, goal="cards", budget=None), replace(o, stock=None, barred_by=()))
        offers.append(replace(o, stock=limit if o.stock is None else o.stock))
    return replace(free, offers=tuple(offers))


def _feasible(problem: Problem, scenario: Scenario) -> bool:
    """Whether some plan meets every rule; by least cost where there are prices, for that is exact."""
    goal = "capex" if problem.priced else "cards"
    return optimum(replace(problem, goal=goal), _once(scenario)).ending.status != "infeasible"


def _once(scenario: Scenario) -> SolverTerms:
    return scenario.solver.model_copy(update={"prove": "once"})


def _in_units(problem: Problem, value: int) -> Decimal:
    return from_minor(value, problem.currency) if problem.goal == "capex" else Decimal(value)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


__all__ = ["Audit", "Binding", "Conflicting", "Nearest", "audit", "binding", "conflict", "nearest"]
