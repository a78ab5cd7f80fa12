"""A plan on trial: its lines beside what scenario and catalog say of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from glmopt import topology
from glmopt.catalog import Catalog, Spec
from glmopt.dataclass import dataclass
from glmopt.errors import CheckFailure
from glmopt.placement import graph_of, light_groups
from glmopt.plan import Line, NodeLine, Plan
from glmopt.scenario import CardPrice, Scenario
from glmopt.sizing import Capacity

if TYPE_CHECKING:
    from glmopt.catalog import Chassis
    from glmopt.topology.attributes import Graph


@dataclass(frozen=True, slots=True)
class Bought:
    """One line of the plan beside what scenario and catalog say of its card.

    `virtual_instances` count where virtualized instances are asked for; `licensed`: by time slices.
    """

    line: Line
    spec: Spec
    capacity: Capacity
    vendor: str
    price: CardPrice | None
    virtualization: bool
    virtual_instances: int
    licensed: bool
    power_w: int | None


@dataclass(frozen=True)
class Case:
    """A plan on trial."""

    scenario: Scenario
    catalog: Catalog
    plan: Plan
    bought: tuple[Bought, ...]

    @property
    def dedicated(self) -> bool:
        """Whether gangs serve nothing else."""
        return self.scenario.demand.full_finetune.sharing == "dedicated"

    @property
    def housed(self) -> bool:
        """Whether cards sit in servers."""
        return self.scenario.nodes is not None

    @cached_property
    def of_card(self) -> dict[str, Bought]:
        """The lines by card."""
        return {b.line.card: b for b in self.bought}

    @cached_property
    def graph(self) -> Graph | str:
        """The plan as a graph, of equal nodes as many as gangs could take; or why there is none."""
        try:
            return graph_of(self.plan, self.scenario, self.catalog, gangs_only=True)
        except (CheckFailure, ValueError) as failure:
            return str(failure)

    def dedicated_cards(self, b: Bought) -> int:
        """Cards of a line that belong to gangs and serve nothing else."""
        if not self.dedicated:
            return 0
        if self.housed:
            return sum(g.cards * g.count for g in self.plan.gangs if g.card == b.line.card)
        return b.line.gangs * b.capacity.gang_cards

    def serving(self, b: Bought) -> int:
        """Cards of a line that serve streams, instances and light jobs: all but those of dedicated gangs."""
        return b.line.count - self.dedicated_cards(b)

    def light_jobs(self, b: Bought) -> int:
        """Light fine-tuning jobs of a line: of one card each, or of groups of several."""
        cards = self.scenario.demand.tuning.light.cards
        groups = self.serving(b) // cards
        if self.housed and cards > 1:
            nodes = (n for n in self.plan.nodes if n.card == b.line.card)
            groups = sum(light_groups(n, self.scenario, self.catalog) * n.nodes for n in nodes)
        return groups * b.capacity.light_finetune

    def each(self, b: Bought) -> int:
        """a_i: streams of one card at the scenario's end of the estimate."""
        return b.capacity.streams(self.scenario.estimate)

    def streams(self, b: Bought) -> int:
        """Streams of a line at the scenario's end of the estimate."""
        return self.serving(b) * self.each(b)

    def servers(self) -> Iterator[tuple[NodeLine, Chassis]]:
        """The servers of the plan with their type."""
        for line in self.plan.nodes:
            yield line, self.catalog.chassis[line.chassis]

    def card_power_w(self, line: NodeLine, chassis: Chassis) -> int | None:
        """Watts of one card in a server; None where nothing says, or where it does not fit."""
        port = topology.fitting(chassis, self.catalog.cards[line.card], self.catalog.cards)
        return math.ceil(port.tdp_w) if port and port.tdp_w else None

    def site_of(self, written: str | None) -> str:
        """The site that is meant where none is written: the first, or the only one."""
        return written or next(iter(sorted(self.scenario.sites)), "main")
