"""How each kind of rule gives way: by what measure, and what is then written in the scenario."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pulp

from glmopt.dataclass import dataclass
from glmopt.explain.terms import plain
from glmopt.problem import Offer, Problem, Rule, upper_bound
from glmopt.program import Counts, Program
from glmopt.program.light_finetune import light_jobs
from glmopt.program.objective import capex, types
from glmopt.program.ports import ports
from glmopt.program.power import power
from glmopt.program.rack_units import rack
from glmopt.program.site_streams import served
from glmopt.solve import Aim
from glmopt.units import from_minor


@dataclass(frozen=True, slots=True)
class Repair:
    """`aim` is minimised once the rule is dropped; `value` turns its least into the rule's new value.

    `asked` is what the aim has to be at most under the rule as it stands. `written` is the value in `--set`,
    where it is more than the number.
    """

    aim: Callable[[Problem, Rule], Aim]
    value: Callable[[Problem, int], Decimal]
    asked: Callable[[Problem, Rule], int]
    written: Callable[[Problem, Rule, Counts], str] | None = None

    def setting(self, problem: Problem, rule: Rule, value: Decimal, counts: Counts) -> str:
        """The `key=value` that makes the plan of `counts` meet the rule."""
        if self.written is not None:
            return f"{rule.key}={self.written(problem, rule, counts)}"
        return f"{rule.key}={plain(value)}"

    def now(self, problem: Problem, rule: Rule) -> Decimal:
        """The value that the rule has."""
        if rule.constraint == "budget":
            return from_minor(problem.budget or 0, problem.currency)
        return self.value(problem, self.asked(problem, rule))


def bounded(free: Problem, asked: Problem) -> Problem:
    """`free` with counts kept within what the needs as asked could use, so that "most" has an end."""
    offers = []
    needs = replace(asked, goal="cards", budget=None)
    for o, before in zip(free.offers, asked.offers, strict=True):
        limit = upper_bound(needs, replace(before, stock=None, barred_by=()))
        offers.append(replace(o, stock=limit if o.stock is None else o.stock))
    return replace(free, offers=tuple(offers), goal="streams")


def _most(coefficient: Callable[[Offer], int], asked: Callable[[Problem], int]) -> Repair:
    """A need: the most of it that can be had."""
    return Repair(
        lambda _p, _r: lambda program: -program.serving(coefficient),
        lambda _p, value: Decimal(-value),
        lambda problem, _r: -asked(problem),
    )


def _of_card(program: Program, rule: Rule) -> Any:
    return pulp.lpSum(program.bought(o) for o in program.offers if o.card == rule.path[2])


def _offer(problem: Problem, rule: Rule) -> Offer:
    return next(o for o in problem.offers if o.card == rule.path[2])


def _virtual(name: str) -> Callable[[Offer], int]:
    if name == "min_streams":
        return lambda o: o.streams if o.virtualization else 0
    return lambda o: o.virtual_instances if o.virtualization else 0


def _only_barred_by(problem: Problem, rule: Rule) -> frozenset[str]:
    return frozenset(
        o.card for o in problem.offers if o.barred_by and all(b.path == rule.path for b in o.barred_by)
    )


def _barred_types(problem: Problem, rule: Rule) -> Aim:
    """How many types are bought that only this rule bars."""
    barred = _only_barred_by(problem, rule)
    return lambda program: pulp.lpSum(u for card, u in program.u.items() if card in barred)


def _list_without(problem: Problem, rule: Rule, counts: Counts) -> str:
    """The list of the rule, changed so that what is bought may be bought."""
    let_in = {o.card: o.vendor for o in problem.offers if o.card in _only_barred_by(problem, rule)}
    bought = [card for card in let_in if counts.cards.get(card)]
    if rule.path[-1] == "virtualization":
        return "any"
    names = dict.fromkeys(let_in[c] if "vendors" in rule.path else c for c in bought)
    listed = rule.value.split(", ") if rule.value else []
    kept = [n for n in listed if n not in names] if rule.path[-1] == "deny" else [*listed, *names]
    return f"[{', '.join(kept)}]"


def _site(rule: Rule) -> str | None:
    return rule.path[1] if rule.path[0] == "sites" else None


def _site_limit(problem: Problem, rule: Rule, name: str) -> int:
    sites = problem.housing.sites if problem.housing else ()
    return next((getattr(s, name) or 0 for s in sites if s.id == _site(rule)), 0)


def _measured(
    expression: Callable[[Program, str | None], Any], asked: Callable[[Problem, Rule], int]
) -> Repair:
    """A limit in thousandths, W of kW or of a rack unit, in all or of one site."""
    return Repair(
        lambda _p, rule: lambda program: expression(program, _site(rule)),
        lambda _p, value: Decimal(value) / 1000,
        asked,
    )


_ITSELF: Callable[[Problem, int], Decimal] = lambda _p, value: Decimal(value)  # noqa: E731

REPAIRS = {
    "budget": Repair(
        lambda _p, _r: capex,
        lambda p, v: from_minor(v * p.price_unit, p.currency),
        lambda p, _r: (p.budget or 0) // p.price_unit,
    ),
    "streams": _most(lambda o: o.streams, lambda p: p.streams),
    "instances": _most(lambda o: o.capacity.instances, lambda p: p.instances),
    "light_finetune": Repair(
        lambda _p, _r: lambda program: -light_jobs(program),
        lambda _p, value: Decimal(-value),
        lambda problem, _r: -problem.light_finetune,
    ),
    "virtualization": Repair(
        lambda _p, r: lambda program: -program.serving(_virtual(r.path[-1])),
        lambda _p, v: Decimal(-v),
        lambda p, r: -(p.virtual_streams if r.path[-1] == "min_streams" else p.virtual_instances),
    ),
    "card_types": Repair(lambda _p, _r: types, _ITSELF, lambda p, _r: p.card_types or 0),
    "near": Repair(lambda _p, _r: lambda program: program.changes, _ITSELF, lambda p, _r: p.changes or 0),
    "stock": Repair(
        lambda _p, r: lambda program: _of_card(program, r), _ITSELF, lambda p, r: _offer(p, r).stock or 0
    ),
    "minimum": Repair(
        lambda _p, r: lambda program: -_of_card(program, r),
        lambda _p, v: Decimal(-v),
        lambda p, r: -_offer(p, r).minimum,
    ),
    "minimum_order": Repair(
        lambda _p, r: lambda program: -_of_card(program, r),
        lambda _p, v: Decimal(-v),
        lambda p, r: -_offer(p, r).minimum_order,
    ),
    "ports": Repair(
        lambda _p, r: lambda program: ports(program, r.path[1]),
        _ITSELF,
        lambda p, r: _site_limit(p, r, "ports"),
    ),
    "site_streams": Repair(
        lambda _p, r: lambda program: -served(program, r.path[1]),
        lambda _p, v: Decimal(-v),
        lambda p, r: -_site_limit(p, r, "min_streams"),
    ),
    "power": _measured(power, lambda p, r: _site_limit(p, r, "power_w") if _site(r) else (p.power_w or 0)),
    "rack_units": _measured(rack, lambda p, r: _site_limit(p, r, "rack") if _site(r) else (p.rack or 0)),
    "availability": Repair(_barred_types, _ITSELF, lambda _p, _r: 0, _list_without),
}
