"""Classes: every item is served whole, and no pool is busier than its groups.

Σ_j x_cj = 1 for each item c, Σ_c l_cj x_cj <= g_j for each pool j, Σ_j k_j g_j <= m_i for the pools j of
card i in one window. x are shares, continuous (or whole slices); g are whole groups, the serving cards
themselves where a pool is all that a card does.

Shares are floats in a solver, and a solver may bend a row by its tolerance. So these rows only guide it: the
counts it answers are judged exactly (solve/shares.py), and counts that cannot serve are forbidden by a cut of
whole numbers: Σ w_j g_j >= ceil(Σ_c min_j w_j l_cj), which no plan breaks that serves every item.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pulp

from glmopt.dataclass import dataclass
from glmopt.problem import Problem, Workload

if TYPE_CHECKING:
    from glmopt.program.model import Program

# An item that keeps less than this part of one group busy is lost in a solver's tolerance (1e-6): it is
# left to the exact judgement alone.
NEGLIGIBLE = Fraction(1, 1_000_000)
# A pool that needs so many times the groups of the best one is as good as never used for the item.
WORST = Fraction(1_000_000)
# Slices are whole, and so are their rows: loads count in millionths of a group, rounded up.
QUANTUM = 1_000_000


@dataclass(frozen=True, slots=True)
class Cut:
    """Σ weights_j g_j >= least: true for all groups that can serve the workload.

    Without weights: some pool of `beyond` needs more groups than are said there.
    """

    weights: Mapping[int, int]
    least: int
    beyond: Mapping[int, int] = field(default_factory=dict)


def applies(problem: Problem) -> bool:
    """Where classes are demanded."""
    return problem.workload is not None


def add(program: Program) -> None:
    """The rows above over the cards that may be bought, and one whole group at least for each item."""
    workload = program.problem.workload
    if workload is None:
        return
    loads = workload.on(program.n)
    _groups(program, workload)
    able: set[frozenset[int]] = set()
    in_pool: dict[int, list[tuple[Any, float]]] = {j: [] for j in program.groups}
    for c, here in enumerate(loads):
        able.add(frozenset(here))
        if workload.slices:
            _sliced(program, workload.slices, c, here, in_pool)
        else:
            _shared(program, c, here, in_pool)
    unit = workload.slices * QUANTUM if workload.slices else 1
    for j, terms in in_pool.items():
        if terms:
            row = pulp.LpAffineExpression(terms) - unit * program.groups[j]
            if workload.slices:
                program.at_most(f"busy_{j}", row, 0)
            else:
                program.require(f"busy_{j}", row <= 0)
    for number, pools in enumerate(sorted(able, key=sorted)):
        served = pulp.lpSum(program.groups[j] for j in sorted(pools))
        program.require(f"able_{number}", served >= 1)


def add_cut(program: Program, cut: Cut) -> None:
    """Forbid groups that cannot serve the workload."""
    program.cuts += 1
    if not cut.weights:
        _more_somewhere(program, cut.beyond)
        return
    row = pulp.lpSum(w * program.groups[j] for j, w in sorted(cut.weights.items()) if j in program.groups)
    program.at_least(f"cut_{program.cuts}", row, cut.least)


def _more_somewhere(program: Program, here: Mapping[int, int]) -> None:
    """g_j >= here_j + 1 for some j: where fewer cannot serve, no fewer can."""
    choices = []
    for j, groups in sorted(program.groups.items()):
        more = program.lp.add_variable(f"more_{program.cuts}_{j}", 0, 1, "Integer")
        program.require(f"more_{program.cuts}_{j}_row", groups - (here.get(j, 0) + 1) * more >= 0)
        choices.append(more)
    program.require(f"cut_{program.cuts}", pulp.lpSum(choices) >= 1)


def negligible(workload: Workload) -> tuple[str, ...]:
    """The classes that are too little for a solver to see."""
    return tuple(
        dict.fromkeys(
            item.name
            for item, here in zip(workload.items, workload.loads, strict=True)
            if here and min(here.values()) < NEGLIGIBLE
        )
    )


def _groups(program: Program, workload: Workload) -> None:
    """g_j of every open pool: the serving cards, or a whole number of its own."""
    for card, windows in workload.of_card.items():
        if card not in program.n:
            continue
        for pools in windows.values():
            if workload.is_plain(pools[0]):
                program.groups[pools[0]] = program.serving_of(card)
                continue
            for j in pools:
                most = program.upper[card] // workload.pools[j].cards
                program.groups[j] = program.g[j] = program.lp.add_variable(f"g_{j}", 0, most, "Integer")
            used = pulp.lpSum(workload.pools[j].cards * program.g[j] for j in pools)
            program.require(f"cards_{pools[0]}", used - program.serving_of(card) <= 0)


def _shared(
    program: Program, c: int, here: Mapping[int, Fraction], in_pool: dict[int, list[tuple[Any, float]]]
) -> None:
    """Shares of item c, in groups of the pool that serves it best: coefficients from 1 up."""
    if not here:
        program.require(f"item_{c}", pulp.lpSum([]) >= 1)
        return
    best = min(here.values())
    if best < NEGLIGIBLE:
        return
    shares = []
    for j, load in sorted(here.items()):
        x = program.lp.add_variable(f"x_{c}_{j}", 0, None, "Continuous")
        program.continuous.add(x.name)
        in_pool[j].append((x, float(min(load / best, WORST))))
        shares.append((x, 1))
    program.require(f"item_{c}", pulp.LpAffineExpression(shares) == float(best))


def _sliced(
    program: Program,
    slices: int,
    c: int,
    here: Mapping[int, Fraction],
    in_pool: dict[int, list[tuple[Any, float]]],
) -> None:
    """Whole slices of item c."""
    parts = []
    for j, load in sorted(here.items()):
        s = program.lp.add_variable(f"s_{c}_{j}", 0, slices, "Integer")
        program.slices[c, j] = s
        in_pool[j].append((s, math.ceil(load * QUANTUM)))
        parts.append(s)
    program.require(f"item_{c}", pulp.lpSum(parts) >= slices if parts else pulp.lpSum([]) >= 1)
