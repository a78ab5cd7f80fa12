"""Which card serves which class: as a table, and as the data of the picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

from glmopt.plan import Plan, Share
from glmopt.reports.charts.classes import ClassBar, classes_chart
from glmopt.reports.tabular import Cell, Column, Table
from glmopt.result import Result, Saved

Translate = Callable[[str], str]
# An answer, just found or read back.
Planned = Result | Saved
Pool = tuple[str, str, int, str]

# More classes than this are told together: the largest one by one, the others as one.
MOST_CLASSES = 12


def shares_table(result: Result, _: Translate, lang: str, *, plain: bool = False) -> Table:
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
    kept, others = _largest(plan)
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
                f"{100 * float(share.share):.1f} %",
                f"{busy:.2f}",
            )
        )
    title = _("Which card serves which class:")
    if others and not plain:
        title = _("Which card serves which class, the {k} largest of {n}:").format(
            k=len(kept), n=len(kept) + len(others)
        )
    return Table(columns, tuple(rows), title=title)


def classes_picture(of: Planned, _: Translate, lang: str, ident: str = "classes") -> str:
    """The plan's classes by card as SVG; empty where there are none."""
    if of.plan is None or not of.plan.shares:
        return ""
    return classes_chart(
        class_bars(of, _, lang),
        title=_("Classes by card"),
        desc=_("For each kind of card the part of its capacity that each class uses."),
        free=_("free"),
        lang=lang,
        ident=ident,
    )


def class_bars(of: Planned, _: Translate, lang: str) -> list[ClassBar]:
    """One bar for the groups of each card, window and llm; the smallest classes together."""
    plan = of.plan
    if plan is None:
        return []
    kept, others = _largest(plan)
    rest = _("{n} others").format(n=len(others))
    pools: dict[Pool, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    groups: dict[Pool, int] = {}
    for s in plan.shares:
        pool = (s.card, s.window, s.cards, s.llm)
        groups[pool] = s.groups
        pools[pool][s.name if s.name in kept else rest] += s.busy
    windows = {s.window for s in plan.shares}
    words = {"day": _("by day"), "night": _("at night")}
    bars = []
    for pool, busy in sorted(pools.items()):
        card, window, cards, llm = pool
        label = f"{groups[pool]} x {of.catalog.cards[card].name.get(lang)}"
        label += f" x {cards}" if cards > 1 else ""
        label += f", {words[window]}" if len(windows) > 1 else ""
        label += f", {llm}" if len({s.llm for s in plan.shares}) > 1 else ""
        order = sorted(busy, key=lambda name: (name == rest, [*kept, rest].index(name)))
        bars.append(ClassBar(label, tuple((name, busy[name] / groups[pool]) for name in order)))
    return bars


def _largest(plan: Plan) -> tuple[list[str], list[str]]:
    """The classes that keep the most cards busy, in the order of the plan, and the others."""
    busy: dict[str, Decimal] = defaultdict(Decimal)
    for s in plan.shares:
        busy[s.name] += s.busy * s.cards
    names = list(busy)
    if len(names) <= MOST_CLASSES:
        return names, []
    largest = set(sorted(names, key=lambda name: -busy[name])[: MOST_CLASSES - 1])
    return [n for n in names if n in largest], [n for n in names if n not in largest]


def use_of(shares: tuple[Share, ...]) -> list[tuple[str, str, int, Decimal]]:
    """How busy the groups of each card are: card, window, cards in groups, part of 1."""
    busy: dict[Pool, Decimal] = defaultdict(Decimal)
    groups: dict[Pool, int] = {}
    for s in shares:
        pool = (s.card, s.window, s.cards, s.llm)
        busy[pool] += s.busy
        groups[pool] = s.groups
    return [
        (card, window, groups[pool] * cards, busy[pool] / groups[pool])
        for pool in sorted(busy)
        for card, window, cards, _llm in (pool,)
    ]
