"""Servers and networks as graphs: what reaches what, how fast, and where a gang can sit.

The only package that knows networkx. `fit` and `wiring` make the graph of a node, `groups` and `gangs`
read it, `reasons` says why there is no gang, `purchase` makes the graph of a whole plan, `proof` and
`inventory` look at it without knowing how it was made, `export` writes it down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from glmopt.lazy import fetch_names

if TYPE_CHECKING:
    from glmopt.topology.export import role_colour, to_dot, to_graphml, to_mermaid
    from glmopt.topology.filling import gangs_in, groups_held, least_fill
    from glmopt.topology.fit import CardPort, card_port, fitting, misfit
    from glmopt.topology.gangs import GangOption, gang_options
    from glmopt.topology.groups import groups, links_join
    from glmopt.topology.inventory import verify_nodes
    from glmopt.topology.proof import GangProof, verify_gang
    from glmopt.topology.purchase import PlacedGang, PlacedNode, gangs_of, plan_graph
    from glmopt.topology.reasons import link_rates, why_no_gang
    from glmopt.topology.wiring import chassis_graph, ports_per_node

_HOME = {
    "CardPort": "fit",
    "GangOption": "gangs",
    "GangProof": "proof",
    "PlacedGang": "purchase",
    "PlacedNode": "purchase",
    "card_port": "fit",
    "chassis_graph": "wiring",
    "fitting": "fit",
    "gang_options": "gangs",
    "gangs_in": "filling",
    "gangs_of": "purchase",
    "groups": "groups",
    "groups_held": "filling",
    "least_fill": "filling",
    "link_rates": "reasons",
    "links_join": "groups",
    "misfit": "fit",
    "plan_graph": "purchase",
    "ports_per_node": "wiring",
    "role_colour": "export",
    "to_dot": "export",
    "to_graphml": "export",
    "to_mermaid": "export",
    "verify_gang": "proof",
    "verify_nodes": "inventory",
    "why_no_gang": "reasons",
}

__all__ = [
    "CardPort",
    "GangOption",
    "GangProof",
    "PlacedGang",
    "PlacedNode",
    "card_port",
    "chassis_graph",
    "fitting",
    "gang_options",
    "gangs_in",
    "gangs_of",
    "groups",
    "groups_held",
    "least_fill",
    "link_rates",
    "links_join",
    "misfit",
    "plan_graph",
    "ports_per_node",
    "role_colour",
    "to_dot",
    "to_graphml",
    "to_mermaid",
    "verify_gang",
    "verify_nodes",
    "why_no_gang",
]

fetch_names(__name__, _HOME)
