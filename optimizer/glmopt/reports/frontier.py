"""The frontier for people and programs: one row a step, a mark where the mix changes."""

from __future__ import annotations

from typing import Any

from glmopt.language import translator
from glmopt.reports.numbers import amount, between
from glmopt.reports.tabular import FILE, Column, Screen, Table
from glmopt.reports.tabular import render as render_table
from glmopt.reports.why import bought
from glmopt.study import Frontier


def render(frontier: Frontier, form: str, lang: str, screen: Screen = FILE) -> str:
    """`frontier` in the format `form`: table, md, csv or json."""
    if form == "json":
        from glmopt.result import dumps, jsonable

        return dumps(jsonable(record(frontier))) + "\n"
    _ = translator(lang)
    plain = form == "csv"
    columns = (
        Column("targets", _("streams asked")),
        Column("cost", f"{_('total')} ({frontier.scenario.money.currency})", "right"),
        Column("cards", _("cards"), "right"),
        Column("new_mix", _("new mix")),
        Column("plan", _("plan"), prose=True),
    )
    rows = tuple(
        (
            f"{s.low}..{s.high}" if plain else between(s.low, s.high),
            (s.plan.totals.cost if plain else amount(s.plan.totals.cost)) if s.plan else _("infeasible"),
            amount(s.plan.totals.cards) if s.plan else "",
            _("yes") if s.new_mix else "",
            bought(s.plan),
        )
        for s in frontier.steps
    )
    notes = () if frontier.complete else (_("not complete: what was proved until it was stopped"),)
    return render_table(
        Table(columns, rows, title=frontier.scenario.name.get(lang), notes=notes), form, screen
    )


def record(frontier: Frontier) -> dict[str, Any]:
    """The frontier as plain data."""
    return {
        "low": frontier.low,
        "high": frontier.high,
        "complete": frontier.complete,
        "steps": [
            {
                "low": s.low,
                "high": s.high,
                "cost": s.plan.totals.cost if s.plan else None,
                "new_mix": s.new_mix,
                "plan": {line.card: line.count for line in s.plan.lines} if s.plan else None,
            }
            for s in frontier.steps
        ],
    }
