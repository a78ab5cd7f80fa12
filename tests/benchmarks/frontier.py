"""Frontier.

The least cost of every target 1..20,000 by dynamic programming, against one proof of the target 20,000 by
HiGHS with its ties settled; CPU seconds, the least of three, and twelve targets compared.

Where rules couple, `glmopt frontier` proves one point a step: the best plan for a target is the best for every target
up to what it serves. Against proving every point of the range once, ties settled; every point compared.
"""

from __future__ import annotations

import random
from dataclasses import replace

from clock import cpu
from figures import Cell, Table
from shipped import SCENARIO, problem_of

from glmopt.problem import formulate
from glmopt.scenario import catalog_for, load_scenario, parse_settings
from glmopt.solve import dynamic, prove, prove_once
from glmopt.study import frontier as study

SCENARIOS = (
    ("bare cards, a gang", ()),
    (
        "at most 3 types, a smallest order",
        ("rules.max_card_types=3", "cards.stock.a100-80g.min_order=8"),
    ),
)


COUPLED = (("servers and networks", "200streams-servers.yaml", (), 150, 250),)


def measure() -> list[Table]:
    """The whole exact frontier against one solve."""
    dice = random.Random(1)  # noqa: S311
    rows = [_row(name, settings, dice) for name, settings in SCENARIOS]
    head = ("scenario", "cards", "frontier", "one solve", "solve / frontier", "targets that differ")
    coupled = [_coupled(name, *asked) for name, *asked in COUPLED]
    columns = ("scenario", "points", "steps", "frontier", "every point", "ratio", "points that differ")
    return [Table(head, rows), Table(columns, coupled)]


def _coupled(name: str, file: str, settings: tuple[str, ...], low: int, high: int) -> list[Cell]:
    scenario = load_scenario(SCENARIO.parent / file, parse_settings(["budget.max=null", *settings]))
    catalog = catalog_for(scenario)
    problem = formulate(scenario, catalog)
    spent, found = cpu(lambda: study(scenario, catalog, low, high), 1)
    targets = range(low, high + 1)
    each, endings = cpu(
        lambda: [prove_once(replace(problem, streams=t), scenario.solver)[0].objective for t in targets], 1
    )
    told = [step.objective for step in found.steps for _ in range(step.low, step.high + 1)]
    differ = sum(a != b for a, b in zip(told, endings, strict=True))
    return [name, len(targets), len(found.steps), spent, each, each / spent, f"{differ} of {len(targets)}"]


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
