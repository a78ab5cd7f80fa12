"""The studies of a report that show what else could be bought: each within its time, each from its rows.

`go` is called as a study advances and raises TimeOverError where its time is over; what is recorded in
`rows` is not solved again.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from glmopt.catalog import Catalog
from glmopt.errors import InputError, NotProvedError
from glmopt.explain import Alternatives, BreakEven, Marginal, alternatives, breakeven, marginal
from glmopt.explain.alternatives import compared as near_plans
from glmopt.explain.terms import worth_of
from glmopt.plan import Plan
from glmopt.problem import formulate
from glmopt.result import with_own_cards
from glmopt.scenario import Scenario
from glmopt.solve.clock import Clock
from glmopt.study.budgets import Budgets, budgets
from glmopt.study.catalogs import catalogs
from glmopt.study.compare import compared
from glmopt.study.comparison import BASE, Comparison
from glmopt.study.counts import counts_from, plain_counts
from glmopt.study.doubts import Progress, TimeOverError, stopping
from glmopt.study.frontier import Frontier, frontier
from glmopt.study.journal import Journal
from glmopt.study.recorded import Rows
from glmopt.study.tradeoff import CRITERIA, Tradeoff, tradeoff
from glmopt.units import to_minor

MOST_ALTERNATIVES = 5
WITHIN = Decimal("0.10")


def comparison(
    scenario: Scenario,
    catalog: Catalog,
    variations: Sequence[tuple[str, Scenario]],
    go: Progress,
    rows: Journal,
) -> Comparison | None:
    """The scenario's own what-ifs and sweep; those that are solved when the time is over."""
    if not variations:
        return None
    quick = {"solver": scenario.solver}
    planned = [(name, (), one.model_copy(update=quick)) for name, one in variations]
    # A saved scenario has no files: its catalog is that of every variation, but for what this defines itself.
    saved = functools.partial(with_own_cards, catalog)
    catalog_of = catalogs((scenario, catalog)) if scenario.origin else saved
    found = compared([(BASE, (), scenario), *planned], catalog_of, stopping(go), rows)
    if not found.variations:
        raise TimeOverError
    return found


def streams(
    scenario: Scenario, catalog: Catalog, plan: Plan | None, go: Progress, rows: Journal
) -> Frontier | None:
    """The frontier up to twice the target; what is done when its time is over is kept, and called so."""
    asked = scenario.demand.streams or (plan.totals.streams if plan else 0)
    if not asked or scenario.demand.classes:
        return None
    changes: dict[str, object] = {"budget": scenario.budget.model_copy(update={"max": None})}
    if scenario.goal == "streams":
        changes["objective"] = "capex"

    found = frontier(scenario.model_copy(update=changes), catalog, 1, 2 * asked, stopping(go), rows)
    if not found.steps:
        raise NotProvedError
    return found


def spending(
    scenario: Scenario, catalog: Catalog, plan: Plan | None, go: Progress, rows: Journal
) -> Budgets | None:
    """The most streams for every budget from half of what the plan costs to twice as much, or to the budget.

    Begun at the scenario's budget, without one at what the plan costs; then lower and higher ones.
    """
    if plan is None or not plan.totals.cost or not plan.totals.streams or scenario.demand.classes:
        return None
    cost = to_minor(plan.totals.cost, plan.currency)
    start = formulate(scenario, catalog).budget or cost
    ends = cost // 2, max(2 * cost, start)
    try:
        found = budgets(scenario, catalog, *ends, progress=stopping(go), journal=rows, start=start)
    except InputError:
        # a card that has no price, or that costs nothing and has no end
        return None
    if not found.steps:
        raise NotProvedError
    return found


def tradeoffs(
    scenario: Scenario, catalog: Catalog, plan: Plan | None, rows: Rows, seconds: float
) -> tuple[Tradeoff, ...] | None:
    """The goal against every other criterion that has figures and an end, each for its part of `seconds`.

    What one leaves of its part goes to those after it.
    """
    if plan is None:
        return None
    whole, found = Clock(seconds), list[Tradeoff]()
    for number, against in enumerate(CRITERIA):
        part = whole.left() / (len(CRITERIA) - number)
        clock = Clock(part)

        def go(_done: int, _all: int, clock: Clock = clock) -> None:
            if clock.over and not rows.ended:
                raise TimeOverError

        try:
            one = tradeoff(_within(scenario, part), catalog, against, stopping(go), rows)
        except InputError:
            # the goal itself, no figure of it, or no end
            continue
        found.append(replace(one, scenario=scenario))
        if one.interrupted and not (clock.over or rows.ended):
            break
    return tuple(found) or None


def _within(scenario: Scenario, seconds: float) -> Scenario:
    """`scenario` with so much time for each solve, in whole milliseconds."""
    limit = min(scenario.solver.time_limit_s, Decimal(f"{seconds:.3f}"))
    return scenario.model_copy(update={"solver": scenario.solver.model_copy(update={"time_limit_s": limit})})


def near(scenario: Scenario, catalog: Catalog, plan: Plan | None, rows: Journal) -> Alternatives | None:
    """The plans with other card types that are nearly as good."""
    if plan is None:
        return None
    problem = formulate(scenario, catalog)

    def search() -> dict[str, Any]:
        best = worth_of(problem, plan) or 0
        found = alternatives(problem, scenario, catalog, plan, best, most=MOST_ALTERNATIVES, within=WITHIN)
        plans = [{"objective": a.objective, **plain_counts(problem, a.counts)} for a in found.plans]
        return {"complete": found.complete, "plans": plans}

    row = rows.recall("plans", search)
    plans = [(one["objective"], counts_from(problem, one)) for one in row["plans"]]
    told, own = near_plans(problem, scenario, catalog, plan, plans)
    return Alternatives(told, row["complete"], WITHIN, "types", own)


def prices(
    scenario: Scenario, catalog: Catalog, plan: Plan | None, go: Progress
) -> tuple[BreakEven, ...] | None:
    """The break-even price of every card; all of them or nothing."""
    if plan is None:
        return None
    problem = formulate(scenario, catalog)
    found: list[BreakEven] = []
    for offer in problem.open_offers:
        found += breakeven(problem, scenario, plan, (offer.card,))
        go(len(found), len(problem.open_offers))
    return tuple(found) or None


def one_more(scenario: Scenario, catalog: Catalog, plan: Plan | None) -> tuple[Marginal, ...] | None:
    """What one more of each need costs."""
    if plan is None:
        return None
    problem = formulate(scenario, catalog)
    return marginal(problem, scenario, catalog, plan, worth_of(problem, plan) or 0) or None
