"""The sheet of comparisons: the scenario's what-ifs and the plans near the optimum, against the answer."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from glmopt.plan import Plan
from glmopt.reports.variation import called, changes, cost_change, total
from glmopt.reports.workbook.book import Page
from glmopt.result import Saved
from glmopt.study import Studies, Variation
from glmopt.study.comparison import difference

Translate = Callable[[str], str]
Base = tuple[int, Plan | None]
# The total and the difference as texts, where they are no amounts that could be subtracted.
Unlike = tuple[str, str] | None
# Low and high streams; of classes of requests how busy the busiest card is, and what it has free.
COST, CHANGE, CARDS, LOW, HIGH, BOUGHT, CHANGED = range(1, 8)


def compare_sheet(page: Page, saved: Saved, studies: Studies | None, _: Translate, lang: str) -> None:
    """Write the sheet: the answer in the first row, the others with their difference as a formula."""
    currency = saved.scenario.money.currency
    page.text(0, _("Compared with other conditions and other plans"), "title", narrow=True)
    page.next(2)
    room = (_("streams, low"), _("streams, high"))
    if saved.scenario.demand.classes:
        room = (_("busiest card"), _("free"))
    costs = (f"{_('total')} ({currency})", f"{_('difference')} ({currency})")
    page.heads([_("variation"), *costs, _("cards"), *room, _("bought"), _("changed")])
    base = (page.row, saved.plan)

    def row(name: str, plan: Plan | None, against: Base | None, status: str, unlike: Unlike = None) -> None:
        _row(page, name, plan, against, status if plan is None else _bought(saved, plan, lang), unlike)

    row(_("the answer"), saved.plan, None, _(saved.document["status"]))
    comparison = studies.comparison if studies else None
    for v in comparison.variations if comparison else ():
        root = comparison.base if comparison else v
        asked = root.scenario
        page.text(CHANGED, changes(v, asked, _))
        row(called(v, asked, lang), v.solved.plan, base, _(v.solved.ending.status), _unlike(v, root, _))
    others = studies.alternatives if studies else None
    for number, other in enumerate(others.plans if others else (), start=1):
        row(_("another plan, {n}").format(n=number), other.plan, base, "")
    if studies is None:
        page.next()
        text = _("nothing was compared; glmopt report RESULT.json --xlsx FILE compares")
        page.text(0, text, "faint", narrow=True)
    page.finish()


def _bought(saved: Saved, plan: Plan, lang: str) -> str:
    """A plan in a few words: 4 A100 80G + 2 H100 80G."""
    cards = saved.catalog.cards
    names = {c.card: cards[c.card].name.get(lang) if c.card in cards else c.card for c in plan.lines}
    return " + ".join(f"{line.count} {names[line.card]}" for line in plan.lines)


def _unlike(v: Variation, root: Variation, _: Translate) -> Unlike:
    """The total and what can be said of the difference, where the base's total counts something else."""
    if None in (v.cost, root.cost) or difference(root, v).cost is not None:
        return None
    return total(v, root, _), cost_change(difference(root, v), _)


def _row(page: Page, name: str, plan: Plan | None, base: Base | None, bought: str, unlike: Unlike) -> None:
    """One variation; `bought` is what it buys, or how it ended where it has no plan."""
    page.text(0, name)
    page.text(BOUGHT, bought)
    if plan is None:
        page.next()
        return
    t = plan.totals
    if unlike is not None:
        page.text(COST, unlike[0])
        page.text(CHANGE, unlike[1])
    else:
        page.number(COST, t.spent, "money")
    rests = base[1].totals.spent if base is not None and base[1] is not None else None
    if base is not None and unlike is None and None not in (t.spent, rests):
        formula = f"={page.cell(page.row, COST)}-{page.cell(base[0], COST)}"
        change = (t.spent or Decimal(0)) - (rests or Decimal(0))
        page.formula(CHANGE, formula, change, "money_change")
    page.number(CARDS, t.cards)
    if use := plan.busiest:
        page.number(LOW, use.part, "share")
        page.formula(HIGH, f"=1-{page.cell(page.row, LOW)}", 1 - use.part, "share")
    else:
        page.number(LOW, t.streams_low)
        page.number(HIGH, t.streams_high)
    page.next()
