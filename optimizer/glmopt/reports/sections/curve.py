"""What every number of streams costs: the exact steps as data, as a table and as a picture."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from glmopt.plan import Plan
from glmopt.reports.charts import Frame, Piece, stacked_steps
from glmopt.reports.charts.stack import letter, tint
from glmopt.reports.numbers import amount, between, difference
from glmopt.reports.sections.case import Case, Grid
from glmopt.reports.tabular import Cell, Column, Table
from glmopt.study import Frontier, Step

NARROW = Frame(340, 300, 46, 8, 26, 42)
# Beyond so many steps the table lists only those with another mix.
MOST_ROWS = 150
# The layer of what is not cards: servers, networks, running.
REST = ""


def layers_of(case: Case, found: Frontier) -> list[str]:
    """Every card that some step buys, the one that most is spent on first: it lies at the bottom.

    REST comes last, where something else than cards is paid for.
    """
    spent: dict[str, Decimal] = {}
    for s in found.steps:
        for line in s.plan.lines if s.plan else ():
            weight = line.count if line.subtotal is None else line.subtotal
            spent[line.card] = spent.get(line.card, Decimal(0)) + weight * (s.high - s.low + 1)
    rest = _priced(found) and any(_layer(case, s.plan, REST, priced=True) for s in found.steps if s.plan)
    return [*sorted(spent, key=lambda card: (-spent[card], card)), *([REST] if rest else [])]


def name_of(case: Case, layer: str) -> str:
    """What a layer is called."""
    _ = case.words
    if layer != REST:
        return case.card(layer)
    return _("servers, network, running") if case.scenario.goal == "tco" else _("servers, network")


def legend(case: Case) -> tuple[tuple[str, str, str], ...]:
    """Letter, colour and name of each layer of the picture."""
    found = case.studies.frontier
    if found is None:
        return ()
    return tuple((letter(k), tint(k), name_of(case, one)) for k, one in enumerate(layers_of(case, found)))


def _layer(case: Case, plan: Plan, card: str, priced: bool) -> Decimal:
    """What a plan spends on one card, or on everything else for REST; how many where there are no prices."""
    if card == REST:
        spent = plan.totals.spent or Decimal(0)
        return spent - sum((line.subtotal or Decimal(0) for line in plan.lines), Decimal(0))
    line = next((line for line in plan.lines if line.card == card), None)
    if line is None:
        return Decimal(0)
    return (line.subtotal or Decimal(0)) if priced else Decimal(line.count)


def _priced(found: Frontier) -> bool:
    return all(s.plan is None or s.plan.totals.cost is not None for s in found.steps)


def target(case: Case) -> int:
    """The target to stand at first: the streams asked, or those that the plan serves."""
    found = case.studies.frontier
    asked = case.scenario.demand.streams or (case.plan.totals.streams if case.plan else 0)
    return min(max(asked, found.low), found.steps[-1].high) if found else asked


def picture(case: Case, ident: str, *, narrow: bool = False, bare: bool = True) -> str:
    """The curve as SVG, with the budget across it and the target marked."""
    _ = case.words
    found = case.studies.frontier
    if found is None:
        return ""
    cards, priced = layers_of(case, found), _priced(found)
    pieces = [
        Piece(s.low, s.high, tuple(_layer(case, s.plan, c, priced) for c in cards) if s.plan else ())
        for s in found.steps
    ]
    most = case.budget if priced else None
    unit = case.currency if priced else _("cards")
    return stacked_steps(
        pieces,
        [name_of(case, c) for c in cards],
        title=_("Least cost of every number of streams")
        if priced
        else _("Fewest cards for every number of streams"),
        desc=_("For each number of streams asked, the least that has to be spent, and on which cards.")
        if priced
        else _("For each number of streams asked, the fewest cards that serve them."),
        x_title=_("streams asked"),
        y_title=unit,
        tick=lambda value: _short(case, value) if priced else f"{value:f}",
        limit=(most, _("budget {amount}").format(amount=_short(case, most))) if most is not None else None,
        at=target(case),
        lang=case.lang,
        ident=ident,
        frame=NARROW if narrow else None,
        bare=bare,
    )


def _short(case: Case, value: Decimal) -> str:
    """An amount as an axis has it: 120万, 1.2M, 200k."""
    if case.lang == "zh":
        units = ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
    else:
        units = ((Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "k"))
    for size, sign in units:
        if value >= size:
            return f"{(value / size).normalize():f}{sign}"
    return f"{value.normalize():f}"


def steps_grid(case: Case) -> Grid | None:
    """The steps as a table; those alone at which other card types are bought where there are too many."""
    _ = case.words
    found = case.studies.frontier
    if found is None:
        return None
    priced = _priced(found)
    columns = (
        Column("targets", _("streams asked"), "right"),
        Column("cost", f"{_('total')} ({case.currency})" if priced else _("cards"), "right"),
        Column("difference", f"{_('difference')} ({case.currency if priced else _('cards')})", "right"),
        Column("streams", _("streams"), "right"),
        Column("plan", _("plan"), prose=True),
    )
    shown = found.steps
    if len(shown) > MOST_ROWS:
        shown = tuple(s for i, s in enumerate(shown) if s.new_mix or i == 0 or s.plan is None)
    rows = tuple(_row(case, s) for s in shown)
    marked = frozenset(i for i, s in enumerate(shown) if s.low <= target(case) <= s.high)
    return Grid(Table(columns, rows), marked=marked)


def _row(case: Case, step: Step) -> tuple[Cell, ...]:
    _ = case.words
    asked = between(step.low, step.high)
    if step.plan is None:
        return (asked, _("infeasible"), "–", "–", "")
    t = step.plan.totals
    return (
        asked,
        amount(step.plan.totals.spent) or amount(t.cards),
        _against(case, step.plan) or "–",
        between(t.streams_low, t.streams_high),
        case.bought(step.plan),
    )


def _against(case: Case, plan: Plan) -> str:
    """How much dearer than the answer, in cards where there are no prices; nothing without an answer."""
    if case.plan is None:
        return ""
    base, cost = case.plan.totals.spent, plan.totals.spent
    if base is None and cost is None:
        return difference(plan.totals.cards - case.plan.totals.cards)
    return difference(cost - base) if cost is not None and base is not None else ""


def heads(case: Case) -> tuple[str, str]:
    """What the section is called, and what the height of the curve is."""
    _ = case.words
    found = case.studies.frontier
    if found is None or _priced(found):
        return _("Cost and streams"), _("Least cost")
    return _("Cards and streams"), _("Fewest cards")


def notes(case: Case) -> tuple[str, ...]:
    """How far the curve reaches and what it leaves aside."""
    _ = case.words
    found = case.studies.frontier
    if found is None:
        return ()
    said = [
        _("Every step is solved and proved; from {low} to {high} streams there are {n} of them.").format(
            low=amount(found.low), high=amount(found.steps[-1].high), n=len(found.steps)
        )
    ]
    if case.budget is not None:
        said.append(_("The curve leaves the budget aside, to show what another budget would buy."))
    if not found.complete:
        said.append(_("The time of this study was over at {high} streams.").format(high=found.steps[-1].high))
    return tuple(said)


def data(case: Case, english: Case) -> dict[str, Any]:
    """What the slider needs, the same for both languages but for names: amounts as they are shown.

    A step: l, h targets; c cost; d difference from the answer; n cards; s streams; v height on the curve;
    b what is left of the budget, negative where it is over; p its layers as index, count, cost, share.
    """
    found = case.studies.frontier
    if found is None:
        return {}
    cards, priced, most = layers_of(case, found), _priced(found), case.budget
    steps: list[dict[str, Any]] = []
    for s in found.steps:
        if s.plan is None:
            steps.append({"l": s.low, "h": s.high})
            continue
        t = s.plan.totals
        whole = (s.plan.totals.spent if priced else None) or Decimal(t.cards)
        parts = [(k, s.plan.count(c), _layer(case, s.plan, c, priced)) for k, c in enumerate(cards)]
        left = None if most is None or t.cost is None else most - t.cost
        steps.append(
            {
                "l": s.low,
                "h": s.high,
                "c": amount(s.plan.totals.spent) or amount(t.cards),
                "d": _against(case, s.plan),
                "n": amount(t.cards),
                "s": between(t.streams_low, t.streams_high),
                "v": float(whole),
                **({} if left is None else {"b": amount(abs(left)), "o": int(left < 0)}),
                "p": [
                    [
                        k,
                        amount(count) if count else "",
                        amount(value) if priced else "",
                        round(float(value / whole * 100), 1) if whole else 0,
                    ]
                    for k, count, value in parts
                    if value or count
                ],
            }
        )
    return {
        "steps": steps,
        "cards": {one.lang: [name_of(one, c) for c in cards] for one in (case, english)},
        "words": {one.lang: _spoken(one) for one in (case, english)},
    }


def _spoken(case: Case) -> dict[str, str]:
    _ = case.words
    return {
        "over": _("{x} over the budget"),
        "left": _("{x} of the budget left"),
        "none": _("no purchase meets the rules"),
        "same": _("the same as the answer"),
        "range": _("for every target from {l} to {h}"),
        "one": _("for this target alone"),
        "spoken": _("{t} streams: {c}"),
    }
