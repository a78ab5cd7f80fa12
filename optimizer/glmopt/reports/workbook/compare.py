"""The sheet of comparisons: the scenario's what-ifs and the plans near the optimum, against the answer."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from glmopt.plan import Plan
from glmopt.reports.workbook.book import Page
from glmopt.result import Saved
from glmopt.study import Studies

Translate = Callable[[str], str]
COST, CHANGE, CARDS, LOW, HIGH, BOUGHT = range(1, 7)


def compare_sheet(page: Page, saved: Saved, studies: Studies | None, _: Translate) -> None:
    """Write the sheet: the answer in the first row, the others with their difference as a formula."""
    currency = saved.scenario.money.currency
    page.text(0, _("Compared with other conditions and other plans"), "title", narrow=True)
    page.next(2)
    streams = (_("streams, low"), _("streams, high"))
    total = f"{_('total')} ({currency})"
    page.heads([_("variation"), total, _("difference"), _("cards"), *streams, _("bought")])
    base = (page.row, saved.plan)
    _row(page, _("the answer"), saved.plan, None, _(saved.document["status"]))
    comparison = studies.comparison if studies else None
    for v in comparison.variations if comparison else ():
        _row(page, v.name, v.solved.plan, base, _(v.solved.ending.status))
    others = studies.alternatives if studies else None
    for number, other in enumerate(others.plans if others else (), start=1):
        _row(page, _("another plan, {n}").format(n=number), other.plan, base, "")
    if studies is None:
        page.next()
        text = _("nothing was compared; glmopt report RESULT.json --xlsx FILE compares")
        page.text(0, text, "faint", narrow=True)
    page.finish()


def _row(page: Page, name: str, plan: Plan | None, base: tuple[int, Plan | None] | None, status: str) -> None:
    """One variation; where it has no plan, how it ended."""
    page.text(0, name)
    if plan is None:
        page.text(BOUGHT, status)
        page.next()
        return
    t = plan.totals
    page.number(COST, t.spent, "money")
    if base is not None and base[1] is not None and None not in (t.spent, base[1].totals.spent):
        formula = f"={page.cell(page.row, COST)}-{page.cell(base[0], COST)}"
        change = (t.spent or Decimal(0)) - (base[1].totals.spent or Decimal(0))
        page.formula(CHANGE, formula, change, "money_change")
    page.number(CARDS, t.cards)
    page.number(LOW, t.streams_low)
    page.number(HIGH, t.streams_high)
    page.text(BOUGHT, " + ".join(f"{line.count} {line.card}" for line in plan.lines))
    page.next()
