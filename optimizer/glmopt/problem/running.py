"""What an offer is beside its price: cards that are owned, power, running costs, virtual instances."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from glmopt.catalog import Card, Catalog
from glmopt.problem.model import Offer
from glmopt.problem.rule import Rule
from glmopt.scenario import Scenario
from glmopt.scenario.running import electricity_of, licence_of
from glmopt.sizing import partitions


def needs_power(scenario: Scenario) -> bool:
    """Whether what draws an unknown power is no choice: power is limited, or running costs count."""
    limits = [scenario.rules.max_power_kw, *(site.max_power_kw for site in scenario.sites.values())]
    return scenario.goal == "tco" or any(limit is not None for limit in limits)


class Running:
    """Completes the offers of one scenario."""

    def __init__(self, scenario: Scenario, catalog: Catalog) -> None:
        self.scenario = scenario
        self.catalog = catalog
        self.tco = scenario.goal == "tco"
        self.needs_power = needs_power(scenario)
        self.rule = scenario.rules.virtualization
        self.shares = self.rule.all_cards or self.rule.min_streams > 0 or self.rule.min_instances > 0

    @cached_property
    def licence(self) -> int:
        """Minor units for a time-sliced card over the horizon."""
        return licence_of(self.scenario, self.catalog)

    def owned(self, card: str) -> int:
        """Cards that are there already, in servers or bare."""
        total = 0
        for entry in self.scenario.owned:
            if entry.card == card:
                chassis = self.catalog.chassis.get(entry.chassis or "")
                each = entry.cards or (chassis.slots.value if chassis else 0)
                total += each * (entry.nodes if entry.chassis else 1)
        return total

    def completed(self, offer: Offer, card: Card, watts: int) -> Offer:
        """`offer` with what is owned, what it draws and costs to run, and how it can be shared."""
        more: dict[str, Any] = {"virtualization": offer.virtualization}
        if self.rule.kind is not None:
            shared = partitions(card, self.catalog, self.rule.kind)
            licence = self.licence if shared.licensed and self.shares and self.tco else 0
            more = {"virtualization": shared.count > 0, "partitions": shared.count, "licence": licence}
        owned = self.owned(card.id)
        return replace(
            offer,
            owned=owned,
            power_w=watts,
            electricity=electricity_of(self.scenario, self.catalog, watts) if self.tco else 0,
            barred_by=(*offer.barred_by, *self._bars(offer, owned, virtual=more["virtualization"])),
            unusable=self.rule.all_cards and not more["virtualization"],
            **more,
        )

    def _bars(self, offer: Offer, owned: int, *, virtual: bool) -> Iterator[Rule]:
        if self.rule.all_cards and not virtual:
            says = "every card must support virtualization"
            if self.rule.kind == "hard":
                says = "every card must have partitions in hardware"
            yield Rule("availability", ("rules", "virtualization"), says, "")
        if offer.price is None and owned and self._needs_price():
            yield Rule("availability", ("prices",), "has no price", "")

    def _needs_price(self) -> bool:
        return self.scenario.goal != "cards" or self.scenario.budget.max is not None
