"""Frontier.

The least cost of every target 1..20,000 by dynamic programming, against one proof of the target 20,000 by
HiGHS with its ties settled; CPU seconds, the least of three, and twelve targets compared. Then the target 1,000,000,
its table made: CPU milliseconds to read its cost, and to trace its plan, which is compared with HiGHS's.

Where rules couple, `glmopt frontier` proves one point a step: the best plan for a target is the best for every target
up to what it serves. Against solving every target of the range, measured on 25 of them that are drawn at random and
compared: by one proof with ties and a checked plan from a problem that is made already, and from scratch as
`glmopt solve` does (problem, two proofs, ties, plan, check). CPU seconds, the solvers' own among them, with the
libraries loaded already: neither side pays for an import.
"""

from __future__ import annotations

import random
from dataclasses import replace

from clock import cpu
from figures import Cell, Table
from scratch import forget, solved
from shipped import SCENARIO, problem_of

from glmopt.catalog import Catalog
from glmopt.plan import Plan
from glmopt.problem import Problem, formulate
from glmopt.scenario import Scenario, catalog_for, load_scenario, parse_settings
from glmopt.scenario.model import SolverTerms
from glmopt.solve import checked_plan, dynamic, prove, prove_once
from glmopt.solve.dynamic.tails import endless
from glmopt.solve.dynamic.trace import trace
from glmopt.study import frontier as study

SCENARIOS = (
    ("bare cards, a gang", ()),
    (
        "at most 3 types, a smallest order",
        ("rules.max_card_types=3", "cards.stock.a100-80g.min_order=8"),
    ),
)

SERVERS = "200streams-servers.yaml"
COUPLED = (
    ("servers and networks", SERVERS, (), 150, 250),
    ("servers and networks", SERVERS, (), 1, 2_000),
    (
        "and power, rack space, at most 3 types",
        SERVERS,
        ("rules.max_power_kw=40", "rules.max_rack_units=84", "rules.max_card_types=3"),
        1,
        600,
    ),
)
DRAWN = 25
# How often one target is read, for a clock that does not tick in microseconds.
READS = 500


def measure() -> list[Table]:
    """The whole exact frontier against one solve."""
    dice = random.Random(1)  # noqa: S311
    rows = [_row(name, settings, dice) for name, settings in SCENARIOS]
    head = (
        "scenario",
        "cards",
        "frontier",
        "one solve",
        "solve / frontier",
        "targets that differ",
        "1,000,000 read, ms",
        "its plan, ms",
        "differs",
    )
    coupled = [_coupled(name, *asked) for name, *asked in COUPLED]
    columns = (
        "scenario",
        "targets",
        "steps",
        "frontier",
        "one proof a point",
        "ratio",
        "every point solved",
        "ratio",
        "points that differ",
    )
    return [Table(head, rows), Table(columns, coupled)]


def _coupled(name: str, file: str, settings: tuple[str, ...], low: int, high: int) -> list[Cell]:
    scenario = load_scenario(SCENARIO.parent / file, parse_settings(["budget.max=null", *settings]))
    catalog = catalog_for(scenario)
    solved(_at(scenario, low), catalog)
    forget()
    spent, found = cpu(lambda: study(scenario, catalog, low, high), 1)
    drawn = random.Random(1).sample(range(low, high + 1), DRAWN)  # noqa: S311
    points = high - low + 1
    problem = formulate(scenario, catalog)
    once, _ = cpu(lambda: [_once(problem, t, scenario, catalog) for t in drawn], 1)
    each, alone = cpu(lambda: [solved(_at(scenario, t), catalog) for t in drawn], 1)
    once, each = once * points / DRAWN, each * points / DRAWN
    told = [next((s.objective, s.plan) for s in found.steps if s.low <= t <= s.high) for t in drawn]
    differ = sum((ending.objective, plan) != step for (ending, plan), step in zip(alone, told, strict=True))
    cells = (spent, once, once / spent, each, each / spent)
    return [name, f"{low:,}..{high:,}", len(found.steps), *cells, f"{differ} of {DRAWN}"]


def _at(scenario: Scenario, target: int) -> Scenario:
    """The scenario at another target."""
    demand = scenario.demand.model_copy(update={"streams": target})
    return scenario.model_copy(update={"demand": demand})


def _once(problem: Problem, target: int, scenario: Scenario, catalog: Catalog) -> Plan | None:
    """The checked plan of one target, proved once from a problem that is made."""
    trial = replace(problem, streams=target)
    _, counts = prove_once(trial, scenario.solver)
    return None if counts is None else checked_plan(trial, counts, _at(scenario, target), catalog)


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
    cells = [name, len(problem.open_offers), table, one, one / table, f"{differ} of 12"]
    return [*cells, *_far(problem, once)]


def _far(problem: Problem, once: SolverTerms) -> list[Cell]:
    """The target 1,000,000: reading its cost, tracing its plan, and whether HiGHS says something else."""
    far = replace(problem, streams=1_000_000)
    case = dynamic.separable(far)
    table = None if case is None else endless(case, far.streams, far.goal)
    if table is None:
        raise SystemExit("no table reaches 1,000,000 streams")
    read, _ = cpu(lambda: [table.least(far.streams) for _ in range(READS)])
    traced, plans = cpu(lambda: [trace(table, far.streams) for _ in range(READS)])
    ending, expected, _ = prove(far, once)
    cost = table.weights.cost_of(table.least(far.streams) or 0) * far.price_unit
    same = (ending.objective, expected) == (cost, plans[0])
    return [1_000 * read / READS, 1_000 * traced / READS, "no" if same else "yes"]
