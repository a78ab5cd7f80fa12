"""Tornado and confidence for people and programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from glmopt.language import translator
from glmopt.reports.charts import Swing, terminal, tornado_chart
from glmopt.reports.numbers import difference, percent
from glmopt.reports.reasons import goal_unit
from glmopt.reports.tabular import FILE, Column, Screen, Table
from glmopt.reports.tabular import render as render_table
from glmopt.study import Bar, Confidence, End, Tornado
from glmopt.units import from_minor

Translate = Callable[[str], str]
MONEY_GOALS = ("capex", "tco")
# Of fewer draws a share says nothing: with none wrong in 30 it may still be one in ten.
FEWEST_DRAWS = 30


def render(bars: Tornado | None, sure: Confidence | None, form: str, lang: str, screen: Screen = FILE) -> str:
    """Both studies, each where it was made, in the format `form`: table, md, csv or json."""
    if form == "json":
        from glmopt.result import dumps, jsonable

        plain = {
            "tornado": tornado_record(bars) if bars else None,
            "confidence": confidence_record(sure) if sure else None,
        }
        return dumps(jsonable(plain)) + "\n"
    _ = translator(lang)
    parts = [render_table(_tornado(bars, _, plain=form == "csv"), form, screen)] if bars else []
    if bars and form == "table":
        parts.append(screen.fit(terminal.tornado(swings(bars, _), screen)))
    parts += [screen.fit(sentence(sure, _)) + "\n"] if sure else []
    return "\n".join(parts or [_("no plan to vary") + "\n"])


def tornado_record(bars: Tornado) -> dict[str, Any]:
    """The bars as plain data: objectives in `currency`; without one in cards or streams, as `goal` says."""
    currency = bars.scenario.money.currency if bars.scenario.goal in MONEY_GOALS else None

    def end(one: End) -> dict[str, Any]:
        return asdict(one) | {"objective": worth(bars, one.objective)}

    return {
        "goal": bars.scenario.goal,
        "currency": currency,
        "base": worth(bars, bars.base),
        "complete": bars.complete,
        "bars": [asdict(b) | {"low": end(b.low), "high": end(b.high)} for b in bars.bars],
    }


def worth(bars: Tornado, objective: int | None) -> Decimal | int | None:
    """An objective of the tornado in the unit that people use: money, cards or streams."""
    if objective is None or bars.scenario.goal not in MONEY_GOALS:
        return objective
    return from_minor(objective, bars.scenario.money.currency)


def confidence_record(sure: Confidence) -> dict[str, Any]:
    """The draws as plain data."""
    return asdict(sure)


def svg(bars: Tornado, lang: str, ident: str = "tornado", named: Callable[[str], str] = str) -> str:
    """The tornado as an SVG document, each input called as `named` calls its key."""
    _ = translator(lang)
    drawn = swings(bars, _, named)
    said = "; ".join(f"{s.label}: {s.low_text}, {s.high_text}" for s in drawn)
    return tornado_chart(
        drawn,
        title=f"{bars.scenario.name.get(lang)}: {_('change of the optimum, one input at a time')}",
        desc=said,
        lang=lang,
        ident=ident,
        starred=_("* other card types at one end at least; hatched: lower end"),
    )


def swings(bars: Tornado, _: Translate, named: Callable[[str], str] = str) -> list[Swing]:
    """The bars with their changes in units that people use; those that change nothing are left out."""
    drawn = []
    for b in bars.bars:
        if not matters(bars, b):
            continue
        low, high = change_of(bars, b.low), change_of(bars, b.high)
        drawn.append(Swing(named(b.key), low, high, told(b.low, low, _), told(b.high, high, _), b.flips))
    return drawn


def change_of(bars: Tornado, end: End) -> Decimal | None:
    """The change of the optimum in money, cards or streams; None where there is none or it is not proved."""
    if end.objective is None:
        return None
    change = worth(bars, end.objective - bars.base)
    return None if change is None else Decimal(change)


def told(end: End, change: Decimal | None, _: Translate) -> str:
    """How far the input is off, and what becomes of the optimum."""
    if not end.proved:
        return f"{end.share}: {_('not proved')}"
    return f"{end.share}: {_('infeasible') if change is None else difference(change)}"


def _tornado(bars: Tornado, _: Translate, *, plain: bool) -> Table:
    """One row an input; those that change nothing are only counted, but told in full to programs."""
    goal, currency = bars.scenario.goal, bars.scenario.money.currency
    columns = (
        Column("input", _("input")),
        Column("low", _("lower end"), "right"),
        Column("high", _("upper end"), "right"),
        Column("flips", _("purchase changes in")),
    )

    def change(end: End) -> str:
        return told(end, change_of(bars, end), _)

    shown = [b for b in bars.bars if plain or matters(bars, b)]
    rows = tuple((b.key, change(b.low), change(b.high), changes_in(bars, b, _)) for b in shown)
    notes = []
    if len(shown) < len(bars.bars):
        notes.append(
            _("inputs that change nothing within their ranges: {n}").format(n=len(bars.bars) - len(shown))
        )
    if not bars.complete:
        notes.append(_("not complete: what was proved until it was stopped"))
    title = _("One input at a time, change of the optimum in {unit}:").format(
        unit=goal_unit(goal, currency, _)
    )
    return Table(columns, rows, title=title, notes=tuple(notes))


def changes_in(bars: Tornado, b: Bar, _: Translate) -> str:
    """What the purchase changes in at either end: card types, counts of the same types, or nothing."""
    if b.flips:
        return _("types of card")
    moved = any(e.proved and (e.counts or {}) != bars.counts for e in (b.low, b.high))
    return _("counts") if moved else _("nothing")


def matters(bars: Tornado, b: Bar) -> bool:
    """Whether the input changes anything."""
    return b.flips or not b.low.objective == b.high.objective == bars.base


def sentence(sure: Confidence, _: Translate) -> str:
    """In how many draws the purchase stays right; of too few no share is told, only how to get more."""
    if sure.draws < FEWEST_DRAWS:
        text = _(
            "{n} draws of prices are too few to say how often this purchase stays right: "
            "ask for {least} or more"
        )
        if sure.wanted >= FEWEST_DRAWS:
            text = _(
                "not complete: {n} of {wanted} draws of prices are done, too few to say how often this "
                "purchase stays right (at least {least} are needed); more --seconds or --resume make more"
            )
        return text.format(n=f"{sure.draws:,}", wanted=f"{sure.wanted:,}", least=FEWEST_DRAWS)
    text = _(
        "in {near} of {n} draws within the ranges of {varied} prices this purchase stays optimal or costs at "
        "most {within} more than the optimum; in {best} optimal"
    )
    if sure.goal == "cards":
        text = _(
            "in {near} of {n} draws within the ranges of {varied} prices the budget pays for this purchase "
            "and at most {within} fewer cards would do; in {best} none fewer"
        )
    if sure.goal == "streams":
        text = _(
            "in {near} of {n} draws within the ranges of {varied} prices the budget pays for this purchase "
            "and it serves at most {within} fewer streams than the most; in {best} the most"
        )
    whole = Decimal(sure.draws)
    if sure.draws < sure.wanted:
        text += _("; not complete: {wanted} draws were asked for").replace("{wanted}", f"{sure.wanted:,}")
    return text.format(
        near=percent(Decimal(sure.near), whole),
        n=f"{sure.draws:,}",
        varied=sure.varied,
        within=f"{sure.within * 100:.0f} %",
        best=percent(Decimal(sure.optimal), whole),
    )
