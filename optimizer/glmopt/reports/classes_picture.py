"""Which card serves which class, as a picture."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from glmopt.reports.charts.classes import LENGTH, NARROW, ClassBar, classes_chart
from glmopt.reports.classes import Pool, Translate, largest

if TYPE_CHECKING:
    from glmopt.reports.classes import Planned


def classes_picture(
    of: Planned,
    _: Translate,
    lang: str,
    ident: str = "classes",
    *,
    narrow: bool = False,
    bare: bool = False,
) -> str:
    """The plan's classes by card as SVG; empty where there are none.

    `narrow` for a phone, `bare` in a page that has heading and paper of its own.
    """
    if of.plan is None or not of.plan.shares:
        return ""
    return classes_chart(
        class_bars(of, _, lang),
        title=_("Classes by card"),
        desc=_("For each kind of card the part of its capacity that each class uses."),
        free=_("free"),
        lang=lang,
        ident=ident,
        length=NARROW if narrow else LENGTH,
        bare=bare,
    )


def class_bars(of: Planned, _: Translate, lang: str) -> list[ClassBar]:
    """One bar for the groups of each card, window and llm; the smallest classes together."""
    plan = of.plan
    if plan is None:
        return []
    kept, others = largest(plan)
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
