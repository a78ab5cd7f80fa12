"""Why nothing fits, for people: rules in conflict, ways out, and cards that could not be chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from glmopt.reports.numbers import amount, exact
from glmopt.reports.rules import says
from glmopt.reports.tabular import Column, Table

if TYPE_CHECKING:
    from glmopt.explain import Conflicts, Nearest, Ways, WhyNot

Translate = Callable[[str], str]


def conflicts_table(found: Conflicts, _: Translate) -> Table:
    """Every minimal conflict: its rules under one number, each with its place."""
    columns = (
        Column("set", _("conflict"), "right"),
        Column("rule", _("rule")),
        Column("says", _("says"), prose=True),
        Column("place", _("written at")),
    )
    rows = tuple(
        (str(k), c.rule.key, says(c.rule, _), str(c.place or ""))
        for k, one in enumerate(found.sets, start=1)
        for c in one
    )
    notes = () if found.complete else (_("the search was cut short: there may be more"),)
    title = _("The rules under one number cannot be met together; without any one of them the others can:")
    return Table(columns, rows, title=title, notes=notes)


def ways_table(found: Ways, _: Translate) -> Table:
    """The ways out, the smallest change first."""
    columns = (
        Column("set", _("try"), copied=True),
        Column("difference", _("what gives way"), prose=True),
        Column("share", _("share of what was asked"), "right"),
    )
    rows = tuple(
        (
            " ".join(c.option for c in way.changes),
            "; ".join([*(changed(c, _) for c in way.changes), *emptied(_, empties=way.empties)]),
            f"{way.share * 100:.1f} %",
        )
        for way in found.ways
    )
    notes = []
    if any(c.place and c.place.file.startswith("--set") for way in found.ways for c in way.changes):
        notes.append(_("where the command sets the same key already, write this in its place"))
    if not found.complete:
        notes.append(_("the search was cut short: there may be more"))
    title = _("The nearest scenarios that can be met, each proved; no change in them could be smaller:")
    return Table(columns, rows, title=title, notes=tuple(notes))


def emptied(_: Translate, *, empties: bool) -> Iterator[str]:
    """What a way out means after which nothing is asked for any more."""
    if empties:
        yield _("then nothing is asked for and nothing is bought")


def changed(change: Nearest, _: Translate) -> str:
    """What was asked, what can be met, and the difference."""
    if change.rule.constraint == "availability":
        return _("card types let in: {n}").format(n=amount(change.change))
    if change.rule.constraint == "slots":
        return _("server types added: {n}").format(n=amount(change.change))
    sign = "+" if change.change > 0 else ""
    return f"{exact(change.value - change.change)} → {exact(change.value)} ({sign}{exact(change.change)})"


def why_not_table(reasons: tuple[WhyNot, ...], _: Translate, lang: str, *, plain: bool) -> Table:
    """Cards that could not be chosen, those of one reason together; `plain` for programs: one row each."""
    columns = (
        Column("card", _("card"), prose=True),
        Column("chassis", _("server type")),
        Column("why", _("why"), prose=True),
        Column("place", _("written at")),
    )
    cards: dict[tuple[str, str, str], list[str]] = {}
    for w in reasons:
        cards.setdefault((w.chassis or "-", reason(w, _, lang), str(w.place or "")), []).append(w.card)
    groups = [(tuple(names), said) for said, names in cards.items()]
    if plain:
        groups = [((name,), said) for names, said in groups for name in names]
    rows = tuple((", ".join(names), *said) for names, said in groups)
    return Table(columns, rows, title=_("Cards, and what their servers allow:"))


def reason(why: WhyNot, _: Translate, lang: str) -> str:
    """One reason in words."""
    words = {
        "no price": _("not considered: the price list has no price of it"),
        "no power figure": _("not considered: its power is not known"),
        "no host price": _("the server has no host price: add nodes.price.{chassis}"),
        "whole servers only": _(
            "its listed price is a share of a whole server that is sold full: put a price "
            "or a quote of the card alone into cards.price.{card}"
        ),
        "no server": _("no server on offer takes it"),
        "gang": _("gang: {says}"),
        "no group": _("no group: {says}"),
        "no gang": _("no gang: {says}"),
    }
    if why.kind == "barred" and why.rule is not None:
        return _("not allowed: {rule} {says}").format(rule=why.rule.key, says=says(why.rule, _))
    return words[why.kind].format(
        card=why.card, chassis=why.chassis, says=why.says.get(lang) if why.says else ""
    )
