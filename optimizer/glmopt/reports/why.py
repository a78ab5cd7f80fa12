"""Reasons for people and programs: alternatives, break-even prices, the next one's cost, conflicts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from glmopt.explain import Alternatives, BreakEven, Conflicts, Decision, Ways, WhyNot
from glmopt.language import translator
from glmopt.plan import Plan
from glmopt.reports.numbers import amount, difference
from glmopt.reports.tabular import FILE, Column, Screen, Table
from glmopt.reports.tabular import render as render_table
from glmopt.result import Reasons, Why, reasons_record
from glmopt.units import plain_number

Translate = Callable[[str], str]


def render(why: Why, form: str, lang: str, screen: Screen = FILE) -> str:
    """`why` in the format `form`: table, md, csv or json."""
    if form == "json":
        from glmopt.result import dumps, jsonable

        return dumps(jsonable(record(why))) + "\n"
    tables = list(_tables(why, translator(lang), lang))
    return "\n".join(render_table(table, form, screen) for table in tables)


def record(why: Why) -> dict[str, Any]:
    """The reasons as plain data."""
    others = why.alternatives
    return {
        "status": why.solved.ending.status,
        "plan": _counts(why.solved.plan),
        "alternatives": [
            {"plan": _counts(a.plan), "cost": a.plan.totals.spent, "labels": a.labels} for a in others.plans
        ]
        if others
        else [],
        "alternatives_complete": others.complete if others else None,
        "binding": [{"rule": b.rule.key, "place": b.place, "saving": b.saving} for b in why.binding],
        **reasons_record(why.reasons),
    }


def bought(plan: Plan | None) -> str:
    """A plan in a few words: 4 a100-80g + 2 h100-80g."""
    return " + ".join(f"{line.count} {line.card}" for line in plan.lines) if plan else ""


def _counts(plan: Plan | None) -> dict[str, int] | None:
    return {line.card: line.count for line in plan.lines} if plan else None


def _tables(why: Why, _: Translate, lang: str) -> Iterator[Table]:
    currency = why.scenario.money.currency
    if why.alternatives is not None:
        yield alternatives_table(why.solved.plan, why.alternatives, _, currency)
    yield from reasons_tables(why.reasons, _, currency, lang)


def reasons_tables(told: Reasons, _: Translate, currency: str, lang: str) -> Iterator[Table]:
    """One table for each question that has an answer."""
    if told.breakeven:
        yield _breakeven(told.breakeven, _, currency)
    if told.marginal:
        columns = (Column("need", _("one more")), Column("cost", _("costs"), "right"))
        # the needs that marginal.py names: _("classes, a tenth more")
        rows = tuple((_(m.need), amount(m.cost) if m.cost is not None else "-") for m in told.marginal)
        yield Table(columns, rows, title=_("What one more would cost:"))
    if told.decision is not None:
        yield _deciding(told.decision, _, currency)
    if told.conflicts is not None:
        yield _conflicts(told.conflicts, _)
    if told.ways is not None and told.ways.ways:
        yield _ways(told.ways, _)
    if told.why_not:
        yield _why_not(told.why_not, _, lang)
    if told.refused:
        yield Table((Column("refused", _("not answered")),), tuple((_(r),) for r in told.refused))


def _ways(found: Ways, _: Translate) -> Table:
    columns = (
        Column("set", _("try"), prose=True),
        Column("difference", _("difference"), prose=True),
        Column("share", _("share of what was asked"), "right"),
    )
    rows = tuple(
        (
            " ".join(c.option for c in way.changes),
            ", ".join(difference(c.change) for c in way.changes),
            f"{way.share * 100:.1f} %",
        )
        for way in found.ways
    )
    notes = () if found.complete else (_("the search was cut short: there may be more"),)
    return Table(columns, rows, title=_("The nearest scenarios that can be met:"), notes=notes)


def _deciding(found: Decision, _: Translate, currency: str) -> Table:
    columns = (
        Column("figure", _("figure")),
        Column("change", _("change"), "right"),
        Column("mix", _("then bought"), prose=True),
        Column("objective", f"{_('optimum')} ({currency})", "right"),
    )
    rows = tuple(
        (
            d.figure,
            d.change,
            _("infeasible") if d.mix is None else ", ".join(d.mix) or "-",
            amount(d.objective),
        )
        for d in found.deciding
    )
    total = _("{n} prices and figures were varied within their ranges, one at a time").format(n=found.varied)
    if not rows:
        said = (_("none of them changes the mix"),)
        return Table(
            (Column("figure", total),), (said,), title=_("Figures that decide which cards are bought:")
        )
    notes = (total,)
    return Table(columns, rows, title=_("Figures that decide which cards are bought:"), notes=notes)


def _why_not(reasons: tuple[WhyNot, ...], _: Translate, lang: str) -> Table:
    columns = (
        Column("card", _("card")),
        Column("chassis", _("server type")),
        Column("why", _("why"), prose=True),
        Column("place", _("written at")),
    )
    rows = tuple((w.card, w.chassis or "-", reason(w, _, lang), str(w.place or "")) for w in reasons)
    return Table(columns, rows, title=_("Cards, and what their servers allow:"))


def reason(why: WhyNot, _: Translate, lang: str) -> str:
    """One reason in words."""
    words = {
        "no price": _("not considered: the price list has no price of it"),
        "no power figure": _("not considered: its power is not known"),
        "no host price": _("the server has no host price: add nodes.price.{chassis}"),
        "no server": _("no server on offer takes it"),
        "gang": _("gang: {says}"),
        "no group": _("no group: {says}"),
        "no gang": _("no gang: {says}"),
    }
    if why.kind == "barred" and why.rule is not None:
        return _("not allowed: {rule} {says}").format(
            rule=why.rule.key, says=f"{_(why.rule.sign)} {why.rule.value}".strip()
        )
    return words[why.kind].format(chassis=why.chassis, says=why.says.get(lang) if why.says else "")


def _conflicts(found: Conflicts, _: Translate) -> Table:
    columns = (
        Column("set", _("conflict"), "right"),
        Column("rule", _("rule")),
        Column("says", _("says"), prose=True),
        Column("place", _("written at")),
    )
    rows = tuple(
        (str(k), c.rule.key, f"{_(c.rule.sign)} {c.rule.value}".strip(), str(c.place or ""))
        for k, one in enumerate(found.sets, start=1)
        for c in one
    )
    notes = () if found.complete else (_("the search was cut short: there may be more"),)
    return Table(columns, rows, title=_("Each of these cannot be met together:"), notes=notes)


def alternatives_table(best: Plan | None, others: Alternatives, _: Translate, currency: str) -> Table:
    """The optimum and the plans near it, one row each."""
    own = (_("optimal"), *(_(name) for name in others.labels))
    plans: list[tuple[Plan, tuple[str, ...]]] = [(best, own)] if best else []
    plans += [(a.plan, tuple(_(name) for name in a.labels)) for a in others.plans]
    columns = (
        Column("plan", _("plan"), prose=True),
        Column("cost", f"{_('total')} ({currency})", "right"),
        Column("difference", _("difference"), "right"),
        Column("streams", _("streams"), "right"),
        Column("labels", _("remarks"), prose=True),
    )
    base = best.totals.spent if best else None
    rows = tuple(
        (
            bought(p),
            amount(p.totals.spent),
            difference(p.totals.spent - base) if p.totals.spent is not None and base is not None else "",
            amount(p.totals.streams),
            ", ".join(labels),
        )
        for p, labels in plans
    )
    notes = () if others.complete else (_("the search was cut short: there may be more"),)
    if others.complete and not others.plans:
        notes = (none_that_near(others, _),)
    return Table(columns, rows, title=_("Other plans near the optimum:"), notes=notes)


def none_that_near(others: Alternatives, _: Translate) -> str:
    """One line where the search has found that there is no alternative."""
    words = {
        "types": _("no plan of other card types is within {within} of it"),
        "counts": _("no other plan is within {within} of it"),
    }
    return words[others.by].format(within=f"{plain_number(others.within * 100)} %")


def _breakeven(found: Sequence[BreakEven], _: Translate, currency: str) -> Table:
    columns = (
        Column("card", _("card")),
        Column("bought", _("bought")),
        Column("now", f"{_('unit price')} ({currency})", "right"),
        Column("price", _("bought up to"), "right"),
    )
    rows = tuple(
        (
            b.card,
            _("yes") if b.bought else _("no"),
            amount(b.now),
            amount(b.price) if b.price is not None else (_("any price") if b.bought else _("not even free")),
        )
        for b in found
    )
    return Table(columns, rows, title=_("The highest price at which each card is in the optimum:"))
