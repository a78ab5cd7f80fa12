"""Frontiers as plain data for programs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from glmopt.plan import Plan
from glmopt.study import MONEY, Budgets, Criterion, Frontier, Step, Tradeoff
from glmopt.units import from_minor


def record(found: Frontier | Budgets | Tradeoff) -> dict[str, Any]:
    """`found` as plain data."""
    if isinstance(found, Tradeoff):
        return _tradeoff_record(found)
    currency = found.scenario.money.currency
    budgets = isinstance(found, Budgets)

    def bound(value: int) -> Any:
        return from_minor(value, currency) if budgets else value

    return {
        "kind": "budgets" if budgets else "streams",
        "low": bound(found.low),
        "high": bound(found.high),
        **({"step": None if found.step is None else bound(found.step)} if isinstance(found, Budgets) else {}),
        "complete": found.complete,
        "steps": [
            {
                "low": bound(s.low),
                "high": bound(s.high),
                "cost": s.plan.totals.cost if s.plan else None,
                **({"total": money_of(found, s)} if isinstance(s, Step) else {}),
                "streams": s.plan.totals.streams if s.plan else None,
                "new_mix": s.new_mix,
                "plan": _counts(s.plan),
            }
            for s in found.steps
        ],
    }


def _tradeoff_record(found: Tradeoff) -> dict[str, Any]:
    return {
        "kind": "tradeoff",
        "criteria": [found.first.name, found.second.name],
        "complete": found.complete,
        "points": [
            {
                found.first.name: value_of(found, found.first, p.first),
                found.second.name: value_of(found, found.second, p.second),
                "new_mix": p.new_mix,
                "plan": _counts(p.plan),
            }
            for p in found.points
        ],
    }


def _counts(plan: Plan | None) -> dict[str, int] | None:
    return {line.card: line.count for line in plan.lines} if plan else None


def value_of(found: Tradeoff, criterion: Criterion, number: int) -> Any:
    """A value of a criterion in the unit that people use."""
    if criterion.name in MONEY:
        return from_minor(number, found.scenario.money.currency)
    return Decimal(number) / 1000 if criterion.name == "rack_units" else number


def money_of(found: Frontier | Budgets, step: Step) -> Decimal | None:
    """What a step costs in the terms of the goal: the purchase, or the total cost over the horizon."""
    if found.scenario.goal == "cards" or step.objective is None:
        return step.plan.totals.cost if step.plan else None
    return from_minor(step.objective, found.scenario.money.currency)
