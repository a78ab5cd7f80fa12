"""Each picture of a report as an SVG file of its own."""

from __future__ import annotations

from glmopt.reports.charts import Bar, bar_chart
from glmopt.reports.classes_picture import classes_picture
from glmopt.reports.numbers import amount
from glmopt.reports.sections import Case, curve, doubts, purchase, risk


def pictures(case: Case, drawing: str = "") -> dict[str, str]:
    """SVG documents by the name of their file; only those that there is something to show of."""
    found = {
        "servers.svg": drawing,
        "costs.svg": _costs(case),
        "what-if.svg": _whatif(case),
        "curve.svg": curve.picture(case, "curve", bare=False),
        "risk.svg": risk.picture(case, "risk"),
        "tornado.svg": doubts.inputs_picture(case, "tornado"),
        "classes.svg": classes_picture(case.saved, case.words, case.lang),
    }
    return {name: svg for name, svg in found.items() if svg}


def _costs(case: Case) -> str:
    _ = case.words
    plan = case.plan
    whole = plan.totals.spent if plan else None
    if not whole:
        return ""
    bars = [
        Bar(label, cost, f"{amount(cost)} ({case.share(cost, whole)})")
        for label, _count, cost in purchase.bill(case)
    ]
    title = f"{_('Cost by category')} ({case.currency})"
    return bar_chart(bars, title=title, desc=_("What the money is spent on"), lang=case.lang, ident="costs")


def _whatif(case: Case) -> str:
    _ = case.words
    found = case.studies.comparison
    if found is None or not any(v.cost for v in found.rows):
        return ""
    bars = [
        Bar(
            _("as it stands") if v is found.base else v.name,
            v.cost,
            amount(v.cost) or _(v.solved.ending.status),
            hatched=v is found.base,
        )
        for v in found.rows
    ]
    title = f"{_('What if')} ({case.currency})"
    said = _("Variations and their differences")
    return bar_chart(bars, title=title, desc=said, lang=case.lang, ident="whatif")
