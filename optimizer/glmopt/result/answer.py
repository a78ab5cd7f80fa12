"""Solve a scenario, check the plan, explain it: everything that glmopt has to say in one record."""

from __future__ import annotations

import time
from dataclasses import dataclass
from decimal import Decimal

from glmopt.catalog import Catalog
from glmopt.explain import (
    Alternatives,
    Audit,
    Binding,
    Conflicting,
    Nearest,
    OtherConflicts,
    Staying,
    alternatives,
    audit,
    binding,
    conflict,
    nearest,
    other_conflicts,
    staying,
)
from glmopt.explain.alternatives import By
from glmopt.notices import Notice, notices
from glmopt.opinion import Opinion, opinion
from glmopt.plan import Plan
from glmopt.result.why import Reasons, reasons
from glmopt.scenario import CardPrice, Scenario, price_of
from glmopt.solve import Solved, solve


@dataclass(frozen=True, slots=True)
class Result:
    """A scenario with everything that glmopt has to say to it.

    `binding` and `audit` go with a plan, `conflict` and `nearest` with an infeasible scenario. `prices` are
    those of the cards bought. `staying` compares with the earlier plan of `rules.near`, where there is one.
    `seconds` is the time of the whole answer.
    """

    scenario: Scenario
    catalog: Catalog
    solved: Solved
    binding: tuple[Binding, ...]
    conflict: tuple[Conflicting, ...]
    nearest: tuple[Nearest, ...]
    audit: Audit | None
    opinion: Opinion | None
    notices: tuple[Notice, ...]
    prices: tuple[CardPrice, ...]
    seconds: float
    alternatives: Alternatives | None = None
    staying: Staying | None = None
    others: OtherConflicts | None = None
    reasons: Reasons | None = None

    @property
    def plan(self) -> Plan | None:
        """What to buy; None where there is no plan."""
        return self.solved.plan

    @property
    def status(self) -> str:
        """optimal, feasible, infeasible or unknown."""
        return self.solved.ending.status


def answer(
    scenario: Scenario,
    catalog: Catalog,
    *,
    others: int = 3,
    within: Decimal = Decimal("0.02"),
    by: By = "types",
    wants_reasons: bool = False,
) -> Result:
    """Solve `scenario` over `catalog`, check the plan, and explain it. Raises what `solve` raises.

    Up to `others` alternatives no worse than the share `within`; each is a solve of its own.
    """
    started = time.perf_counter()
    solved = solve(scenario, catalog)
    problem, plan = solved.problem, solved.plan
    near_ties: Alternatives | None = None
    bind: tuple[Binding, ...] = ()
    conflicting: tuple[Conflicting, ...] = ()
    near: tuple[Nearest, ...] = ()
    more: OtherConflicts | None = None
    if solved.ending.status == "optimal" and solved.ending.objective is not None:
        bind = binding(problem, scenario, solved.ending.objective)
        if others and plan is not None:
            best = solved.ending.objective
            near_ties = alternatives(
                problem, scenario, catalog, plan, best, most=others, within=within, by=by
            )
    elif solved.ending.status == "infeasible":
        conflicting = conflict(problem, scenario)
        more = other_conflicts(problem, scenario)
        near = nearest(problem, scenario, tuple(c.rule for c in conflicting))
    bought = [price_of(scenario, catalog, line.card) for line in plan.lines] if plan else []
    return Result(
        scenario=scenario,
        catalog=catalog,
        solved=solved,
        binding=bind,
        conflict=conflicting,
        nearest=near,
        audit=audit(scenario, catalog, plan) if plan and plan.lines else None,
        opinion=opinion(scenario, catalog, plan) if plan and plan.lines else None,
        notices=notices(scenario, catalog),
        prices=tuple(p for p in bought if p),
        seconds=time.perf_counter() - started,
        alternatives=near_ties,
        others=more,
        reasons=reasons(scenario, catalog, solved) if wants_reasons else None,
        staying=staying(problem, scenario, catalog) if scenario.rules.near else None,
    )
