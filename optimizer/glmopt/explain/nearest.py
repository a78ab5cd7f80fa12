"""The nearest scenarios that can be met: one rule changed, by exactly as much as is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pulp

from glmopt.explain.terms import in_time, once, plain, proved
from glmopt.problem import Offer, Problem, Rule, upper_bound
from glmopt.program import Program
from glmopt.program.objective import capex, types
from glmopt.program.ports import ports
from glmopt.program.power import power
from glmopt.program.rack_units import rack
from glmopt.program.site_streams import served
from glmopt.scenario import Scenario
from glmopt.solve import optimum
from glmopt.solve.clock import Clock
from glmopt.units import from_minor


@dataclass(frozen=True, slots=True)
class Nearest:
    """One change that makes the scenario feasible, with the exact value that just suffices.

    `change` is the distance from what was asked; `setting` is the `--set` that does it.
    """

    rule: Rule
    value: Decimal
    change: Decimal
    setting: str


def nearest(
    problem: Problem, scenario: Scenario, rules: tuple[Rule, ...], clock: Clock | None = None
) -> tuple[Nearest, ...]:
    """For each of `rules`, the least change of it alone that makes the scenario feasible, if one does.

    `clock` limits all of it. Raises SolverFailure where a limit came before a proof.
    """
    found = []
    for rule in rules:
        repair = _REPAIRS.get(rule.constraint)
        if repair is None:
            continue
        in_time(clock)
        free = _bounded(problem.without((rule,)), problem)
        solved = optimum(replace(free, goal="streams"), once(scenario), repair.aim(rule), clock=clock)
        least = proved(solved.ending)
        if least is None:
            continue
        value = repair.value(problem, least)
        asked = _asked(problem, rule)
        setting = f"{rule.key}={plain(value)}"
        found.append(Nearest(rule, value, value - asked, setting))
    return tuple(found)


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
    return lambda program: pulp.lpSum(program.bought(o) for o in program.offers if o.card == card)


def _site(rule: Rule) -> str | None:
    """The site that a rule is about; None for all of them."""
    return str(rule.path[1]) if rule.path[0] == "sites" else None


def _thousandth(_problem: Problem, value: int) -> Decimal:
    return Decimal(value) / 1000


_REPAIRS = {
    "budget": _Repair(lambda _: capex, lambda p, v: from_minor(v * p.price_unit, p.currency)),
    "streams": _Repair(_most(lambda o: o.streams), _negated),
    "instances": _Repair(_most(lambda o: o.capacity.instances), _negated),
    "light_finetune": _Repair(_most(lambda o: o.capacity.light_finetune), _negated),
    "card_types": _Repair(lambda _: types, _itself),
    "stock": _Repair(_stocked, _itself),
    "power": _Repair(lambda rule: lambda program: power(program, _site(rule)), _thousandth),
    "rack_units": _Repair(lambda rule: lambda program: rack(program, _site(rule)), _thousandth),
    "ports": _Repair(lambda rule: lambda program: ports(program, str(_site(rule))), _itself),
    "site_streams": _Repair(lambda rule: lambda program: -served(program, str(_site(rule))), _negated),
}


def _asked(problem: Problem, rule: Rule) -> Decimal:
    """The value that `rule` has now."""
    if rule.constraint == "stock":
        stock = next(o.stock for o in problem.offers if o.card == rule.path[2])
        return Decimal(stock or 0)
    if rule.constraint in ("power", "rack_units", "ports", "site_streams"):
        return _asked_of_servers(problem, rule)
    if rule.constraint == "budget":
        return from_minor(problem.budget or 0, problem.currency)
    return Decimal(getattr(problem, rule.constraint))


def _asked_of_servers(problem: Problem, rule: Rule) -> Decimal:
    """A limit on servers as it is now, of one site or of all: kW, rack units, ports, streams."""
    name = {"power": "power_w", "rack_units": "rack", "ports": "ports", "site_streams": "min_streams"}
    where: Any = problem
    if problem.housing and (site := _site(rule)):
        where = next(s for s in problem.housing.sites if s.id == site)
    value = Decimal(getattr(where, name[rule.constraint]) or 0)
    return value / 1000 if rule.constraint in ("power", "rack_units") else value


def _bounded(free: Problem, asked: Problem) -> Problem:
    """`free` with counts kept within what the needs as asked could use, so that "most" has an end."""
    offers = []
    for o in free.offers:
        limit = upper_bound(replace(asked, goal="cards", budget=None), replace(o, stock=None, barred_by=()))
        offers.append(replace(o, stock=limit if o.stock is None else o.stock))
    return replace(free, offers=tuple(offers))
