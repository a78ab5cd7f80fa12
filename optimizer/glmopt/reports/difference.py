"""Two saved results against each other, for people and programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from glmopt.language import translator
from glmopt.reports.numbers import amount, difference, share
from glmopt.reports.tabular import FILE, Cell, Column, Screen, Table
from glmopt.reports.tabular import render as render_table
from glmopt.result import SPLIT, Change, Difference

Translate = Callable[[str], str]
MOST_TEXT = 60


def render(found: Difference, names: tuple[str, str], form: str, lang: str, screen: Screen = FILE) -> str:
    """`found`, of the files `names`, in the format `form`: table, md, csv or json."""
    if form == "json":
        from glmopt.result import dumps, jsonable

        return dumps(jsonable(asdict(found))) + "\n"
    _ = translator(lang)
    if form == "csv":
        return render_table(_flat(found, names, _), form, screen)
    head = _("status: {before} -> {after}").format(before=_(found.status[0]), after=_(found.status[1]))
    if found.currency is None:
        head += "\n" + _("the two are in different currencies: money is not compared")
    tables = [render_table(t, form, screen).rstrip("\n") for t in _tables(found, names, _)]
    return screen.fit("\n\n".join([head, *(tables or [_("nothing else differs")])]) + "\n")


def _sections(found: Difference, _: Translate) -> Iterator[tuple[str, str, tuple[Change, ...]]]:
    money = f" ({found.currency})" if found.currency else ""
    yield "cards", _("Cards"), found.cards
    yield "servers", _("Servers"), found.servers
    yield "costs", _("Costs") + money, found.costs
    yield "totals", _("Totals"), found.totals
    yield "classes", _("Which card serves which class"), found.classes
    yield "asked", _("What was asked"), found.asked
    yield "prices", _("Prices") + money, found.prices
    yield "figures", _("Figures"), found.figures
    yield "lock", _("Versions and digests"), found.lock


def _tables(found: Difference, names: tuple[str, str], _: Translate) -> Iterator[Table]:
    for key, title, changes in _sections(found, _):
        if changes:
            columns = (
                Column("what", _("what")),
                Column("before", names[0], "right"),
                Column("after", names[1], "right"),
                Column("by", _("difference"), "right"),
            )
            rows = tuple((_share_row if key == "classes" else _row)(change, _) for change in changes)
            yield Table(columns, rows, title=title)


def _share_row(change: Change, _: Translate) -> tuple[Cell, ...]:
    """A share of a class on a card: class, part of the day, card, when it is served."""
    words = {"day": _("by day"), "night": _("at night"), "any": _("any time")}
    name, part, card, window = change.what.rsplit(SPLIT, 3)
    return _shares(
        _("{name}, {part}: {card} {window}").format(
            name=name, part=words[part], card=card, window=words[window]
        ),
        change,
    )


def _shares(name: str, change: Change) -> tuple[Cell, ...]:
    """A change of a part of 1, in percent."""
    shown = ["-" if x is None else share(x) for x in (change.before, change.after)]
    return (name, *shown, "" if change.by is None else f"{100 * change.by:+.1f} %")


def _row(change: Change, _: Translate) -> tuple[Cell, ...]:
    names = {
        "total": _("total"),
        "cards": _("cards"),
        "streams": _("streams"),
        "streams_low": _("streams, low"),
        "streams_high": _("streams, high"),
        "instances": _("instances"),
        "nodes": _("servers"),
        "power_w": f"{_('power at full load')} (W)",
        "rack_units": _("rack units"),
        "light_finetune": _("light fine-tuning jobs"),
        "gangs": _("gangs for full fine-tuning"),
    }
    if change.what == "busiest":
        return _shares(_("busiest card"), change)
    name = names.get(change.what, change.what)
    return (name, _shown(change.before), _shown(change.after), difference(change.by))


def _flat(found: Difference, names: tuple[str, str], _: Translate) -> Table:
    """Every change as one row for programs, values bare."""
    columns = tuple(Column(key, key) for key in ("section", "what", "before", "after", "difference"))
    rows = tuple(
        (key, c.what, _bare(c.before), _bare(c.after), c.by)
        for key, _title, changes in _sections(found, _)
        for c in changes
    )
    return Table(columns, rows)


def _bare(value: Any) -> Cell:
    return value if value is None or isinstance(value, str | int | Decimal) else _text(value)


def _shown(value: Any) -> str:
    """A value for people; of a long one the beginning, with a mark."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return amount(value)
    text = "-" if value is None else _text(value)
    return text if len(text) <= MOST_TEXT else text[: MOST_TEXT - 3] + "..."


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{k}: {_text(v)}" for k, v in value.items()) or "{}"
    if isinstance(value, list | tuple):
        return ", ".join(map(_text, value)) or "[]"
    return str(value).lower() if isinstance(value, bool) else str(value)
