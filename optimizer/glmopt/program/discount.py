"""Price breaks: e_it = b_i where F_it <= b_i < F_i,t+1, else 0; each card costs D_it less there."""

from __future__ import annotations

import pulp

from glmopt.problem import Offer, Problem
from glmopt.program.model import Program


def applies(problem: Problem) -> bool:
    """Where more of some card cost less each, and its price counts."""
    return problem.priced and any(o.breaks for o in problem.open_offers)


def add(program: Program) -> None:
    """F_it v_it <= e_it <= L_it v_it and 0 <= b_i - Sum_t e_it <= (F_i1 - 1) (1 - Sum_t v_it).

    v_it is 1 where break t holds, L_it the last count before the next one. No more than one holds, and the
    rows of one card are the convex hull of its points (v, e, b).
    """
    for o in program.offers:
        ends = _ends(o, program.upper[o.card])
        if not ends:
            continue
        name, held = o.card.replace("-", "_"), []
        for t, (start, last) in enumerate(ends):
            v = program.lp.add_variable(f"v_{name}_{t}", 0, 1, "Integer")
            e = program.e[o.card, t] = program.lp.add_variable(f"e_{name}_{t}", 0, last, "Integer")
            program.require(f"break_{o.card}_{t}", e - start * v >= 0)
            program.only_if(f"end_{o.card}_{t}", e, last, v)
            held.append(v)
        single = program.bought(o) - pulp.lpSum(program.e[o.card, t] for t in range(len(ends)))
        program.require(f"single_{o.card}", single >= 0)
        program.only_if(f"below_{o.card}", single, ends[0][0] - 1, 1 - pulp.lpSum(held))


def _ends(offer: Offer, upper: int) -> list[tuple[int, int]]:
    """F_it and L_it of every break that can be reached."""
    starts = [start for start, _ in offer.breaks if start <= upper]
    lasts = [start - 1 for start in starts[1:]] + [upper]
    return list(zip(starts, lasts, strict=False))
