"""The optimum and the plans near it for people: one row each, with what each is best in."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from glmopt.explain import Alternatives
from glmopt.plan import Plan
from glmopt.reports.headroom import busiest, busiest_column, without_streams
from glmopt.reports.numbers import amount, difference
from glmopt.reports.tabular import Column, Table
from glmopt.units import plain_number

Translate = Callable[[str], str]


def bought(plan: Plan | None) -> str:
    """A plan in a few words: 4 a100-80g + 2 h100-80g."""
    return " + ".join(f"{line.count} {line.card}" for line in plan.lines) if plan else ""


def alternatives_table(
    best: Plan | None, others: Alternatives, _: Translate, currency: str, *, classes: bool = False
) -> Table:
    """The optimum and the plans near it, one row each; in money where there are prices, else in cards.

    Of `classes` of requests with how busy the busiest card is, in the place of streams.
    """
    own = (_("optimal"), *(_(name) for name in others.labels))
    plans: list[tuple[Plan, tuple[str, ...]]] = [(best, own)] if best else []
    plans += [(a.plan, tuple(_(name) for name in a.labels)) for a in others.plans]
    priced = all(p.totals.spent is not None for p, _labels in plans)
    columns = (
        Column("plan", _("plan"), prose=True),
        Column("cost", f"{_('total')} ({currency})" if priced else _("cards"), "right"),
        Column("difference", f"{_('difference')} ({currency if priced else _('cards')})", "right"),
        Column("streams", _("streams"), "right"),
        busiest_column(_),
        Column("labels", _("remarks"), prose=True),
    )

    def total(plan: Plan) -> Decimal:
        return plan.totals.spent if plan.totals.spent is not None and priced else Decimal(plan.totals.cards)

    base = total(best) if best else None
    rows = tuple(
        (
            bought(p),
            amount(total(p)),
            difference(total(p) - base) if base is not None else "",
            amount(p.totals.streams),
            busiest(p),
            _(", ").join(labels),
        )
        for p, labels in plans
    )
    notes = () if others.complete else (_("the search was cut short: there may be more"),)
    if others.complete and not others.plans:
        notes = (none_that_near(others, _),)
    table = Table(columns, rows, title=_("Other plans near the optimum:"), notes=notes)
    return without_streams(table, classes=classes)


def none_that_near(others: Alternatives, _: Translate) -> str:
    """One line where the search has found that there is no alternative."""
    words = {
        "types": _("no plan of other card types is within {within} of it"),
        "counts": _("no other plan is within {within} of it"),
    }
    return words[others.by].format(within=f"{plain_number(others.within * 100)} %")
