"""Frontier.

The least cost of every target 1..20,000 by dynamic programming, against one proof of the target 20,000 by
HiGHS with its ties settled; CPU seconds, the least of three, and twelve targets compared.
"""

from __future__ import annotations

import random
from dataclasses import replace

from clock import cpu
from figures import Cell, Table
from shipped import problem_of

from glmopt.solve import dynamic, prove

SCENARIOS = (
    ("bare cards, a gang", ()),
    (
        "at most 3 types, a smallest order",
        ("rules.max_card_types=3", "cards.stock.a100-80g.min_order=8"),
    ),
)


def measure() -> list[Table]:
    """The whole exact frontier against one solve."""
    dice = random.Random(1)  # noqa: S311
    rows = [_row(name, settings, dice) for name, settings in SCENARIOS]
    head = ("scenario", "cards", "frontier", "one solve", "solve / frontier", "targets that differ")
    return [Table(head, rows)]


def _row(name: str, settings: tuple[str, ...], dice: random.Random) -> list[Cell]:
    scenario, _, problem = problem_of(*settings)
    once = scenario.solver.model_copy(update={"prove": "once", "second": "highs"})
    far = replace(problem, streams=20_000)
    one, _ = cpu(lambda: prove(far, once))
    table, values = cpu(lambda: dynamic.least(problem, 20_000))
    differ = 0
    for target in dice.sample(range(1, 20_001), 12):
        ending, _, _ = prove(replace(problem, streams=target), once)
        differ += ending.objective != int(values[target]) * problem.price_unit
    return [name, len(problem.open_offers), table, one, one / table, f"{differ} of 12"]
