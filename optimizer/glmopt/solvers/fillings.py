"""Every way to fill a pool, node by node, with cards and gangs: what enumerate_servers.py chooses from."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from glmopt.dataclass import dataclass
from glmopt.problem import Problem
from glmopt.problem.housing import Housing, Pool, Way

# Cards in a node, and the network it hangs on.
Node = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Held:
    """One way to fill a pool: nodes bought, owned ones in use by entry, all nodes, gangs by way."""

    pool: Pool
    new: int
    used: tuple[int, ...]
    nodes: tuple[Node, ...]
    gangs: tuple[int, ...]

    @property
    def in_use(self) -> int:
        """Cards in use."""
        return sum(cards for cards, _ in self.nodes)

    @property
    def bought(self) -> int:
        """Cards that are paid for: what the owned nodes in use did not bring along."""
        return self.in_use - sum(o.cards * w for o, w in zip(self.pool.owned, self.used, strict=True))

    @property
    def reserved(self) -> int:
        """Cards of gangs."""
        return sum(way.option.cards * z for way, z in zip(self.pool.ways, self.gangs, strict=False))

    def joined(self, fabric: str) -> int:
        """Nodes on a network."""
        return sum(network == fabric for _, network in self.nodes)


def fillings(pool: Pool, problem: Problem, housing: Housing, most: int) -> list[Held]:
    """Every way to fill a pool, those that differ in nothing that counts only once."""
    ways = pool.ways[:1] if housing.survive_nodes else pool.ways
    networks = ["", *sorted({w.fabric for w in ways if w.fabric})] if problem.gangs else [""]
    kinds = [(f, n) for f in range(pool.unit, pool.slots + 1, pool.unit) for n in networks]
    found: dict[object, Held] = {}
    for new in range((most if pool.buyable else 0) + 1):
        for used in itertools.product(*(range(o.nodes + 1) for o in pool.owned)):
            if new + sum(used) > most:
                continue
            for nodes in itertools.combinations_with_replacement(kinds, new + sum(used)):
                bare = Held(pool, new, used, nodes, ())
                if not _can_be_had(bare):
                    continue
                for gangs in gangs_held(ways, nodes, 0 if housing.survive_nodes else problem.gangs):
                    held = Held(pool, new, used, nodes, gangs)
                    counts = held.in_use, tuple(held.joined(n) for n in networks)
                    by_node = housing.survive_nodes or pool.light
                    key: object = (new, used, gangs, nodes if by_node else counts)
                    found.setdefault(key, held)
    return list(found.values())


def _can_be_had(held: Held) -> bool:
    """Whether these nodes can be had: bought ones with a group at least, owned ones filled up if allowed."""
    pool, slots = held.pool, held.pool.slots
    free = sum((slots - o.cards) * w for o, w in zip(pool.owned, held.used, strict=True))
    least = (slots if pool.sold_full else pool.unit) * held.new
    most = slots * held.new + (free if pool.fillable else 0)
    if pool.sold_full and sum(cards == slots for cards, _ in held.nodes) < held.new:
        return False
    return least <= held.bought <= most


def gangs_held(ways: Sequence[Way], nodes: Sequence[Node], most: int) -> Iterator[tuple[int, ...]]:
    """Every vector of gangs by way, up to `most` in all, that some choice of carrying nodes can hold."""
    reachable: set[tuple[int, ...]] = {(0,) * len(ways)}
    if most and ways:
        for carried in itertools.product(range(len(ways)), repeat=len(nodes)):
            groups = [
                [n for n, k in zip(nodes, carried, strict=True) if k == way] for way in range(len(ways))
            ]
            reachable.add(
                tuple(min(most, _hold(way, group, most)) for way, group in zip(ways, groups, strict=True))
            )
    for gangs in itertools.product(range(most + 1), repeat=len(ways)):
        if sum(gangs) <= most and any(
            all(g <= r for g, r in zip(gangs, top, strict=True)) for top in reachable
        ):
            yield gangs


def shares(way: Way, node: Node) -> int:
    """Gangs of `way`, or shares of them, that a node can hold: as many as its cards and its network allow."""
    cards, network = node
    if way.fabric and network != way.fabric:
        return 0
    return sum(needed <= cards for needed in way.least)


def _hold(way: Way, nodes: Sequence[Node], most: int) -> int:
    """Gangs of `way` on `nodes`: over several nodes each takes its shares from different ones."""
    held = [shares(way, node) for node in nodes]
    if way.option.nodes == 1:
        return sum(held)
    return max(z for z in range(most + 1) if sum(min(h, z) for h in held) >= way.option.nodes * z)
