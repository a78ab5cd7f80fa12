"""An earlier plan for people: whether it can stay as it is, and what each change of it brings."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from glmopt.explain import Staying
from glmopt.reports.headroom import busiest, busiest_column, without_streams
from glmopt.reports.numbers import amount, difference
from glmopt.reports.rules import says
from glmopt.reports.tabular import Column, Table

Translate = Callable[[str], str]


def staying_table(found: Staying, _: Translate, currency: str, *, classes: bool = False) -> Table:
    """One row for each number of changes at which the best plan becomes better.

    Of `classes` of requests with how busy the busiest card is, in the place of streams.
    """
    columns = (
        Column("changes", _("changes"), "right"),
        Column("cost", f"{_('total')} ({currency})", "right"),
        Column("difference", f"{_('against staying')} ({currency})", "right"),
        Column("streams", _("streams"), "right"),
        busiest_column(_),
        Column("in_and_out", _("in and out"), prose=True),
    )
    base = found.cost if found.stays else None
    rows = tuple(
        (
            str(step.changes),
            amount(step.cost),
            difference(step.cost - base) if base is not None and step.cost is not None else "",
            amount(step.plan.totals.streams),
            busiest(step.plan),
            _(", ").join(f"{difference(k)} {card}" for card, k in step.in_and_out.items()),
        )
        for step in found.steps
    )
    table = Table(columns, rows, title=_verdict(found, _, currency), notes=tuple(_notes(found, _)))
    return without_streams(table, classes=classes)


def _verdict(found: Staying, _: Translate, currency: str) -> str:
    plan = " + ".join(f"{count} {card}" for card, count in found.earlier.items()) or "-"
    words = _("The earlier plan {plan} meets every rule still")
    if not found.stays:
        words = _("The earlier plan {plan} cannot stay as it is")
    cost = "" if found.cost is None else _("; it costs {cost} {currency} today")
    return (words + cost).format(plan=plan, cost=amount(found.cost), currency=currency)


def _notes(found: Staying, _: Translate) -> Iterator[str]:
    for card, why in found.gone.items():
        yield _("{card} cannot be bought: {why}").format(card=card, why=_(why))
    for c in found.broken:
        place = f" ({c.place})" if c.place else ""
        yield _("it does not meet {rule} {says}{place}").format(
            rule=c.rule.key, says=says(c.rule, _), place=place
        )
    if not found.steps:
        yield _("no number of changes meets every rule")
    if not found.complete:
        yield _("the search was cut short: there may be more")


__all__ = ["staying_table"]
