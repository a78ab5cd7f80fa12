"""Frontiers for people and programs: one row a step, a mark where the mix changes, a chart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from glmopt.dataclass import dataclass
from glmopt.language import translator
from glmopt.reports.alternatives import bought
from glmopt.reports.charts import Flat, step_curve, terminal
from glmopt.reports.frontier_record import money_of, record, value_of
from glmopt.reports.numbers import amount, between
from glmopt.reports.tabular import FILE, Cell, Column, Screen, Table
from glmopt.reports.tabular import render as render_table
from glmopt.study import Budgets, Frontier, Step, Tradeoff
from glmopt.units import from_minor

Translate = Callable[[str], str]
Found = Frontier | Budgets | Tradeoff


@dataclass(frozen=True, slots=True)
class Shown:
    """A frontier of any kind as a table and as a curve with its words."""

    table: Table
    flats: tuple[Flat, ...]
    x_title: str
    y_title: str
    desc: str


def render(found: Found, form: str, lang: str, screen: Screen = FILE) -> str:
    """`found` in the format `form`: table, md, csv or json. The table comes with a chart."""
    if form == "json":
        from glmopt.result import dumps, jsonable

        return dumps(jsonable(record(found))) + "\n"
    made = shown(found, lang, plain=form == "csv")
    text = render_table(made.table, form, screen)
    if form != "table" or not made.flats:
        return text
    chart = terminal.steps(made.flats, screen)
    return f"{text}\n{screen.fit(f'{made.y_title} / {made.x_title}')}\n{screen.fit(chart)}" if chart else text


def svg(found: Found, lang: str, ident: str = "frontier") -> str:
    """The curve as an SVG document; InputError where there is not one step to draw."""
    made = shown(found, lang)
    if not made.flats:
        from glmopt.errors import Fault, InputError

        raise InputError(Fault("usage", "nothing was proved, so there is nothing to draw", field="--svg"))
    return step_curve(
        made.flats,
        title=made.table.title,
        desc=made.desc,
        x_title=made.x_title,
        y_title=made.y_title,
        lang=lang,
        ident=ident,
    )


def shown(found: Found, lang: str, *, plain: bool = False) -> Shown:
    """Table and curve of `found`; `plain` for programs: bare numbers."""
    _ = translator(lang)
    if isinstance(found, Budgets):
        return _budgets(found, _, lang, plain)
    if isinstance(found, Tradeoff):
        return _tradeoff(found, _, lang, plain)
    return _streams(found, _, lang, plain)


def _streams(found: Frontier, _: Translate, lang: str, plain: bool) -> Shown:
    currency = found.scenario.money.currency
    columns = (
        Column("targets", _("streams asked")),
        Column("cost", f"{_('total')} ({currency})", "right"),
        Column("cards", _("cards"), "right"),
        Column("new_mix", _("new mix")),
        Column("plan", _("plan"), prose=True),
    )
    rows = tuple(
        (
            f"{s.low}..{s.high}" if plain else between(s.low, s.high),
            _total(found, s, _, plain=plain),
            amount(s.plan.totals.cards) if s.plan else "",
            mark,
            bought(s.plan),
        )
        for s, mark in zip(found.steps, _numbered([s.new_mix for s in found.steps]), strict=True)
    )
    cards = found.scenario.goal == "cards"
    flats = tuple(
        Flat(
            s.low,
            s.high,
            None if s.plan is None else s.plan.totals.cards if cards else money_of(found, s),
            bought(s.plan),
            marked=s.new_mix,
        )
        for s in found.steps
    )
    title = _("{name}: the least cost of every stream target")
    unit = _("cards") if cards else f"{_('total')} ({currency})"
    if cards:
        title = _("{name}: the fewest cards of every stream target")
    return _shown(found, columns, rows, flats, _("streams asked"), unit, title, _, lang)


def _budgets(found: Budgets, _: Translate, lang: str, plain: bool) -> Shown:
    currency = found.scenario.money.currency

    def money(minor: int) -> Cell:
        value = from_minor(minor, currency)
        return value if plain else amount(value)

    columns = (
        Column("from", f"{_('budget from')} ({currency})", "right"),
        Column("to", f"{_('budget to')} ({currency})", "right"),
        Column("streams", _("streams"), "right"),
        Column("new_mix", _("new mix")),
        Column("plan", _("plan"), prose=True),
    )
    rows = tuple(
        (
            money(s.low),
            money(s.high),
            amount(s.plan.totals.streams) if s.plan else _("infeasible"),
            mark,
            bought(s.plan),
        )
        for s, mark in zip(found.steps, _numbered([s.new_mix for s in found.steps]), strict=True)
    )
    flats = tuple(
        Flat(
            from_minor(s.low, currency),
            from_minor(s.high, currency),
            s.plan.totals.streams if s.plan else None,
            bought(s.plan),
            marked=s.new_mix,
        )
        for s in found.steps
    )
    title = _("{name}: the most streams for every budget")
    x_title = f"{_('budget')} ({currency})"
    return _shown(found, columns, rows, flats, x_title, _("streams"), title, _, lang)


def _tradeoff(found: Tradeoff, _: Translate, lang: str, plain: bool) -> Shown:
    currency = found.scenario.money.currency

    first, second = (
        f"{_(c.name)} ({_(c.unit) if c.unit else currency})" for c in (found.first, found.second)
    )
    columns = (
        Column("first", first, "right"),
        Column("second", second, "right"),
        Column("new_mix", _("new mix")),
        Column("plan", _("plan"), prose=True),
    )
    pairs = [
        (value_of(found, found.first, p.first), value_of(found, found.second, p.second), p)
        for p in found.points
    ]
    rows = tuple(
        (
            *((a, b) if plain else (amount(a), amount(b))),
            _("yes") if p.new_mix else "",
            bought(p.plan),
        )
        for a, b, p in pairs
    )
    flats = _staircase(found, [(b, a, bought(p.plan)) for a, b, p in pairs])
    title = _("{name}: every plan that is not beaten in both")
    return _shown(found, columns, rows, flats, second, first, title, _, lang)


def _staircase(found: Tradeoff, points: Sequence[tuple[Any, Any, str]]) -> tuple[Flat, ...]:
    """Pieces over the second criterion, each as far as the next point that is better in the first.

    Where less is better a point holds for every higher limit; where more is better for every lower demand.
    """
    ordered = sorted(points, key=lambda p: p[0])
    at_least = found.second.sign < 0
    pieces = []
    for k, (x, y, label) in enumerate(ordered):
        if at_least:
            low, high = (ordered[k - 1][0] if k else x), x
        else:
            low, high = x, (ordered[k + 1][0] if k + 1 < len(ordered) else x)
        pieces.append(Flat(low, high, y, label, marked=True))
    return tuple(pieces)


def _numbered(new: Sequence[bool]) -> list[str]:
    """1, 2, ... where the mix is new, as on the chart."""
    return [str(sum(new[: k + 1])) if is_new else "" for k, is_new in enumerate(new)]


def _total(found: Frontier, step: Step, _: Translate, *, plain: bool) -> Cell:
    if step.plan is None:
        return _("infeasible")
    total = money_of(found, step)
    return total if plain else amount(total)


def _shown(
    found: Found,
    columns: tuple[Column, ...],
    rows: tuple[tuple[Cell, ...], ...],
    flats: tuple[Flat, ...],
    x_title: str,
    y_title: str,
    title: str,
    _: Translate,
    lang: str,
) -> Shown:
    notes = () if found.complete else (_("not complete: what was proved until it was stopped"),)
    title = title.format(name=found.scenario.name.get(lang))
    told = [f"{row[0]}: {row[-1]}" for row in rows if row[-1]]
    desc = _("{x} across, {y} up. {steps}").format(x=x_title, y=y_title, steps="; ".join(told))
    return Shown(Table(columns, rows, title=title, notes=notes), flats, x_title, y_title, desc)
