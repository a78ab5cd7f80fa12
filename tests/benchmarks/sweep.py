"""Sweep.

Grids of 1,000 points in one process, each as `glmopt whatif --engine` solves it, against making and solving points
from scratch as `glmopt solve` proves them (every figure of a card sized anew, two proofs, ties, check); CPU seconds a
point, the solvers' own among them. Nine cards in six servers with two networks and three classes (tests/benchmarks/scenarios/nine.yaml), and bare
cards (200streams.yaml). Points are drawn at random and compared: status, optimum and plan.

What was slow in the last grid, by profile, and what made it fast (CPU milliseconds a point, the least of four runs by
hand, before -> after: 1.21 -> 0.76, and the ratio of the least ones 7.0 -> 12.8):

- Each point had the whole scenario validated: now only the parts that its settings touch.
- The check sized and priced every card again: now once a catalog, as the figures and the list say.
- Why nothing fits was asked of offers that are made anew without a rule: now the same ones, whose table is known.
- The plan of one target was traced in the table for each budget: now once, with half as many steps over arrays.
- A study was pickled and read back even in one process: now only for others.
- What is left is, by two fifths, HiGHS in the first 50 rows and each fiftieth, which are proved twice.
"""

from __future__ import annotations

import random
from pathlib import Path

from clock import cpu
from figures import Cell, Table
from scratch import forget, solved
from shipped import SCENARIO

from glmopt.catalog import Catalog
from glmopt.scenario import catalog_for, load_scenario, parse_settings
from glmopt.study import Variation, sweep
from glmopt.study.engines import open_pool

NINE = Path(__file__).resolve().parent / "scenarios" / "nine.yaml"
DRAWN = 15


def values(low: int, high: int, count: int) -> str:
    """`count` whole numbers between `low` and `high`, evenly."""
    return ",".join(str(low + (high - low) * k // (count - 1)) for k in range(count))


CHATS, CARD = "demand.classes.chats.streams", "rtx-4090-24g"
GRIDS = (
    (
        "20 targets x 50 budgets",
        NINE,
        (f"{CHATS}={values(60, 800, 20)}", f"budget.max={values(150_000, 900_000, 50)}"),
    ),
    ("1,000 targets", NINE, (f"{CHATS}={values(60, 1059, 1000)}",)),
    (
        "20 targets x 50 stocks",
        NINE,
        (f"{CHATS}={values(60, 800, 20)}", f"cards.stock.{CARD}.max={values(1, 99, 50)}"),
    ),
    (
        "20 targets x 50 prices",
        NINE,
        (f"{CHATS}={values(60, 800, 20)}", f"cards.price.{CARD}={values(10_000, 40_000, 50)}"),
    ),
    (
        "bare cards, 500 targets x 2 budgets",
        SCENARIO,
        (f"demand.streams={values(50, 1547, 500)}", "budget.max=900000,90000000"),
    ),
)


def measure() -> list[Table]:
    """Each grid, its rows the points a CPU second."""
    head = (
        "grid",
        "points",
        "CPU s a point",
        "points/CPU s",
        "from scratch",
        "points/CPU s",
        "ratio",
        "differ",
    )
    return [Table(head, [_row(*grid) for grid in GRIDS])]


def _row(name: str, file: Path, settings: tuple[str, ...]) -> list[Cell]:
    scenario = load_scenario(file)
    asked = sweep(scenario, parse_settings(settings, many=True))
    forget()

    def swept() -> list[Variation]:
        with open_pool(None, None, None) as pool:
            return list(asked.rows(pool))

    spent, rows = cpu(swept, 1)
    drawn = random.Random(1).sample(rows, DRAWN)  # noqa: S311
    catalog = catalog_for(scenario)
    single, differ = cpu(lambda: sum(_differs(row, catalog) for row in drawn), 1)
    ours, anew = spent / len(rows), single / DRAWN
    return [name, len(rows), ours, 1 / ours, anew, 1 / anew, anew / ours, f"{differ} of {DRAWN}"]


def _differs(row: Variation, catalog: Catalog) -> bool:
    """Whether the point alone, from scratch, ends in another way."""
    ending, plan = solved(row.scenario, catalog)
    told = row.solved
    return (ending.status, ending.objective, plan) != (told.ending.status, told.ending.objective, told.plan)
