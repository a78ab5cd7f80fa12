"""A point from scratch, as `glmopt solve` proves it: what sweeps and frontiers are compared with."""

from __future__ import annotations

import importlib

from glmopt.catalog import Catalog
from glmopt.plan import Ending, Plan
from glmopt.problem import formulate
from glmopt.scenario import Scenario
from glmopt.solve import checked_plan, prove


def forget() -> None:
    """What this process has kept of earlier points."""
    for module in (
        "sizing.roofline.size",
        "sizing.classes.physics",
        "solve.dynamic.last_tables",
        "solve.shares",
        "sizing.rules",
        "scenario.pricing",
        "catalog.load",
    ):
        importlib.import_module(f"glmopt.{module}").KEPT.clear()
    importlib.import_module("glmopt.solve.shares").CARRIED.clear()
    importlib.import_module("glmopt.topology.bisection")._least.cache_clear()


def solved(scenario: Scenario, catalog: Catalog) -> tuple[Ending, Plan | None]:
    """Ending and checked plan of `scenario`: problem, two proofs, ties, plan, check."""
    forget()
    problem = formulate(scenario, catalog)
    ending, counts, _ = prove(problem, scenario.solver)
    return ending, None if counts is None else checked_plan(problem, counts, scenario, catalog)
