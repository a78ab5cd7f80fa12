"""Tornado and confidence for people and programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal

from glmopt.language import translator
from glmopt.reports.numbers import difference, percent
from glmopt.reports.tabular import FILE, Column, Screen, Table
from glmopt.reports.tabular import render as render_table
from glmopt.study import Confidence, End, Tornado
from glmopt.units import from_minor

Translate = Callable[[str], str]


def render(bars: Tornado | None, sure: Confidence | None, form: str, lang: str, screen: Screen = FILE) -> str:
    """Both studies, each where it was made, in the format `form`: table, md, csv or json."""
    if form == "json":
        from glmopt.result import dumps, jsonable

        plain = {
            "tornado": {"base": bars.base, "complete": bars.complete, "bars": [asdict(b) for b in bars.bars]}
            if bars
            else None,
            "confidence": asdict(sure) if sure else None,
        }
        return dumps(jsonable(plain)) + "\n"
    _ = translator(lang)
    parts = [render_table(_tornado(bars, _), form, screen)] if bars else []
    parts += [screen.fit(_confidence(sure, _)) + "\n"] if sure else []
    return "\n".join(parts or [_("no plan to vary") + "\n"])


def _tornado(bars: Tornado, _: Translate) -> Table:
    columns = (
        Column("input", _("input")),
        Column("low", _("lower end"), "right"),
        Column("high", _("upper end"), "right"),
        Column("flips", _("other mix")),
    )
    money = bars.scenario.goal in ("capex", "tco")
    currency = bars.scenario.money.currency

    def change(end: End) -> str:
        if end.objective is None:
            return f"{end.share}: {_('infeasible')}"
        value = end.objective - bars.base
        return f"{end.share}: {difference(from_minor(value, currency) if money else value)}"

    rows = tuple((b.key, change(b.low), change(b.high), _("yes") if b.flips else _("no")) for b in bars.bars)
    notes = () if bars.complete else (_("not complete: what was proved until it was stopped"),)
    return Table(columns, rows, title=_("One input at a time, change of the optimum:"), notes=notes)


def _confidence(sure: Confidence, _: Translate) -> str:
    text = _(
        "in {near} of {n} draws within the price ranges this mix stays within {within}; in {best} optimal"
    )
    whole = Decimal(sure.draws)
    return text.format(
        near=percent(Decimal(sure.near), whole),
        n=sure.draws,
        within=f"{sure.within * 100:.0f} %",
        best=percent(Decimal(sure.optimal), whole),
    )
