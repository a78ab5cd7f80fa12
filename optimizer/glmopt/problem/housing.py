"""Where cards may stand, in whole numbers: pools of equal nodes, networks, sites and their limits.

Letters as in docs/formulation.md. Money in minor units, power in W, rack space in thousandths of a unit.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from glmopt.dataclass import dataclass

if TYPE_CHECKING:
    from glmopt.topology import GangOption


RACK_UNIT = 1000


@dataclass(frozen=True, slots=True)
class Way:
    """One way to wire a gang in the nodes of a pool.

    option       cards, nodes, cards on each node, gangs (or shares of them) in a full node
    least        phi(t): the fewest cards in a node with t gangs, or t shares of them
    """

    option: GangOption
    least: tuple[int, ...]

    @property
    def fabric(self) -> str | None:
        """The network it needs; None where the node's own wires do."""
        return self.option.fabric if self.option.reach == "pod" else None

    @property
    def plain(self) -> bool:
        """Whether a node needs no more cards than the gangs themselves take, however many there are."""
        return all(fill == t * self.option.per_node for t, fill in enumerate(self.least, start=1))


@dataclass(frozen=True, slots=True)
class Link:
    """Joining one node of a pool to a network: ports with their cables, adapters where none are built in."""

    fabric: str
    ports: int
    price: int
    power_w: int
    electricity: int


@dataclass(frozen=True, slots=True)
class OwnedNodes:
    """`nodes` servers that are there already, with `cards` cards in each."""

    nodes: int
    cards: int


@dataclass(frozen=True, slots=True)
class Pool:
    """All nodes of one chassis with one card at one site.

    slots         s_h  cards that one node may hold
    unit               cards that go together: a tensor-parallel group, else 1
    sold_full          a new node is bought with every slot filled
    light        H(t)  groups for light fine-tuning in a node with t cards; empty where each card is one
    buyable, fillable  whether new nodes may be bought, and cards for the free slots of owned ones
    host               price of a new node without its cards; 0 where the card's price includes it
    card_power_w, host_power_w, rack     of a card (0 where nothing says), and of a node without cards
    card_electricity, host_electricity   over the horizon, minor units
    """

    card: str
    part: str
    chassis: str
    site: str
    slots: int
    sold_full: bool
    buyable: bool
    fillable: bool
    host: int
    card_power_w: int
    host_power_w: int
    rack: int
    card_electricity: int = 0
    host_electricity: int = 0
    unit: int = 1
    ways: tuple[Way, ...] = ()
    ways_at_any_bandwidth: tuple[Way, ...] = ()
    links: tuple[Link, ...] = ()
    owned: tuple[OwnedNodes, ...] = ()
    light: tuple[int, ...] = ()

    def light_groups(self, cards: int) -> int:
        """Groups for light fine-tuning jobs in a node with so many cards."""
        return self.light[cards] if self.light else cards

    @property
    def id(self) -> str:
        """Card, chassis and site in one word."""
        return f"{self.card}@{self.chassis}@{self.site}"

    @property
    def always_full(self) -> bool:
        """Whether no node of the pool can have a free slot."""
        return self.sold_full and all(o.cards == self.slots for o in self.owned)

    def link(self, fabric: str) -> Link:
        """What joins a node of this pool to `fabric`."""
        return next(link for link in self.links if link.fabric == fabric)


@dataclass(frozen=True, slots=True)
class Network:
    """The switches of one fabric at one site."""

    fabric: str
    site: str
    ports_per_switch: int
    price: int
    power_w: int
    electricity: int
    rack: int


@dataclass(frozen=True, slots=True)
class SiteLimits:
    """What one room has: power in W, rack space in thousandths of a unit, switch ports, streams from here."""

    id: str
    power_w: int | None = None
    rack: int | None = None
    ports: int | None = None
    min_streams: int = 0


@dataclass(frozen=True)
class Housing:
    """Pools, networks and sites of one problem; `survive_nodes` m nodes may fail.

    `priced`: whether hosts and networks have prices here; where none are needed they have none.
    `shut`: pools that there would be of cards which a rule forbids to buy; they come in when it is dropped.
    """

    pools: tuple[Pool, ...]
    networks: tuple[Network, ...]
    sites: tuple[SiteLimits, ...]
    chassis: tuple[str, ...]
    bandwidth: str = "0"
    survive_nodes: int = 0
    priced: bool = True
    shut: tuple[Pool, ...] = ()

    def of(self, card: str) -> tuple[Pool, ...]:
        """The pools of one card."""
        return self._by_card.get(card, ())

    @cached_property
    def _by_card(self) -> dict[str, tuple[Pool, ...]]:
        found: dict[str, list[Pool]] = {}
        for p in self.pools:
            found.setdefault(p.card, []).append(p)
        return {card: tuple(pools) for card, pools in found.items()}

    def amounts(self, *, running: bool) -> list[int]:
        """Every amount of money in it, with what running costs or without."""
        found = [p.host for p in self.pools if p.buyable]
        found += [link.price for p in self.pools for link in p.links] + [n.price for n in self.networks]
        if running:
            found += [p.card_electricity for p in self.pools] + [p.host_electricity for p in self.pools]
            found += [link.electricity for p in self.pools for link in p.links]
            found += [n.electricity for n in self.networks]
        return found

    def without_bandwidth(self) -> Housing:
        """This housing with gangs wired in any way."""
        pools, shut = (
            tuple(replace(p, ways=p.ways_at_any_bandwidth) for p in those)
            for those in (self.pools, self.shut)
        )
        return replace(self, pools=pools, shut=shut, bandwidth="0")

    def opened(self, cards: Container[str]) -> Housing:
        """This housing with the pools of `cards`, which may be bought now, in the place of what they had."""
        come = tuple(p for p in self.shut if p.card in cards)
        if not come:
            return self
        anew = {p.card for p in come}
        pools = [*come, *(p for p in self.pools if p.card not in anew)]
        shut = tuple(p for p in self.shut if p.card not in anew)
        return replace(self, pools=tuple(sorted(pools, key=lambda p: (p.site, p.card))), shut=shut)

    def without_limit(self, site: str, name: str) -> Housing:
        """This housing without one limit of one site."""
        none: dict[str, Any] = {name: 0 if name == "min_streams" else None}
        limits = tuple(replace(s, **none) if s.id == site else s for s in self.sites)
        return replace(self, sites=limits)
