"""The variables of servers: nodes, cards in them, connections, switches, gangs by the way they are wired.

Nodes of one pool (card, chassis, site) are counted, never numbered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import TYPE_CHECKING, Any

import pulp

from glmopt.dataclass import dataclass
from glmopt.problem.housing import Housing, Network, Pool, Way
from glmopt.units import ceil_div

if TYPE_CHECKING:
    from glmopt.program.model import Program


@dataclass(frozen=True, slots=True)
class WiredGangs:
    """z: gangs of one way in one pool; `nodes` v: nodes that carry them; `sized` v_t: with t each.

    `sized` is there only where a node needs more cards than its gangs take, or where nodes count by what
    they hold.
    """

    way: Way
    z: Any
    nodes: Any
    sized: dict[int, Any]


@dataclass(slots=True)
class PoolVariables:
    """One pool's nodes and cards; a letter that means nothing there is the number 0.

    new      x  nodes bought            cards    y  cards in them (s x where the board is sold full)
    used     w  owned nodes in use      filled   f  cards bought for their free slots
    joined   c  nodes on each network   of_fill     nodes with so many cards, where those are counted
    holding     those of them that can hold gangs: all, or those on the network of the gangs
    """

    pool: Pool
    new: Any
    cards: Any
    used: list[Any]
    filled: dict[int, Any]
    joined: dict[str, Any] = field(default_factory=dict)
    gangs: list[WiredGangs] = field(default_factory=list)
    of_fill: dict[int, Any] = field(default_factory=dict)
    holding: dict[int, Any] = field(default_factory=dict)

    def gangs_by_fill(self) -> dict[int, int]:
        """Gangs that a node of each fill can hold by itself."""
        least = next((g.way.least for g in self.gangs if g.way.option.nodes == 1), ())
        return {fill: sum(needed <= fill for needed in least) for fill in self.of_fill}

    @property
    def nodes(self) -> Any:
        """Nodes in use, bought and owned."""
        return self.new + pulp.lpSum(self.used)

    @property
    def in_use(self) -> Any:
        """Cards in use: those bought, and those that owned nodes brought along."""
        owned = [o.cards * w for o, w in zip(self.pool.owned, self.used, strict=True)]
        return self.cards + pulp.lpSum([*owned, *self.filled.values()])

    @property
    def bought(self) -> Any:
        """Cards bought."""
        return self.cards + pulp.lpSum(self.filled.values())


@dataclass(slots=True)
class Switches:
    """One switch, or leaves and spines, of one network."""

    network: Network
    single: Any
    leaves: Any
    spines: Any

    @property
    def count(self) -> Any:
        """Switches of either kind."""
        return self.single + self.leaves + self.spines


class Servers:
    """Every variable of the housing, pool by pool and network by network."""

    def __init__(self, program: Program, housing: Housing) -> None:
        self.housing = housing
        self._lp = program.lp
        self._gangs = program.problem.gangs
        # where failures are survived, or light jobs take several cards, a node counts by what it holds
        self.counts_fills = housing.survive_nodes > 0 or program.problem.light_cards > 1
        numbers = [
            number
            for number, pool in enumerate(housing.pools)
            if pool.card in program.upper and (pool.buyable or pool.owned)
        ]
        self.pools = [self._pool(number, housing.pools[number], program) for number in numbers]
        self._numbers = numbers
        self._by_card: dict[str, list[PoolVariables]] = {}
        for p in self.pools:
            self._by_card.setdefault(p.pool.card, []).append(p)
        self.switches = [self._switches(number, network) for number, network in enumerate(housing.networks)]

    def of(self, card: str) -> list[PoolVariables]:
        """The pools of one card."""
        return self._by_card.get(card, [])

    def positions(self) -> Any:
        """Each node times the number of its pool among all: less where nodes stand in the first pools."""
        return pulp.lpSum((k + 1) * p.nodes for k, p in zip(self._numbers, self.pools, strict=True))

    def choices(self, cards: set[str]) -> Iterator[Any]:
        """Every variable of the pools of `cards` that a reader of the plan would see, in a fixed order."""
        for p in (p for p in self.pools if p.pool.card in cards):
            held = [p.new, *p.used, p.cards, *p.filled.values()]
            gangs = [letter for g in p.gangs for letter in (g.z, g.nodes, *g.sized.values())]
            yield from _variables([*held, *p.joined.values(), *gangs, *p.of_fill.values()])

    def joined(self, network: Network) -> Iterator[tuple[PoolVariables, Any]]:
        """The pools at a network's site with the count of nodes that hang on it."""
        for p in self.pools:
            if p.pool.site == network.site and network.fabric in p.joined:
                yield p, p.joined[network.fabric]

    def ports(self, network: Network) -> Any:
        """Ports in use of a network."""
        return pulp.lpSum(p.pool.link(network.fabric).ports * c for p, c in self.joined(network))

    def _integer(self, name: str, upper: int) -> Any:
        return self._lp.add_variable(name, 0, upper, "Integer")

    def _pool(self, number: int, pool: Pool, program: Program) -> PoolVariables:
        most = program.upper[pool.card]
        new: Any = 0
        cards: Any = 0
        if pool.buyable:
            new = self._integer(f"x_{number}", ceil_div(most, pool.slots) if pool.sold_full else most)
            if pool.sold_full:
                cards = pool.slots * new
            else:
                cards = pool.unit * self._integer(f"y_{number}", ceil_div(most, pool.unit))
        used = [self._integer(f"w_{number}_{k}", o.nodes) for k, o in enumerate(pool.owned)]
        filled = {
            k: pool.unit * self._integer(f"f_{number}_{k}", o.nodes * (pool.slots - o.cards) // pool.unit)
            for k, o in enumerate(pool.owned)
            if pool.fillable and pool.slots - o.cards >= pool.unit
        }
        made = PoolVariables(pool, new, cards, used, filled)
        nodes = most + sum(o.nodes for o in pool.owned)
        # with failures to survive, one way a pool: gangs are then counted by what a node holds
        ways = pool.ways[:1] if self.housing.survive_nodes else pool.ways
        if self._gangs:
            for fabric in sorted({w.fabric for w in ways if w.fabric}):
                made.joined[fabric] = self._integer(f"c_{number}_{fabric}".replace("-", "_"), nodes)
            made.gangs = [
                self._wired(f"{number}_{k}", way, made, nodes, alone=len(ways) == 1)
                for k, way in enumerate(ways)
            ]
        if self.counts_fills:
            fills = [pool.slots] if pool.always_full else range(pool.unit, pool.slots + 1, pool.unit)
            made.of_fill = {fill: self._integer(f"k_{number}_{fill}", nodes) for fill in fills}
            made.holding = made.of_fill
            if self.housing.survive_nodes and any(
                g.way.fabric and g.way.option.nodes == 1 for g in made.gangs
            ):
                made.holding = {fill: self._integer(f"j_{number}_{fill}", nodes) for fill in fills}
        return made

    def _wired(self, name: str, way: Way, pool: PoolVariables, nodes: int, *, alone: bool) -> WiredGangs:
        z = self._integer(f"z_{name}", self._gangs)
        sized = {}
        if self.housing.survive_nodes:
            if way.option.nodes > 1:
                sizes = range(1, min(len(way.least), self._gangs) + 1)
                sized = {t: self._integer(f"v_{name}_{t}", nodes) for t in sizes}
        elif (self.counts_fills or not way.plain) and not pool.pool.always_full:
            most = len(way.least) if way.option.nodes == 1 else min(len(way.least), self._gangs)
            sizes = range(1, most + 1)
            sized = {t: self._integer(f"v_{name}_{t}", nodes) for t in sizes}
        if alone:
            carrying = pool.joined[way.fabric] if way.fabric else pool.nodes
        else:
            carrying = self._integer(f"v_{name}", nodes)
        return WiredGangs(way, z, carrying, sized)

    def _switches(self, number: int, network: Network) -> Switches:
        ports = 0
        for p, c in self.joined(network):
            ports += p.pool.link(network.fabric).ports * int(c.upBound)
        radix = network.ports_per_switch
        leaves = ceil_div(ports, radix // 2) if ports > radix else 0
        return Switches(
            network,
            self._integer(f"single_{number}", 1 if ports else 0),
            self._integer(f"leaves_{number}", leaves),
            self._integer(f"spines_{number}", ceil_div(leaves * (radix // 2), radix)),
        )


def _variables(letters: list[Any]) -> Iterator[Any]:
    """The variables in letters, each once: a letter is a number, a variable or a multiple of one."""
    seen: set[str] = set()
    for letter in letters:
        if isinstance(letter, int):
            continue
        found = [letter] if hasattr(letter, "upBound") else [v for v, _ in letter.items()]
        for variable in found:
            if variable.name not in seen and len(found) == 1:
                seen.add(variable.name)
                yield variable
