"""The problem: which cards may be bought, their whole-number coefficients, the needs and limits.

Letters as in docs/formulation.md. Money is in minor units (fen, cents), everything else in pieces.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from glmopt.problem.workload import Workload
from glmopt.records.faults import dotted
from glmopt.sizing import Capacity
from glmopt.units import from_minor

Path = tuple[str | int, ...]

# Up to so many classes each is a rule of its own; more are one rule together.
CLASSES_ONE_BY_ONE = 12


@dataclass(frozen=True, slots=True)
class Rule:
    """One named need or limit: which constraint it feeds, where it was written, what it says.

    `sign` and `value` are what it says: ">=" and "200". Signs that are words are translated in reports.
    """

    constraint: str
    path: tuple[str, ...]
    sign: str
    value: str

    @property
    def says(self) -> str:
        """What the rule demands, in a few words: >= 200."""
        return f"{self.sign} {self.value}".strip()

    @property
    def key(self) -> str:
        """The rule's place in the scenario, as people write it: cards.stock.a100-80g.max."""
        return dotted(self.path)


@dataclass(frozen=True, slots=True)
class Offer:
    """One card that could be bought.

    price           p_i  minor units; None where the objective needs no prices
    streams         a_i  at the scenario's end of the estimate
    capacity             everything one card does
    virtualization       whether it can be partitioned or shared by a hypervisor
    stock, minimum, minimum_order   limits on n_i
    barred_by            rules that forbid it; such an offer has no variable
    """

    card: str
    vendor: str
    price: int | None
    streams: int
    capacity: Capacity
    virtualization: bool
    stock: int | None = None
    minimum: int = 0
    minimum_order: int = 0
    barred_by: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """The sets and parameters of one program.

    streams S, instances Q, light_finetune R, gangs G, dedicated; virtual_streams and virtual_instances on
    cards with virtualization; card_types T; budget B in minor units; workload: the classes, where there are
    any; goal: capex, cards or streams.
    """

    offers: tuple[Offer, ...]
    goal: str
    currency: str
    streams: int = 0
    instances: int = 0
    light_finetune: int = 0
    gangs: int = 0
    dedicated: bool = False
    virtual_streams: int = 0
    virtual_instances: int = 0
    card_types: int | None = None
    budget: int | None = None
    workload: Workload | None = None
    not_considered: tuple[tuple[str, str], ...] = ()

    @property
    def price_unit(self) -> int:
        """The largest number of minor units that divides every price: the program counts money in it."""
        return math.gcd(*(o.price or 0 for o in self.open_offers)) or 1

    @property
    def open_offers(self) -> tuple[Offer, ...]:
        """The set I: offers that no rule forbids."""
        return tuple(o for o in self.offers if not o.barred_by)

    @property
    def priced(self) -> bool:
        """Whether every offer has a price."""
        return all(o.price is not None for o in self.offers)

    def rules(self) -> tuple[Rule, ...]:
        """Every need and limit that is in force, in the order of the scenario file."""
        found: list[Rule] = []

        def need(constraint: str, path: tuple[str, ...], amount: int | None, sign: str) -> None:
            if amount:
                found.append(Rule(constraint, path, sign, f"{amount:,}"))

        need("streams", ("demand", "streams"), self.streams, ">=")
        found += self._class_rules()
        need("instances", ("demand", "instances"), self.instances, ">=")
        need("light_finetune", ("demand", "light_finetune"), self.light_finetune, ">=")
        need("full_finetune", ("demand", "full_finetune"), self.gangs, ">=")
        bars = {bar.key: bar for offer in self.offers for bar in offer.barred_by}
        found += bars.values()
        for offer in self.offers:
            path = ("cards", "stock", offer.card)
            if offer.stock is not None:
                found.append(Rule("stock", (*path, "max"), "<=", f"{offer.stock:,}"))
            need("minimum", (*path, "min"), offer.minimum, ">=")
            need("minimum_order", (*path, "min_order"), offer.minimum_order, "if any, >=")
        need("virtualization", ("rules", "virtualization", "min_streams"), self.virtual_streams, ">=")
        need("virtualization", ("rules", "virtualization", "min_instances"), self.virtual_instances, ">=")
        if self.card_types is not None:
            found.append(Rule("card_types", ("rules", "max_card_types"), "<=", str(self.card_types)))
        if self.budget is not None:
            amount = f"{from_minor(self.budget, self.currency):,} {self.currency}"
            found.append(Rule("budget", ("budget", "max"), "<=", amount))
        return tuple(found)

    def _class_rules(self) -> list[Rule]:
        path = ("demand", "classes")
        if self.workload is None:
            return []
        names = self.workload.names
        if len(names) > CLASSES_ONE_BY_ONE:
            return [Rule("classes", path, ">=", f"100 % x {len(names):,}")]
        return [Rule("classes", (*path, name), ">=", "100 %") for name in names]

    def without(self, rules: Iterable[Rule]) -> Problem:
        """This problem with `rules` dropped."""
        problem = self
        for rule in rules:
            problem = _without(problem, rule)
        return problem


def _without(problem: Problem, rule: Rule) -> Problem:
    match rule.constraint:
        case "streams":
            return replace(problem, streams=0)
        case "classes" if problem.workload is not None:
            name = rule.path[-1] if len(rule.path) > 2 else None
            return replace(problem, workload=problem.workload.without(name))
        case "instances":
            return replace(problem, instances=0)
        case "light_finetune":
            return replace(problem, light_finetune=0)
        case "full_finetune":
            return replace(problem, gangs=0)
        case "card_types":
            return replace(problem, card_types=None)
        case "budget":
            return replace(problem, budget=None)
        case "virtualization" if rule.path[-1] == "min_streams":
            return replace(problem, virtual_streams=0)
        case "virtualization":
            return replace(problem, virtual_instances=0)
    return replace(problem, offers=tuple(_offer_without(o, rule) for o in problem.offers))


def _offer_without(offer: Offer, rule: Rule) -> Offer:
    if rule.constraint == "availability":
        return replace(offer, barred_by=tuple(b for b in offer.barred_by if b.path != rule.path))
    if rule.path[2] != offer.card:
        return offer
    match rule.constraint:
        case "stock":
            return replace(offer, stock=None)
        case "minimum":
            return replace(offer, minimum=0)
        case "minimum_order":
            return replace(offer, minimum_order=0)
    raise ValueError(f"no way to drop {rule.constraint}")
