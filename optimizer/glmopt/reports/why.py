"""What `glmopt explain` shows: the answer in a line, plans near it, what rules cost, and the reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from glmopt.language import translator
from glmopt.plan import Plan
from glmopt.reports.alternatives import alternatives_table, bought
from glmopt.reports.headline import headline
from glmopt.reports.reasons import reasons_tables, rules_table
from glmopt.reports.studies import render as render_studies
from glmopt.reports.studies_record import studies_told
from glmopt.reports.tabular import FILE, Screen, Table
from glmopt.reports.tabular import render as render_table
from glmopt.reports.tabular.fold import hanging
from glmopt.reports.tabular.md import escape
from glmopt.result import Why, reasons_record
from glmopt.study import Studies

Translate = Callable[[str], str]


def render(why: Why, form: str, lang: str, screen: Screen = FILE, studies: Studies | None = None) -> str:
    """`why` in the format `form`: table, md, csv or json, and the `studies` that were made with it.

    In csv the tables only, for programs.
    """
    if form == "json":
        from glmopt.result import dumps, jsonable

        more = studies_told(studies) if studies is not None else {}
        return dumps(jsonable(record(why) | more)) + "\n"
    _ = translator(lang)
    tables = list(_tables(why, _, lang, plain=form == "csv"))
    parts = [render_table(table, form, screen) for table in tables]
    parts += [render_studies(studies, form, lang, screen)] if studies is not None else []
    if form == "csv":
        return "\n".join(parts)
    said = _said(why, _, lang)
    if form == "md":
        return "\n".join(["\n\n".join(escape(line) for line in said) + "\n", *parts])
    lines = (part for line in said for part in hanging(line, screen.width))
    return "\n".join([screen.fit("\n".join(lines)) + "\n", *parts])


def _said(why: Why, _: Translate, lang: str) -> list[str]:
    """The answer, and what is bought."""
    said = [headline(why.scenario, why.solved, _, lang)]
    if why.solved.plan is not None and why.solved.plan.lines:
        said.append(bought(why.solved.plan))
    return said


def record(why: Why) -> dict[str, Any]:
    """The reasons as plain data."""
    others = why.alternatives
    ending = why.solved.ending
    return {
        "status": ending.status,
        "goal": ending.goal,
        "plan": _counts(why.solved.plan),
        "cost": why.solved.plan.totals.spent if why.solved.plan else None,
        "alternatives": [
            {"plan": _counts(a.plan), "cost": a.plan.totals.spent, "labels": a.labels} for a in others.plans
        ]
        if others
        else [],
        "alternatives_complete": others.complete if others else None,
        "labels": others.labels if others else [],
        "binding": [
            {"rule": b.rule.key, "says": b.rule.says, "place": b.place, "saving": b.saving}
            for b in why.binding
        ],
        **reasons_record(why.reasons),
    }


def _counts(plan: Plan | None) -> dict[str, int] | None:
    return {line.card: line.count for line in plan.lines} if plan else None


def _tables(why: Why, _: Translate, lang: str, *, plain: bool) -> Iterator[Table]:
    if why.alternatives is not None:
        yield alternatives_table(why.solved.plan, why.alternatives, _, why.scenario.money.currency)
    if why.binding:
        yield rules_table(why.binding, why.solved, _)
    yield from reasons_tables(why.reasons, why.solved, _, lang, plain=plain)
