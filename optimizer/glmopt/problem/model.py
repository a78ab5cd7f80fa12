"""The problem: which cards may be bought, their whole-number coefficients, the needs and limits.

Letters as in docs/formulation.md. Money is in minor units (fen, cents), everything else in pieces.
"""

from __future__ import annotations

import math
from dataclasses import replace

from glmopt.dataclass import dataclass
from glmopt.problem.housing import Housing
from glmopt.problem.housing_rules import housing_rule, housing_rules, thousandths
from glmopt.problem.rule import Rule
from glmopt.problem.workload import Workload
from glmopt.sizing import Capacity
from glmopt.units import from_minor

# Up to so many classes each is a rule of its own; more are one rule together.
CLASSES_ONE_BY_ONE = 12


@dataclass(frozen=True, slots=True)
class Offer:
    """One card that could be bought.

    price           p_i  minor units; None where the objective needs no prices
    streams         a_i  at the scenario's end of the estimate
    capacity             everything one card does
    virtualization       whether it can be partitioned or shared by a hypervisor
    partitions           instances of a partitioned or shared card, where those are not q_i
    breaks          F_it, D_it: who buys F cards or more pays D minor units less for each; both rise
    stock, minimum, minimum_order   limits on the cards bought, b_i
    barred_by            rules that forbid buying it
    owned           o_i  cards that are there already
    unusable             whether not even owned ones may be used
    power_w         W_i  watts at full power, of bare cards; those in servers have their pool's
    electricity, licence    over the horizon, minor units for each card in use
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
    breaks: tuple[tuple[int, int], ...] = ()
    barred_by: tuple[Rule, ...] = ()
    partitions: int | None = None
    owned: int = 0
    unusable: bool = False
    power_w: int = 0
    electricity: int = 0
    licence: int = 0

    @property
    def buyable(self) -> bool:
        """Whether no rule forbids buying it."""
        return not self.barred_by

    def at(self, price: int) -> Offer:
        """This offer at another price, its price breaks as far below it, but none below nothing."""
        return replace(self, price=max(price, self.price_off))

    def unit(self, count: int) -> int:
        """What each card costs where `count` are bought together, minor units; 0 without a price."""
        return (self.price or 0) - max((off for start, off in self.breaks if start <= count), default=0)

    @property
    def lowest(self) -> int:
        """What a card costs after the last price break, minor units; 0 without a price."""
        return (self.price or 0) - self.price_off

    @property
    def free(self) -> bool:
        """Whether it has a price, and that is nothing or becomes nothing."""
        return self.price is not None and not self.lowest

    @property
    def price_off(self) -> int:
        """D of the last price break, the largest; 0 where there is none."""
        return self.breaks[-1][1] if self.breaks else 0

    @property
    def last_break(self) -> int:
        """F of the last price break; 0 where there is none."""
        return self.breaks[-1][0] if self.breaks else 0

    @property
    def virtual_instances(self) -> int:
        """v_i: instances that count where virtualized ones are asked for."""
        return self.capacity.instances if self.partitions is None else self.partitions

    @property
    def open(self) -> bool:
        """Whether it may be in the plan: bought, or used because it is there."""
        return self.buyable or (self.owned > 0 and not self.unusable)


@dataclass(frozen=True, slots=True)
class Problem:
    """The sets and parameters of one program.

    streams S, instances Q, light_finetune R of light_cards L each, gangs G, dedicated; virtual_streams and
    virtual_instances on cards with virtualization; card_types T; budget B in minor units; power_w P; goal:
    capex, tco, cards or streams. `housing`: the servers that cards stand in; None for bare cards. `workload`:
    the classes, if any. `earlier` are the counts n*_i of an earlier plan, `changes` C how many cards may be
    more or fewer.
    """

    offers: tuple[Offer, ...]
    goal: str
    currency: str
    streams: int = 0
    instances: int = 0
    light_finetune: int = 0
    light_cards: int = 1
    gangs: int = 0
    dedicated: bool = False
    virtual_streams: int = 0
    virtual_instances: int = 0
    card_types: int | None = None
    budget: int | None = None
    earlier: tuple[tuple[str, int], ...] = ()
    changes: int | None = None
    power_w: int | None = None
    rack: int | None = None
    housing: Housing | None = None
    workload: Workload | None = None
    not_considered: tuple[tuple[str, str], ...] = ()

    @property
    def price_unit(self) -> int:
        """The largest number of minor units that divides every amount: the program counts money in it."""
        amounts = [o.price or 0 for o in self.open_offers]
        amounts += [off for o in self.open_offers for _, off in o.breaks]
        if self.goal == "tco":
            amounts += [each for o in self.open_offers for each in (o.electricity, o.licence)]
        if self.housing:
            amounts += self.housing.amounts(running=self.goal == "tco")
        return math.gcd(*amounts) or 1

    @property
    def open_offers(self) -> tuple[Offer, ...]:
        """The set I: offers that may be in the plan."""
        return tuple(o for o in self.offers if o.open)

    @property
    def priced(self) -> bool:
        """Whether every offer that may be bought has a price."""
        hosts = self.housing is None or self.housing.priced
        return hosts and all(o.price is not None for o in self.offers if o.buyable or not o.owned)

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
        if self.housing is not None:
            found += (r for r in housing_rules(self.housing, self.gangs) if r.key not in bars)
        if self.power_w is not None:
            found.append(Rule("power", ("rules", "max_power_kw"), "<=", f"{thousandths(self.power_w)} kW"))
        if self.rack is not None:
            found.append(Rule("rack_units", ("rules", "max_rack_units"), "<=", thousandths(self.rack)))
        if self.card_types is not None:
            found.append(Rule("card_types", ("rules", "max_card_types"), "<=", str(self.card_types)))
        if self.changes is not None:
            found.append(Rule("near", ("rules", "near", "changes"), "<=", f"{self.changes:,}"))
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


def housed_offers(offers: tuple[Offer, ...], housing: Housing) -> tuple[Offer, ...]:
    """`offers`, barred where no server that may be had takes them; the same object where all have one."""
    rule = housing_rule(housing)

    def bare(offer: Offer) -> bool:
        return offer.open and not any(p.buyable or p.owned for p in housing.of(offer.card))

    if not any(map(bare, offers)):
        return offers
    return tuple(replace(o, barred_by=(*o.barred_by, rule)) if bare(o) else o for o in offers)
