"""What is minimised, and how ties are broken: by rule, so that equal inputs give equal answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulp

from glmopt.program.model import Program


def capex(program: Program) -> Any:
    """Sum p_i b_i - Sum D_it e_it, hosts and networks, in the largest unit that divides every price."""
    unit = program.problem.price_unit
    terms = [program.purchased(lambda o: (o.price or 0) // unit)]
    breaks = {o.card: o.breaks for o in program.offers}
    terms += [-(breaks[card][t][1] // unit) * e for (card, t), e in program.e.items()]
    if program.servers is None:
        return pulp.lpSum(terms)
    for p in program.servers.pools:
        terms.append(p.pool.host // unit * p.new)
        terms += [p.pool.link(fabric).price // unit * c for fabric, c in p.joined.items()]
    terms += [s.network.price // unit * s.count for s in program.servers.switches]
    return pulp.lpSum(terms)


def tco(program: Program) -> Any:
    """The purchase, and electricity and licences over the horizon of everything in use."""
    unit = program.problem.price_unit
    terms = [capex(program), program.total(lambda o: o.licence // unit)]
    if program.servers is None:
        return pulp.lpSum([*terms, program.total(lambda o: o.electricity // unit)])
    for p in program.servers.pools:
        terms.append(p.pool.card_electricity // unit * p.in_use)
        terms.append(p.pool.host_electricity // unit * p.nodes)
        terms += [p.pool.link(fabric).electricity // unit * c for fabric, c in p.joined.items()]
    terms += [s.network.electricity // unit * s.count for s in program.servers.switches]
    return pulp.lpSum(terms)


def cards(program: Program) -> Any:
    """Sum b_i, cards bought."""
    return pulp.lpSum(program.bought(o) for o in program.offers)


def nodes(program: Program) -> Any:
    """Nodes in use."""
    return pulp.lpSum(p.nodes for p in program.servers.pools) if program.servers else pulp.lpSum([])


def streams(program: Program) -> Any:
    """-Sum a_i m_i: the most streams, written as something to minimise."""
    return -program.serving(lambda o: o.streams)


def in_use(program: Program) -> Any:
    """Sum n_i, cards bought and owned."""
    return pulp.lpSum(program.n.values())


GOALS: dict[str, Callable[[Program], Any]] = {
    "capex": capex,
    "tco": tco,
    "cards": cards,
    "streams": streams,
}


def types(program: Program) -> Any:
    """Sum u_i, card types."""
    return pulp.lpSum(program.u.values())


def tie_breakers(program: Program) -> tuple[Callable[[Program], Any], ...]:
    """What is minimised next among equals: cost where all have prices, then card types, cards and nodes.

    What is still tied after these is settled by card id (solve/ties.py).
    """
    goal = program.problem.goal
    chain = []
    if program.problem.priced and goal != "capex":
        chain.append(capex)
    chain.append(types)
    if goal != "cards":
        chain.append(cards)
    if program.servers:
        chain.append(nodes)
    owned = any(p.used for p in program.servers.pools) if program.servers else program.b
    if owned:
        # without owned ones the cards in use are those bought
        chain.append(in_use)
    return tuple(chain)
