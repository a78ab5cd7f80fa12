"""A what-if comparison for people: one line for the base and each variation, totals and differences."""

from __future__ import annotations

from collections.abc import Callable

from glmopt.language import translator
from glmopt.reports.numbers import amount, between, difference
from glmopt.reports.tabular import FILE, Cell, Column, Screen, Table
from glmopt.reports.tabular import render as render_table
from glmopt.reports.wording import seed_note
from glmopt.scenario import catalog_for
from glmopt.study import Comparison, Variation, records

Translate = Callable[[str], str]


def render(comparison: Comparison, form: str, lang: str, screen: Screen = FILE) -> str:
    """`comparison` in the format `form`: table, md, csv or json."""
    if form == "json":
        from glmopt.result import dumps, jsonable

        return dumps(jsonable(records(comparison))) + "\n"
    _ = translator(lang)
    if form == "csv":
        return render_table(_flat(comparison), form, screen)
    return render_table(comparison_table(comparison, _, lang), form, screen)


def comparison_table(comparison: Comparison, _: Translate, lang: str) -> Table:
    """Base and variations as people read them."""
    scenario = comparison.base.scenario
    currency = scenario.money.currency
    housed = any(v.servers for v in comparison.rows)
    columns = (
        Column("name", _("variation")),
        Column("cost", f"{_('total')} ({currency})", "right"),
        Column("cost_difference", _("difference"), "right"),
        Column("cards", _("cards"), "right"),
        *((Column("servers", _("servers"), "right"),) if housed else ()),
        Column("streams", _("streams"), "right"),
        Column("streams_difference", _("difference"), "right"),
        Column("cost_per_stream", _("cost per stream"), "right"),
        Column("plan", _("plan, and what changes"), prose=True),
    )
    rows = tuple(_row(comparison, v, _, housed=housed) for v in comparison.rows)
    seed = any(v.scenario.figures == "seed" for v in comparison.rows)
    notes = (seed_note(catalog_for(scenario).errata, lang),) if seed else ()
    return Table(columns, rows, title=scenario.name.get(lang), notes=notes)


def _row(comparison: Comparison, v: Variation, _: Translate, *, housed: bool) -> tuple[Cell, ...]:
    plan = v.solved.plan
    name = _("base") if v is comparison.base else v.name
    if plan is None:
        why = _("cannot be met together: {rules}").format(rules=", ".join(v.conflict))
        blank = ("",) * (6 if housed else 5)
        return (name, _(v.solved.ending.status), *blank, why if v.conflict else "")
    d = comparison.difference(v)
    is_base = v is comparison.base
    changes = ", ".join(f"{difference(k)} {card}" for card, k in d.counts.items())
    bought = " + ".join(f"{k} {card}" for card, k in v.counts.items())
    if v.servers:
        held = " + ".join(f"{k} {chassis}" for chassis, k in v.servers.items())
        bought = _("{cards} in {servers}").format(cards=bought, servers=held)
    return (
        name,
        amount(v.cost),
        "" if is_base else difference(d.cost),
        amount(plan.totals.cards),
        *((amount(plan.totals.nodes) if v.servers else "-",) if housed else ()),
        between(plan.totals.streams_low, plan.totals.streams_high),
        "" if is_base else difference(d.streams),
        amount(v.cost_per_stream),
        f"{bought} ({changes})" if changes else bought or "-",
    )


def _flat(comparison: Comparison) -> Table:
    """The records of the study as a table for programs, one column a key."""
    rows = records(comparison)
    keys = list(dict.fromkeys(key for row in rows for key in row))
    columns = tuple(Column(key, key) for key in keys)
    return Table(columns, tuple(tuple(_cell(row.get(key)) for key in keys) for row in rows))


def _cell(value: object) -> Cell:
    if isinstance(value, dict):
        return "; ".join(f"{k} {card}" for card, k in value.items())
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return value  # type: ignore[return-value]
