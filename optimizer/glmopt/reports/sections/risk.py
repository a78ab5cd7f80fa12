"""What could go wrong: prices a fifth off, figures at the other end of their range."""

from __future__ import annotations

from decimal import Decimal

from glmopt.plan import Plan
from glmopt.reports.charts import Swing, tornado_chart
from glmopt.reports.headroom import busiest, busiest_column, streams, without_streams
from glmopt.reports.numbers import amount, difference
from glmopt.reports.sections.case import Case, Grid
from glmopt.reports.sections.inputs import input_name
from glmopt.reports.tabular import Cell, Column, Table
from glmopt.study import PriceCase


def figures_grid(case: Case) -> Grid | None:
    """The answer by the low and by the high end of the published ranges."""
    _ = case.words
    found = case.studies.risk
    if found is None:
        return None
    columns = (
        Column("estimate", _("figures")),
        Column("cost", f"{_('total')} ({case.currency})", "right"),
        Column("difference", f"{_('difference')} ({case.currency})", "right"),
        Column("streams", _("streams"), "right"),
        busiest_column(_),
        Column("plan", _("plan that would be chosen"), prose=True),
    )
    base = case.plan.totals.spent if case.plan else None
    rows: list[tuple[Cell, ...]] = []
    for one in found.figures:
        t = one.plan.totals if one.plan else None
        same = one.estimate == case.scenario.estimate
        cost = one.plan.totals.spent if one.plan else None
        rows.append(
            (
                _("{estimate} estimate").format(estimate=_(one.estimate)),
                (amount(cost) or "–") if t else _(one.status),
                "–" if same or cost is None or base is None else difference(cost - base),
                streams(one.plan),
                busiest(one.plan),
                case.bought(one.plan) or "–",
            )
        )
    marked = frozenset(i for i, f in enumerate(found.figures) if f.estimate == case.scenario.estimate)
    return Grid(without_streams(Table(columns, tuple(rows)), classes=case.in_classes), marked=marked)


def figures_note(case: Case) -> str:
    """What the plan as chosen carries at either end, against what was asked."""
    _ = case.words
    plan, asked = case.plan, case.scenario.demand.streams
    if plan is None or not asked or not plan.lines:
        return ""
    low, high = plan.totals.streams_low, plan.totals.streams_high
    if low == high:
        return _("The figures of the cards bought have no range: {n} streams either way.").format(
            n=amount(low)
        )
    if low >= asked:
        return _(
            "The plan as chosen carries {low} streams at the low end and {high} at the high end."
        ).format(low=amount(low), high=amount(high))
    return _(
        "At the low end of the figures the plan as chosen carries only {low} of {asked} streams."
    ).format(low=amount(low), asked=amount(asked))


def prices_grid(case: Case) -> Grid | None:
    """Each price that changes anything, a fifth lower and higher; all of them at once first."""
    _ = case.words
    shown = _shown(case)
    if not shown or case.plan is None:
        return None
    columns = (
        Column("price", _("price of")),
        Column("share", _("off by"), "right"),
        Column("pays", f"{_('this plan costs')} ({case.currency})", "right"),
        Column("keeps", _("still the best")),
        Column("gain", f"{_('another saves')} ({case.currency})", "right"),
        Column("plan", _("plan that would be chosen"), prose=True),
    )
    return Grid(Table(columns, tuple(_price_row(case, case.plan, c) for c in shown)))


def _price_row(case: Case, plan: Plan, one: PriceCase) -> tuple[Cell, ...]:
    _ = case.words
    keeps = one.keeps(plan)
    cost = one.best.totals.spent if one.best else None
    saves = one.pays - cost if one.pays is not None and cost is not None else None
    gain = amount(saves) if saves is not None and saves > 0 and not keeps else "–"
    if one.best is None:
        return (_name(case, one), _percent(one), amount(one.pays), _("not proved"), "–", "–")
    best = "" if keeps else case.bought(one.best)
    if best == case.bought(plan):
        best = _("{plan}, in other servers").format(plan=best)
    if not keeps and case.scenario.goal == "streams":
        best = _("{plan}: {n} streams").format(plan=best, n=amount(one.best.totals.streams))
    return (_name(case, one), _percent(one), amount(one.pays), _("yes") if keeps else _("no"), gain, best)


def _shown(case: Case) -> tuple[PriceCase, ...]:
    """All prices at once, those in the bill, and of other cards only those that change the plan."""
    found, plan = case.studies.risk, case.plan
    if found is None or plan is None:
        return ()
    return tuple(
        c for c in found.prices if not _is_card(case, c) or plan.count(str(c.of)) or not c.keeps(plan)
    )


def _is_card(case: Case, one: PriceCase) -> bool:
    return one.of in case.saved.catalog.cards


def prices_note(case: Case) -> str:
    """How many prices make no difference."""
    _ = case.words
    found = case.studies.risk
    if found is None or not found.prices:
        return ""
    looked, shown = ({c.of for c in cases if _is_card(case, c)} for cases in (found.prices, _shown(case)))
    said = _("Each card's price 20 % lower and 20 % higher, one at a time; the budget is left aside.")
    if case.scenario.goal == "streams":
        said = _("Each card's price 20 % lower and 20 % higher, one at a time, within the same budget.")
    if any(c.of and not _is_card(case, c) for c in found.prices):
        said += " " + _("So are the prices of the servers and of the networks in the bill.")
    if quiet := len(looked - shown):
        said += " " + _("For {n} other cards neither changes the answer.").format(n=quiet)
    return said


def picture(case: Case, ident: str) -> str:
    """The change of the least cost, a bar a price; nothing where cost is not what is minimised."""
    _ = case.words
    found, plan = case.studies.risk, case.plan
    if (
        found is None
        or plan is None
        or plan.totals.cost is None
        or case.scenario.goal not in ("capex", "tco")
    ):
        return ""
    base, swings = plan.totals.spent or Decimal(0), []
    shown = _shown(case)
    for of in dict.fromkeys(c.of for c in shown):
        ends = {c.share > 0: c for c in found.prices if c.of == of}
        low, high = (_change(case, ends[up], base) for up in (False, True))
        swings.append(
            Swing(
                label=_name(case, ends[True]),
                low=low,
                high=high,
                low_text=f"-20 %: {difference(low) or '–'}",
                high_text=f"+20 %: {difference(high) or '–'}",
                flips=not all(c.keeps(plan) for c in ends.values()),
            )
        )
    if not swings:
        return ""
    swings[1:] = sorted(swings[1:], key=_width, reverse=True)
    return tornado_chart(
        swings,
        title=_("Change of the least cost when a price is 20 % off"),
        desc=_("One bar a price: how much less or more the best purchase would cost then."),
        lang=case.lang,
        ident=ident,
        starred=_("* another purchase is best at one end at least; hatched: lower end"),
    )


def _width(swing: Swing) -> Decimal:
    """How far the ends of a bar are apart."""
    return abs(Decimal(swing.high or 0) - Decimal(swing.low or 0))


def _change(case: Case, one: PriceCase, base: Decimal) -> Decimal | None:
    cost = one.best.totals.spent if one.best else None
    return None if cost is None else cost - base


def _name(case: Case, one: PriceCase) -> str:
    _ = case.words
    if one.of is None:
        return _("every price") if case.plan is not None and case.plan.nodes else _("every card")
    return case.card(one.of) if _is_card(case, one) else input_name(case, one.of)


def _percent(one: PriceCase) -> str:
    return f"{one.share * 100:+.0f} %"
