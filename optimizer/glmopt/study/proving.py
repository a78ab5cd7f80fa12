"""What every study does at a point: solve it, keep what was proved as plain data, rebuild and check it."""

from __future__ import annotations

from typing import Any

from glmopt.catalog import Catalog
from glmopt.errors import NotProvedError
from glmopt.plan import Plan
from glmopt.problem import Problem
from glmopt.scenario import Scenario
from glmopt.solve import checked_plan, prove_once
from glmopt.study.counts import counts_from, plain_counts
from glmopt.study.journal import Journal


def proved_row(problem: Problem, scenario: Scenario, journal: Journal, key: str) -> dict[str, Any] | None:
    """Objective, cards and gangs of the optimum of `problem`, proved once; None where nothing fits.

    Raises NotProvedError where a limit came first, KeyboardInterrupt where the user did.
    """

    def solve() -> dict[str, Any] | None:
        ending, counts = prove_once(problem, scenario.solver)
        if ending.interrupted:
            raise KeyboardInterrupt
        if ending.status == "infeasible":
            return None
        if ending.status != "optimal" or counts is None:
            raise NotProvedError
        return {"objective": ending.objective, **plain_counts(problem, counts)}

    row: dict[str, Any] | None = journal.recall(key, solve)
    return row


def plan_from(row: dict[str, Any], problem: Problem, scenario: Scenario, catalog: Catalog) -> Plan:
    """The plan of a row, checked under `scenario`. Raises CheckFailure for a plan that is not true."""
    return checked_plan(problem, counts_from(problem, row), scenario, catalog)


def mix(plan: Plan | None) -> frozenset[str] | None:
    """The card types of a plan."""
    return None if plan is None else frozenset(line.card for line in plan.lines)


def marks(plans: list[Plan | None]) -> list[bool]:
    """For each plan whether it buys other card types than the one before it; never where nothing fits."""
    found, before = [], None
    for plan in plans:
        found.append(plan is not None and before is not None and mix(plan) != before)
        before = mix(plan) if plan is not None else before
    return found
