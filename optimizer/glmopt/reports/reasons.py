"""Reasons for people: what rules cost, break-even prices, one more of a need, figures that decide."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from glmopt.explain import Binding, BreakEven, Decision, Marginal
from glmopt.explain.terms import in_units
from glmopt.reports.numbers import amount, difference
from glmopt.reports.rules import says
from glmopt.reports.tabular import Column, Table
from glmopt.reports.unmet import conflicts_table, ways_table, why_not_table
from glmopt.result import Reasons
from glmopt.solve import Solved

Translate = Callable[[str], str]


def reasons_tables(
    told: Reasons, solved: Solved, _: Translate, lang: str, *, plain: bool = False
) -> Iterator[Table]:
    """One table for each question that has an answer; `plain` for programs."""
    currency = solved.problem.currency
    if told.breakeven:
        yield _breakeven(told.breakeven, _, currency)
    if told.marginal:
        yield _marginal(told.marginal, solved, _)
    if told.decision is not None:
        yield _deciding(told.decision, solved, _)
    if told.conflicts is not None:
        yield conflicts_table(told.conflicts, _)
    if told.ways is not None and (told.ways.ways or not told.ways.complete):
        yield ways_table(told.ways, _)
    if told.why_not:
        yield why_not_table(told.why_not, _, lang, plain=plain)
    if told.refused:
        yield _refused(told.refused, _)


def goal_unit(goal: str, currency: str, _: Translate) -> str:
    """What the goal is counted in."""
    return {"cards": _("cards"), "streams": _("streams")}.get(goal, currency)


def rules_table(found: Sequence[Binding], solved: Solved, _: Translate) -> Table:
    """What each rule costs: the optimum without it, and the difference."""
    problem, now = solved.problem, in_units(solved.problem, solved.ending.objective or 0)
    unit = goal_unit(problem.goal, problem.currency, _)
    sign = 1 if problem.goal == "streams" else -1
    columns = (
        Column("rule", _("rule")),
        Column("says", _("says"), prose=True),
        Column("without", f"{_('optimum without it')} ({unit})", "right"),
        Column("saving", f"{_('difference')} ({unit})", "right"),
        Column("place", _("written at")),
    )
    rows = tuple(
        (
            b.rule.key,
            says(b.rule, _),
            _("no limit") if b.saving is None else amount(now + sign * b.saving),
            "" if b.saving is None else difference(sign * b.saving),
            str(b.place or ""),
        )
        for b in found
    )
    free = len(problem.rules()) - len(found)
    notes = (_("rules that cost nothing: {n}").format(n=free),) if free else ()
    return Table(columns, rows, title=_("What each rule costs:"), notes=notes)


def _breakeven(found: Sequence[BreakEven], _: Translate, currency: str) -> Table:
    columns = (
        Column("card", _("card")),
        Column("bought", _("bought")),
        Column("now", f"{_('unit price')} ({currency})", "right"),
        Column("price", _("bought up to"), "right"),
        Column("change", _("change needed"), "right"),
        Column("then", _("above that")),
    )
    rows = tuple(
        (
            b.card,
            _("yes") if b.bought else _("no"),
            amount(b.now),
            amount(b.price) if b.price is not None else (_("any price") if b.bought else _("not even free")),
            "" if b.price is None or not b.now else f"{100 * (b.price - b.now) / b.now:+.1f} %",
            _above(b, _),
        )
        for b in sorted(found, key=lambda b: not b.bought)
    )
    title = _("The highest price at which each card is in the optimum, proved one minor unit to each side:")
    return Table(columns, rows, title=title)


def _above(b: BreakEven, _: Translate) -> str:
    if b.price is None:
        return ""
    return _("infeasible") if b.then == "infeasible" else _("another plan") if b.bought else _("as now")


def need_words(need: str, _: Translate) -> str:
    """What is asked of one more, in words."""
    return {
        "streams": _("One more stream"),
        "classes, a tenth more": _("A tenth more of every class of requests"),
        "full fine-tuning": _("One more full fine-tuning at a time"),
        "1 kW less": _("One kW less"),
        "1 kW more of the limit": _("One kW more of the limit on power"),
    }.get(need, need)


def _marginal(found: Sequence[Marginal], solved: Solved, _: Translate) -> Table:
    problem = solved.problem
    # where the most streams are the goal, money is what they cost
    unit = _("cards") if problem.goal == "cards" else problem.currency
    columns = (Column("need", _("one more")), Column("cost", f"{_('costs')} ({unit})", "right"))

    def cost(value: Decimal | None) -> str:
        return _("no plan gives it") if value is None else difference(value)

    rows = tuple((need_words(m.need, _), cost(m.cost)) for m in found)
    notes = []
    if any(m.cost == 0 for m in found):
        notes.append(_("0: the plan has room for it, or another that costs as much"))
    if any(m.cost is None for m in found) and problem.budget is not None:
        notes.append(_("no plan gives it: within the budget and the other rules"))
    return Table(columns, rows, title=_("What one more would cost:"), notes=tuple(notes))


def deciding_columns(unit: str, _: Translate) -> tuple[Column, ...]:
    """What is told of each figure that decides; `unit` is the goal's."""
    return (
        Column("figure", _("figure")),
        Column("change", _("change"), "right"),
        Column("mix", _("then bought"), prose=True),
        Column("objective", f"{_('optimum')} ({unit})", "right"),
        Column("difference", f"{_('difference')} ({unit})", "right"),
    )


def _deciding(found: Decision, solved: Solved, _: Translate) -> Table:
    problem, now = solved.problem, in_units(solved.problem, solved.ending.objective or 0)
    columns = deciding_columns(goal_unit(problem.goal, problem.currency, _), _)
    rows = tuple(
        (
            d.figure,
            d.change,
            _("infeasible") if d.mix is None else ", ".join(d.mix) or "-",
            amount(d.objective),
            "" if d.objective is None else difference(d.objective - now),
        )
        for d in found.deciding
    )
    title = _("Figures that decide which cards are bought:")
    total = _("{n} prices and figures were varied within their ranges, one at a time").format(n=found.varied)
    if not rows:
        return Table((Column("figure", total),), ((_("none of them changes the mix"),),), title=title)
    return Table(columns, rows, title=title, notes=(total,))


def _refused(refused: Sequence[str], _: Translate) -> Table:
    """What is not answered, and why: `question: why` for each."""
    columns = (Column("refused", _("not answered")), Column("why", _("why"), prose=True))
    parts = (text.partition(": ") for text in refused)
    return Table(columns, tuple((_(question), _(why)) for question, _colon, why in parts))
