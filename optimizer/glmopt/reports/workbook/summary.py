"""The first sheet: the answer in a few rows, and where the money goes."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from glmopt.check import partitioned
from glmopt.reports.bridges import bridge_facts
from glmopt.reports.headroom import busiest, tells_instances
from glmopt.reports.local import money, span
from glmopt.reports.moves import move_facts
from glmopt.reports.numbers import between
from glmopt.reports.partitions import partitions_name, partitions_said
from glmopt.reports.prices import estimates
from glmopt.reports.wording import solver
from glmopt.reports.workbook.bom import AT, Lines
from glmopt.reports.workbook.book import Page
from glmopt.result import Saved
from glmopt.result.basis import dates_of, prices_of, rests_on
from glmopt.scenario.pricing import in_minor
from glmopt.units import from_minor

Translate = Callable[[str], str]


def summary_sheet(page: Page, saved: Saved, lines: Lines | None, bill: Page, _: Translate, lang: str) -> None:
    """Write the sheet; its money follows the sheet `bill`."""
    document, scenario = saved.document, saved.scenario
    page.text(0, scenario.name.get(lang), "title", narrow=True)
    page.next()
    if saved.plan is not None and saved.plan.totals.cost is not None:
        t = saved.plan.totals
        words, classes = _("{money} for {cards} cards and {streams} streams"), len(scenario.demand.classes)
        if classes:
            words = _("{money} for {cards} cards and {classes} classes of requests")
        what = words.format(
            money=money(t.spent or Decimal(0), scenario.money.currency, lang),
            cards=t.cards,
            streams=between(t.streams_low, t.streams_high),
            classes=classes,
        )
        page.text(0, what, "bold", narrow=True)
    page.next()
    page.heads([_("figure"), _("value"), _("unit")])
    _word(page, _("answer"), _status(document["status"], _))
    if lines is not None and saved.plan is not None:
        _answer(page, saved, lines, bill, _, lang)
    solvers = ", ".join(solver(p["solver"], p["version"], _) for p in document["run"]["proofs"])
    if document["status"] in ("optimal", "infeasible"):
        _word(page, _("proved by"), solvers)
    rests = rests_on(scenario, saved.catalog, saved.plan)
    if dates := dates_of(rests):
        _word(page, _("price dates"), span(*dates, lang))
    if prices_of(rests):
        _word(page, _("estimates"), estimates(rests, saved.plan, _))
    if lines is not None and document["totals"]["cost"]:
        _chart(page, saved, lines, bill, _)
    page.finish()


def _status(status: str, _: Translate) -> str:
    words = {
        "optimal": _("optimal: proved best"),
        "feasible": _("feasible, not proved best"),
        "infeasible": _("infeasible: no purchase meets every rule"),
        "unknown": _("not decided within the time limit"),
    }
    return words[status]


def _answer(page: Page, saved: Saved, lines: Lines, bill: Page, _: Translate, lang: str) -> None:
    totals = saved.document["totals"]
    if totals["cost"] is not None:
        cost = Decimal(totals["cost"])
        row = _total(page, saved, lines, bill, _)
        _budget(page, saved, cost, row, _)
    plan, classes = saved.plan, saved.scenario.demand.classes
    told = plan is not None and tells_instances(plan, saved.scenario)
    for name, value in (
        (_("cards"), totals["cards"]),
        *(((_("instances"), totals["instances"]),) if told else ()),
        (_("light fine-tuning jobs"), totals["light_finetune"]),
        (_("gangs for full fine-tuning"), totals["gangs"]),
    ):
        page.text(0, name)
        page.number(1, value)
        page.next()
    if plan is not None and (shares := partitioned(plan, saved.scenario, saved.catalog)):
        named = {card.id: card.name.get(lang) for card in saved.catalog.cards.values()}.__getitem__
        _word(page, partitions_name(shares, _), partitions_said(shares, named, _))
    for said in bridge_facts(saved, plan, _, lang) if plan is not None else ():
        _word(page, _("not in the bill"), said)
    for said in move_facts(saved, plan, _, lang) if plan is not None else ():
        _word(page, _("moves"), said)
    if classes:
        page.text(0, _("classes of requests"))
        page.number(1, len(classes))
        page.next()
        _word(page, _("busiest card"), busiest(plan))
        return
    low, high = totals["streams_low"], totals["streams_high"]
    for name, value in (
        ((_("streams"), low),) if low == high else ((_("streams, low"), low), (_("streams, high"), high))
    ):
        page.text(0, name)
        page.number(1, value)
        page.next()
    page.text(0, _("streams asked"))
    page.number(1, saved.scenario.demand.streams)
    page.next()


def _total(page: Page, saved: Saved, lines: Lines, bill: Page, _: Translate) -> int:
    """The total of the goal, below it what it is made of; the row of the purchase."""
    totals, currency = saved.document["totals"], saved.scenario.money.currency
    cost, running = Decimal(totals["cost"]), totals["running"]
    cells = [bill.cell(row, AT["subtotal"], fixed=True) for row in (lines.total, lines.running) if row]
    if running is None:
        _amount(page, _("total"), f"={cells[0]}", cost, currency, "bold")
        return page.row - 1
    first, months = page.row, saved.scenario.money.horizon_months
    _amount(page, _("purchase"), f"={cells[0]}", cost, currency)
    later = _("running costs of {n} months").format(n=months)
    _amount(page, later, f"={cells[-1]}", Decimal(running), currency)
    both = f"={page.cell(first, 1)}+{page.cell(first + 1, 1)}"
    _amount(page, _("total"), both, cost + Decimal(running), currency, "bold")
    return first


def _amount(page: Page, name: str, formula: str, value: Decimal, currency: str, style: str = "plain") -> None:
    page.text(0, name)
    page.formula(1, formula, value, "money", style)
    page.text(2, currency)
    page.next()


def _budget(page: Page, saved: Saved, cost: Decimal, spent: int, _: Translate) -> None:
    """The budget, and what the purchase in the row `spent` leaves of it."""
    limit = saved.scenario.budget.max
    if limit is None:
        return
    currency = saved.scenario.money.currency
    most = from_minor(
        in_minor(saved.scenario, saved.catalog, limit, ("budget", "max"), down=True)[0], currency
    )
    page.text(0, _("budget"))
    page.number(1, most, "money")
    page.text(2, currency)
    page.next()
    page.text(0, _("left of the budget"))
    formula = f"={page.cell(page.row - 1, 1)}-{page.cell(spent, 1)}"
    page.formula(1, formula, most - cost, "money")
    page.text(2, currency)
    page.next()


def _word(page: Page, name: str, value: str) -> None:
    page.text(0, name)
    page.text(1, value)
    page.next()


def _chart(page: Page, saved: Saved, lines: Lines, bill: Page, _: Translate) -> None:
    """Cost of each item of the purchase, drawn from the sheet of the bill."""
    title = f"{_('cost of each item')} ({saved.scenario.money.currency})"
    chart = page.book.book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": title,
            "categories": [bill.name, lines.first, AT["item"], lines.last, AT["item"]],
            "values": [bill.name, lines.first, AT["subtotal"], lines.last, AT["subtotal"]],
            "data_labels": {"value": True, "num_format": "#,##0"},
            "fill": {"color": "#0072B2"},
        }
    )
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    # Room for the figure beside the longest bar.
    most = max((line.subtotal for line in saved.plan.bill), default=Decimal(0)) if saved.plan else 0
    chart.set_x_axis(
        {"min": 0, "max": float(most) * 1.25, "visible": False, "major_gridlines": {"visible": False}}
    )
    chart.set_size({"width": 640, "height": 150 + 46 * (lines.last - lines.first + 1)})
    page.sheet.insert_chart("E3", chart, {"description": title, "object_position": 3})
