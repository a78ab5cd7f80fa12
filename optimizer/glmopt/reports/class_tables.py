"""What each class of requests asks for, and how much of it one card carries, as tables."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from glmopt.reports.classes import Translate, largest
from glmopt.reports.numbers import amount, exact
from glmopt.reports.tabular import Cell, Column, Table
from glmopt.scenario.classes import AMOUNTS, ServiceClass
from glmopt.sizing.classes import Serves, class_sizer

if TYPE_CHECKING:
    from glmopt.reports.classes import Planned


def classes_table(of: Planned, _: Translate, *, every: bool = False) -> Table:
    """One line a class: lengths, how much comes in, and what each request is promised.

    The largest of the plan's classes, or `every` one; columns that are empty throughout are left out.
    """
    demand = of.scenario.demand
    columns = (
        Column("class", _("class")),
        Column("prompt", _("prompt (tokens)"), "right"),
        Column("output", _("output (tokens)"), "right"),
        Column("amount", _("how much"), "right"),
        Column("tokens_per_s", _("tokens/s each, at least"), "right"),
        Column("ttft_s", _("first token within (s)"), "right"),
        Column("served", _("served")),
        Column("llm", _("language model")),
    )
    rows = tuple(_class(of, name, demand.classes[name], _) for name in _shown(of, every=every))
    table = Table(columns, rows, title=_("Classes of requests"))
    empty = [c.key for k, c in enumerate(columns) if not any(row[k] for row in rows)]
    return table.without(*empty)


def capacities_table(of: Planned, _: Translate, lang: str, *, every: bool = False) -> Table | None:
    """What one group of cards of each kind that is bought carries of each class; None without a plan."""
    plan = of.plan
    if plan is None or not plan.shares:
        return None
    sizer = class_sizer(of.scenario, of.catalog)
    serves = {line.card: {s.name: s for s in sizer(line.card)} for line in plan.lines}
    columns = (
        Column("class", _("class")),
        Column("unit", _("unit")),
        *(Column(card, of.catalog.cards[card].name.get(lang), "right") for card in serves),
    )
    units = {"streams": _("streams"), "requests/s": _("requests/s")}
    rows = tuple(
        (
            name,
            units[of.scenario.demand.classes[name].unit],
            *(_capacity(found.get(name), _) for found in serves.values()),
        )
        for name in _shown(of, every=every)
    )
    return Table(columns, rows, title=_("What one card carries if it serves nothing else"))


def _shown(of: Planned, *, every: bool) -> Iterator[str]:
    """The names of the classes to show, in the order of the scenario."""
    others = set(largest(of.plan)[1]) if of.plan is not None and not every else set()
    return (name for name in of.scenario.demand.classes if name not in others)


def _class(of: Planned, name: str, wanted: ServiceClass, _: Translate) -> tuple[Cell, ...]:
    when = {None: "", "night": _("as a batch, at night"), "any": _("as a batch, at any hour")}[wanted.batch]
    if wanted.at_night != 1:
        when = _("at night {share} of it").format(share=f"{exact(100 * wanted.at_night)} %")
    llm = wanted.llm or ""
    return (
        name,
        _length(wanted.prompt),
        _length(wanted.output),
        _amount(of, wanted, _),
        "" if wanted.tokens_per_s is None else exact(wanted.tokens_per_s),
        "" if wanted.ttft_s is None else exact(wanted.ttft_s),
        when,
        of.catalog.llms[llm].name.en if llm in of.catalog.llms else llm,
    )


def _length(length: int | tuple[int, int] | None) -> str:
    if length is None:
        return ""
    return "~".join(map(amount, length)) if isinstance(length, tuple) else amount(length)


def _amount(of: Planned, wanted: ServiceClass, _: Translate) -> str:
    """How much of a class comes in, in the unit in which it was asked; a share as its rate."""
    said = next(name for name in AMOUNTS if getattr(wanted, name) is not None)
    words = {
        "streams": _("{n} streams"),
        "requests_per_s": _("{n} requests/s"),
        "requests_per_day": _("{n} requests a day"),
        "share": _("{n} requests/s"),
    }
    value = Decimal(getattr(wanted, said))
    if said == "share":
        value *= of.scenario.demand.requests_per_s or 0
    return words[said].format(n=exact(value))


def _capacity(found: Serves | None, _: Translate) -> str:
    if found is None:
        return "–"
    value = float(found.capacity)
    shown = f"{value:,.0f}" if value >= 1000 or value == int(value) else f"{value:.3g}"
    return shown if found.cards == 1 else _("{value}, {n} cards together").format(value=shown, n=found.cards)
