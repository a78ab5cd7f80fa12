"""Put gangs on the free cards of a purchase, always in the same way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from glmopt.catalog import Chassis, Fabric
from glmopt.errors import CheckFailure
from glmopt.topology.attributes import of_kind, values
from glmopt.topology.fit import CardPort
from glmopt.topology.gangs import GangOption
from glmopt.topology.groups import levels
from glmopt.topology.picking import Cards, hub_component, pick_fastest

if TYPE_CHECKING:
    import networkx as nx


class Host(Protocol):
    """What is known of one node."""

    @property
    def chassis(self) -> Chassis:
        """Its server type."""

    @property
    def card(self) -> CardPort:
        """The card that fills it."""

    @property
    def site(self) -> str:
        """Where it stands."""

    @property
    def fabric(self) -> Fabric | None:
        """The network it hangs on; None: that of the whole graph."""


class Vacancies:
    """The cards of a graph that no gang has taken yet.

    Gangs of one size are placed whenever there is a way: any free part of a group will do. For gangs of
    different sizes in the same nodes this is a heuristic (largest first, tightest fit).
    """

    def __init__(self, graph: nx.Graph[str], hosts: Mapping[str, Host], fabric: Fabric) -> None:
        self.graph = graph
        self.hosts = hosts
        self.fabric = fabric
        self.taken: set[str] = set()
        self.inside: dict[str, list[str]] = {name: [] for name in hosts}
        for vertex, node in values(graph, "node").items():
            if node:
                self.inside[node].append(vertex)

    def take(self, option: GangOption, site: str) -> Cards:
        """The cards of one gang, now taken; CheckFailure where there are none."""
        names = [
            name
            for name, host in self.hosts.items()
            if (host.chassis.id, host.card.card, host.site) == (option.chassis, option.card, site)
        ]
        if option.reach == "pod":
            names = [name for name in names if self._network(name) == option.fabric]
        search = self._in_one if option.nodes == 1 else self._in_several
        found = search(option, names)
        if found is None:
            where = f"{option.chassis} at {site}"
            need = f"{option.nodes} x {option.per_node} free cards wired at {option.min_bandwidth_gb_s} GB/s"
            raise CheckFailure([f"a gang of {option.cards} x {option.card} finds no {need} in {where}"])
        self.taken |= set(found)
        return found

    def _in_one(self, option: GangOption, names: Iterable[str]) -> Cards | None:
        """The fastest place; among equals the node with the fewest free cards, then the first."""
        best: tuple[tuple[Decimal, int], Cards] | None = None
        for name in names:
            free = self._free(name, with_hub=option.reach == "pod")
            found: tuple[Cards, Decimal] | None
            if option.cards == 1:
                found = next((((card,), Decimal(0)) for card in of_kind(free, "card")), None)
            else:
                chassis = self.hosts[name].chassis
                found = pick_fastest(free, option.cards, option.min_bandwidth_gb_s, chassis)
            if found is None:
                continue
            cards, rate = found
            order = rate, -len(of_kind(free, "card"))
            if best is None or order > best[0]:
                best = order, cards
        return best[1] if best else None

    def _in_several(self, option: GangOption, names: Iterable[str]) -> Cards | None:
        """The nodes with the fewest free cards that suffice, then the first."""
        reachable = {}
        for name in names:
            free, hub = self._free(name, with_hub=True), self._hub(name)
            if hub is None:
                continue
            for rate in levels(free):
                cards = hub_component(free, rate, hub)
                if rate >= option.min_bandwidth_gb_s and len(cards) >= option.per_node:
                    widest = hub_component(free, option.min_bandwidth_gb_s, hub)
                    reachable[name] = (len(widest), cards[: option.per_node])
                    break
        if len(reachable) < option.nodes:
            return None
        order = list(reachable)
        chosen = sorted(order, key=lambda name: reachable[name][0])[: option.nodes]
        return tuple(card for name in order if name in chosen for card in reachable[name][1])

    def _free(self, name: str, *, with_hub: bool) -> nx.Graph[str]:
        hub = self._hub(name) if with_hub else None
        vertices = [v for v in self.inside[name] if v not in self.taken]
        # in the order of the graph, which a subgraph view would not keep
        free: nx.Graph[str] = self.graph.__class__()
        free.add_nodes_from((v, self.graph.nodes[v]) for v in [*vertices, *([hub] if hub else [])])
        keep = set(free)
        for vertex in list(free):
            free.add_edges_from((vertex, w, d) for w, d in self.graph[vertex].items() if w in keep)
        return free

    def _hub(self, name: str) -> str | None:
        where = self.hosts[name].site, self._network(name)
        pods = of_kind(self.graph, "pod")
        return next(
            (v for v in pods if (self.graph.nodes[v]["site"], self.graph.nodes[v]["fabric"]) == where), None
        )

    def _network(self, name: str) -> str:
        return (self.hosts[name].fabric or self.fabric).id
