"""Owned cards that leave the servers they came with, where nodes are counted by what they hold."""

from __future__ import annotations

from typing import Any

import pulp

from glmopt.program import Program, Servers


def moved(program: Program, servers: Servers) -> Any:
    """Σ_t g μ_t, the fewest owned cards to move; nothing where nodes are not counted by their cards.

    O_t owned nodes in use came with t cards and more, N_t nodes hold so many. Who came with most keeps
    most, so for each t, in steps of the g cards that go together, μ_t = max(0, O_t − N_t) groups leave.
    Adds μ and the rows μ_t ≥ O_t − N_t to `program`.
    """
    terms = []
    for number, p in enumerate(servers.pools):
        if p.pool.always_full or not p.of_fill:
            continue
        for t in sorted(p.of_fill)[1:]:
            came = [w for o, w in zip(p.pool.owned, p.used, strict=True) if o.cards >= t]
            if not came:
                break
            left = program.lp.add_variable(f"moved_{number}_{t}", 0, sum(w.upBound for w in came), "Integer")
            hold = pulp.lpSum(k for fill, k in p.of_fill.items() if fill >= t)
            program.require(f"moved_{number}_{t}", left + hold - pulp.lpSum(came) >= 0)
            terms.append(p.pool.unit * left)
    return pulp.lpSum(terms)
