"""A what-if comparison for people: one line for the base and each variation, totals and differences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError
from glmopt.language import translator
from glmopt.reports.charts import Tile, heat_map, terminal
from glmopt.reports.headroom import busiest, busiest_column, compared, streams
from glmopt.reports.numbers import amount, difference
from glmopt.reports.tabular import FILE, Cell, Column, Screen, Table
from glmopt.reports.tabular import render as render_table
from glmopt.reports.variation import cost_change, each_stream, total
from glmopt.reports.wording import seed_note
from glmopt.scenario import catalog_for
from glmopt.study import NOT_SOLVED, Comparison, Variation, records

Translate = Callable[[str], str]


def render(comparison: Comparison, form: str, lang: str, screen: Screen = FILE) -> str:
    """`comparison` in the format `form`: table, md, csv or json."""
    if form == "json":
        from glmopt.result import dumps, jsonable

        return dumps(jsonable(records(comparison))) + "\n"
    _ = translator(lang)
    if form == "csv":
        rows = records(comparison)
        return render_table(flat(list(dict.fromkeys(key for row in rows for key in row)), rows), form, screen)
    text = render_table(comparison_table(comparison, _, lang), form, screen)
    found = grid_of(comparison)
    if form != "table" or found is None:
        return text
    title = f"{found.y_key} / {found.x_key}"
    return f"{text}\n{title}\n{screen.fit(terminal.heat(found.tiles, found.x_values, found.y_values, lang))}"


def svg(comparison: Comparison, lang: str, ident: str = "heat") -> str:
    """The mixes of a grid of two keys as a heat map; InputError for any other comparison."""
    found = grid_of(comparison)
    if found is None:
        action = "two keys of two values and more: --set estimate=low,high --set budget.max=80万,120万"
        raise InputError(Fault("usage", "a heat map needs a grid", field="--svg", action=action))
    _ = translator(lang)
    told = [
        f"{y}, {x}: {tile.mix or _('infeasible')}"
        for y, row in zip(found.y_values, found.tiles, strict=True)
        for x, tile in zip(found.x_values, row, strict=True)
    ]
    title = _("{name}: the mix by {y} and {x}").format(
        name=comparison.base.scenario.name.get(lang), y=found.y_key, x=found.x_key
    )
    return heat_map(
        found.tiles,
        x_title=found.x_key,
        x_values=found.x_values,
        y_title=found.y_key,
        y_values=found.y_values,
        title=title,
        desc="; ".join(told),
        lang=lang,
        ident=ident,
    )


@dataclass(frozen=True, slots=True)
class Grid:
    """Two keys, their values, and a tile for each pair: rows by the first key, columns by the second."""

    y_key: str
    y_values: tuple[str, ...]
    x_key: str
    x_values: tuple[str, ...]
    tiles: tuple[tuple[Tile, ...], ...]


def grid_of(comparison: Comparison) -> Grid | None:
    """The grid that a comparison is; None where it is none of two keys with several values, or not whole."""
    pairs = [v.settings for v in comparison.variations]
    if comparison.missing or not pairs or any(len(p) != 2 for p in pairs):
        return None
    keys = {tuple(s.key for s in p) for p in pairs}
    if len(keys) != 1:
        return None
    ys, xs = (tuple(dict.fromkeys(p[k].written[0] for p in pairs)) for k in (0, 1))
    if len(ys) < 2 or len(xs) < 2 or len(pairs) != len(ys) * len(xs):
        return None
    at = {(p[0].written[0], p[1].written[0]): v for p, v in zip(pairs, comparison.variations, strict=True)}
    tiles = tuple(tuple(_tile(at[y, x]) for x in xs) for y in ys)
    y_key, x_key = next(iter(keys))
    return Grid(y_key, ys, x_key, xs, tiles)


def _tile(v: Variation) -> Tile:
    if v.solved.plan is None:
        return Tile(None)
    shown = amount(v.cost) if v.cost is not None else amount(v.solved.plan.totals.cards)
    return Tile(" + ".join(v.counts) or "-", shown)


def comparison_table(comparison: Comparison, _: Translate, lang: str) -> Table:
    """Base and variations as people read them."""
    scenario = comparison.base.scenario
    currency = scenario.money.currency
    housed = any(v.servers for v in comparison.rows)
    columns = (
        Column("name", _("variation")),
        Column("cost", f"{_('total')} ({currency})", "right"),
        Column("cost_difference", f"{_('difference')} ({currency})", "right"),
        Column("cards", _("cards"), "right"),
        *((Column("servers", _("servers"), "right"),) if housed else ()),
        Column("streams", _("streams"), "right"),
        Column("streams_difference", _("difference"), "right"),
        Column("cost_per_stream", f"{_('cost per stream')} ({currency})", "right"),
        busiest_column(_),
        Column("in_out", _("cards in / out"), "right"),
        Column("plan", _("plan, and what changes"), prose=True),
    )
    rows = tuple(_row(comparison, v, _, housed=housed) for v in comparison.rows)
    rows += tuple((name, _(NOT_SOLVED), *[""] * (len(columns) - 2)) for name in comparison.missing)
    seed = any(v.scenario.figures == "seed" for v in comparison.rows)
    notes = (seed_note(catalog_for(scenario).errata, lang),) if seed else ()
    if comparison.missing:
        notes = (_("not complete: what was proved until it was stopped"), *notes)
    table = Table(columns, rows, title=scenario.name.get(lang), notes=notes)
    return compared(table, (v.scenario for v in comparison.rows))


def _row(comparison: Comparison, v: Variation, _: Translate, *, housed: bool) -> tuple[Cell, ...]:
    plan = v.solved.plan
    name = _("base") if v is comparison.base else v.name
    if plan is None:
        why = _("cannot be met together: {rules}").format(rules=", ".join(v.conflict))
        blank = ("",) * (8 if housed else 7)
        return (name, _(v.solved.ending.status), *blank, why if v.conflict else "")
    d = comparison.difference(v)
    is_base = v is comparison.base
    changes = ", ".join(f"{difference(k)} {card}" for card, k in d.counts.items())
    into = sum(k for k in d.counts.values() if k > 0)
    out = -sum(k for k in d.counts.values() if k < 0)
    bought = " + ".join(f"{k} {card}" for card, k in v.counts.items())
    if v.servers:
        held = " + ".join(f"{k} {chassis}" for chassis, k in v.servers.items())
        bought = _("{cards} in {servers}").format(cards=bought, servers=held)
    return (
        name,
        total(v, comparison.base, _),
        "" if is_base else cost_change(d, _),
        amount(plan.totals.cards),
        *((amount(plan.totals.nodes) if v.servers else "-",) if housed else ()),
        streams(plan, classes=bool(v.scenario.demand.classes)),
        "" if is_base else difference(d.streams),
        each_stream(v, comparison.base),
        busiest(plan),
        "" if is_base or not d.counts else f"+{into} / -{out}",
        f"{bought} ({changes})" if changes else bought or "-",
    )


def flat(keys: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Table:
    """Records of the study as a table for programs, one column a key."""
    columns = tuple(Column(key, key) for key in keys)
    return Table(columns, tuple(tuple(_cell(row.get(key)) for key in keys) for row in rows))


def _cell(value: object) -> Cell:
    if isinstance(value, dict):
        return "; ".join(f"{k} {card}" for card, k in value.items())
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return value  # type: ignore[return-value]
