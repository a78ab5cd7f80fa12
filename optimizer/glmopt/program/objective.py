"""What is minimised, and how ties are broken: by rule, so that equal inputs give equal answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulp

from glmopt.program.model import Program


def capex(program: Program) -> Any:
    """Sum p_i n_i, in the largest unit that divides every price: small numbers keep solvers exact."""
    return program.total(lambda o: (o.price or 0) // program.problem.price_unit)


def cards(program: Program) -> Any:
    """Sum n_i, cards."""
    return pulp.lpSum(program.n.values())


def streams(program: Program) -> Any:
    """-Sum a_i m_i: the most streams, written as something to minimise."""
    return -program.serving(lambda o: o.streams)


GOALS: dict[str, Callable[[Program], Any]] = {"capex": capex, "cards": cards, "streams": streams}


def types(program: Program) -> Any:
    """Sum u_i, card types."""
    return pulp.lpSum(program.u.values())


def tie_breakers(program: Program) -> tuple[Callable[[Program], Any], ...]:
    """What is minimised next among equals: cost where all have prices, then card types, then cards.

    What is still tied after these is settled by card id (solve/ties.py).
    """
    goal = program.problem.goal
    chain = []
    if program.problem.priced and goal != "capex":
        chain.append(capex)
    chain.append(types)
    if goal != "cards":
        chain.append(cards)
    return tuple(chain)
