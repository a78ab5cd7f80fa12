"""A chassis: a server type with its slots, what fits into them, how they are wired, and what it costs.

All rates are GB/s per direction. The wiring is declared, not drawn: `topology` makes the graph of it.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from glmopt.catalog.prices import Quote
from glmopt.records import Count, Figure, Id, Name, Number, Record, Text

Positive = Annotated[Number, Field(gt=0)]
Slots = Annotated[int, Field(ge=1, le=64)]
Bus = Annotated[str, Field(pattern=r"^PCIe [3-6]\.0 x(1|2|4|8|16)$")]
LinkKind = Literal["switch", "ring", "mesh", "bridge"]


class Accepts(Record):
    """Which cards the slots take: those of a form and slot width, with exceptions by name.

    `also`: cards that fit although their usual build is too wide (blower builds). `never`: cards whose
    form fits but whose cooling does not. `only`: nothing but these.
    """

    forms: Figure[Annotated[tuple[Name, ...], Field(min_length=1)]]
    slot_width: Figure[Annotated[int, Field(ge=1, le=8)]] | None = None
    only: Figure[tuple[Id, ...]] | None = None
    also: Figure[tuple[Id, ...]] | None = None
    never: Figure[tuple[Id, ...]] | None = None

    def named(self) -> tuple[Id, ...]:
        """Every card that is mentioned by name."""
        lists = (self.only, self.also, self.never)
        return tuple(card for figure in lists if figure for card in figure.value)


class CardLinks(Record):
    """The fast wires between cards: groups of `size` neighbouring slots, all wired in one way.

    switch  every card to one switch; gb_s is the rate of a card
    ring    every card to two neighbours; gb_s is the rate to one neighbour
    mesh    every card to every other; gb_s is the rate of a pair
    bridge  as the card's own bridge wires it, for cards that have one; no gb_s of its own

    A card whose own link is slower than `gb_s` limits the edge.
    """

    kind: LinkKind
    name: Name
    size: Figure[Annotated[int, Field(ge=2, le=64)]]
    gb_s: Figure[Positive] | None = None

    @model_validator(mode="after")
    def _has_rate(self) -> Self:
        if (self.gb_s is None) != (self.kind == "bridge"):
            raise ValueError("gb_s belongs to a switch, a ring or a mesh, not to a bridge")
        return self


class HostBus(Record):
    """The host's side: slots on PCIe switches (none: directly on sockets), switches on sockets.

    Slots are spread evenly in slot order over the switches, switches over the sockets; every socket
    reaches every other at `socket_gb_s`.
    """

    slot: Figure[Bus]
    switches: Figure[Annotated[int, Field(ge=0, le=64)]]
    uplink: Figure[Bus] | None = None
    sockets: Figure[Annotated[int, Field(ge=1, le=8)]]
    socket_gb_s: Figure[Positive] | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.uplink is None) == (self.switches.value > 0):
            raise ValueError("uplink, from a switch to its socket, is given where there are switches")
        if (self.socket_gb_s is None) == (self.sockets.value > 1):
            raise ValueError("socket_gb_s is the rate between sockets: give it where there are several")
        return self


class ScaleOut(Record):
    """The ports to other nodes: how many, how fast, what they speak, and what they hang on.

    `attach: card` is a port on each card itself; `switch` and `socket` share the ports out in order.
    `built_in` ports are in the host's price; others are bought with the fabric.
    """

    ports: Figure[Annotated[int, Field(ge=1, le=64)]]
    gb_s: Figure[Positive]
    speaks: Figure[Annotated[tuple[Literal["ethernet", "infiniband"], ...], Field(min_length=1)]]
    attach: Literal["card", "switch", "socket"]
    built_in: Figure[bool]


class Jobs(Record):
    """How many cards one job may take.

    `sizes` inside one node. Across nodes a job takes the same number of cards on each, a multiple of
    `per_node_multiple` (8 on a machine with eight cards: whole nodes only); left out: no such jobs.
    A job of at most `one_group_up_to` cards must sit inside one group of linked cards.
    """

    sizes: Figure[Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(min_length=1)]]
    per_node_multiple: Figure[Annotated[int, Field(ge=1)]] | None = None
    one_group_up_to: Figure[Count] | None = None


class SystemQuote(Quote):
    """A price that was asked for a machine or a board together with its cards."""

    scope: Literal["system", "board"]
    cards: Count
    card: Id | None = None


class HostPrice(Record):
    """What the machine costs without its cards, and the quote it was split from.

    Only `host` is ever added to a bill. A card whose own price already includes its host
    (`includes: host` in the price list) is not charged for it again.
    """

    host: Quote | None = None
    quoted: SystemQuote | None = None


class Chassis(Record):
    """One server type."""

    schema_: Literal["glmopt/chassis@1"] = Field(default="glmopt/chassis@1", alias="schema")
    id: Id
    name: Text
    vendor: Id
    slots: Figure[Slots]
    accepts: Accepts
    sold_full: Figure[bool]
    links: CardLinks | None = None
    bus: HostBus
    scale_out: ScaleOut
    jobs: Jobs
    price: HostPrice
    host_power_w: Figure[Positive]
    rack_units: Figure[Positive]
    notes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        slots = self.slots.value
        if self.links and slots % self.links.size.value:
            raise ValueError(f"{slots} slots do not divide into groups of {self.links.size.value}")
        if tuple(sorted(set(self.jobs.sizes.value))) != self.jobs.sizes.value:
            raise ValueError("jobs.sizes must rise, each size once")
        if self.jobs.sizes.value[-1] > slots:
            raise ValueError(f"a job of {self.jobs.sizes.value[-1]} cards does not fit {slots} slots")
        multiple = self.jobs.per_node_multiple
        if multiple and multiple.value > slots:
            raise ValueError(f"jobs.per_node_multiple {multiple.value} is above the {slots} slots")
        if self.scale_out.attach == "card" and self.scale_out.ports.value != slots:
            raise ValueError("with a port on each card there are as many ports as slots")
        if self.scale_out.attach == "switch" and not self.bus.switches.value:
            raise ValueError("ports hang on PCIe switches, and there are none")
        return self
