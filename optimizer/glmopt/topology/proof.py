"""Is a gang wired as it must be? Read from the graph alone, without knowing how the gang was placed.

Rates in GB/s per direction. Cards outside the gang do not relay for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from glmopt.dataclass import dataclass
from glmopt.topology.attributes import values
from glmopt.topology.bisection import bisection
from glmopt.topology.groups import components, widest

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class GangProof:
    """What the graph says about a gang.

    connected        all its cards are in one component at the asked bandwidth
    bottleneck_gb_s  the highest bandwidth at which they still are; None for one card, 0 where they never are
    bisection_gb_s   between its halves at worst, over edges no slower than the bottleneck
    """

    connected: bool
    bottleneck_gb_s: Decimal | None
    bisection_gb_s: Decimal
    bisection_exact: bool


def verify_gang(graph: nx.Graph[str], cards: Iterable[str], bandwidth_gb_s: Decimal) -> GangProof:
    """The proof for `cards` in `graph` at `bandwidth_gb_s`.

    Bridges count only where the cards are not connected without: elsewhere nobody needs them, and no bill has
    them. Raises ValueError for names that are no cards of the graph, a name twice, and an empty gang.
    """
    gang = list(cards)
    kinds = values(graph, "kind")
    if not gang or len(set(gang)) < len(gang) or any(kinds.get(card) != "card" for card in gang):
        raise ValueError("a gang is a set of cards of the graph, each named once")
    if len(gang) == 1:
        return GangProof(True, None, Decimal(0), True)
    bare = _unbridged(graph)
    unneeded = bare is not graph and _joined(bare, gang, bandwidth_gb_s)
    wires = bare if unneeded else graph
    own, members = _own(wires, gang), set(gang)
    bottleneck = widest(own, members.issubset) or Decimal(0)
    across, exact = bisection(wires, gang, bottleneck) if bottleneck else (Decimal(0), True)
    return GangProof(unneeded or _joined(graph, gang, bandwidth_gb_s), bottleneck, across, exact)


def _joined(graph: nx.Graph[str], gang: list[str], bandwidth_gb_s: Decimal) -> bool:
    """Whether the cards are in one component at that bandwidth."""
    return any(set(gang) <= part for part in components(_own(graph, gang), bandwidth_gb_s))


def _own(graph: nx.Graph[str], gang: list[str]) -> nx.Graph[str]:
    """The graph without the cards of others."""
    import networkx as nx

    members, kinds = set(gang), values(graph, "kind")
    view: nx.Graph[str] = nx.subgraph_view(graph, filter_node=lambda v: kinds[v] != "card" or v in members)
    return view


def _unbridged(graph: nx.Graph[str]) -> nx.Graph[str]:
    """The graph without its bridges; itself where it has none."""
    import networkx as nx

    bridged = {frozenset((a, b)) for a, b in graph.edges if graph.edges[a, b]["kind"] == "bridge"}
    if not bridged:
        return graph
    view: nx.Graph[str] = nx.subgraph_view(graph, filter_edge=lambda a, b: frozenset((a, b)) not in bridged)
    return view
