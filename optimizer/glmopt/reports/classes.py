"""Which card serves which class, as a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from glmopt.plan import Plan
from glmopt.reports import numbers
from glmopt.reports.tabular import Cell, Column, Table

if TYPE_CHECKING:
    from glmopt.result import Result, Saved

    # An answer, just found or read back.
    Planned = Result | Saved

Translate = Callable[[str], str]
Pool = tuple[str, str, int, str]

# More classes than this are told together: the largest one by one, the others as one.
MOST_CLASSES = 12


def shares_table(result: Planned, _: Translate, lang: str, *, plain: bool = False) -> Table:
    """One line for each class on each kind of card; for programs every line and bare numbers."""
    plan = result.plan
    if plan is None:
        raise ValueError("no plan to show")
    columns = (
        Column("class", _("class")),
        Column("part", _("part of the day")),
        Column("card", _("card")),
        Column("window", _("served")),
        Column("share", _("share of the class"), "right"),
        Column("busy", _("cards kept busy"), "right"),
    )
    words = {"day": _("by day"), "night": _("at night"), "any": _("any time")}
    rows: list[tuple[Cell, ...]] = []
    kept, others = largest(plan)
    for share in plan.shares:
        if not plain and share.name not in kept:
            continue
        card = result.catalog.cards[share.card].name.get(lang)
        busy = share.busy * share.cards
        if plain:
            part = Decimal(round(float(share.share), 9)).quantize(Decimal("1.000000000"))
            rows.append((share.name, share.part, share.card, share.window, part, busy))
            continue
        size = f"{card} x {share.cards}" if share.cards > 1 else card
        rows.append(
            (
                share.name,
                words[share.part],
                size,
                words[share.window],
                numbers.share(share.share),
                f"{busy:.2f}",
            )
        )
    title = _("Which card serves which class:")
    if others and not plain:
        title = _("Which card serves which class, the {k} largest of {n}:").format(
            k=len(kept), n=len(kept) + len(others)
        )
    return Table(columns, tuple(rows), title=title)


def largest(plan: Plan) -> tuple[list[str], list[str]]:
    """The classes that keep the most cards busy, in the order of the plan, and the others."""
    busy: dict[str, Decimal] = defaultdict(Decimal)
    for s in plan.shares:
        busy[s.name] += s.busy * s.cards
    names = list(busy)
    if len(names) <= MOST_CLASSES:
        return names, []
    most = set(sorted(names, key=lambda name: -busy[name])[: MOST_CLASSES - 1])
    return [n for n in names if n in most], [n for n in names if n not in most]
