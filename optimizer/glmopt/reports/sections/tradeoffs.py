"""What else the money buys: the goal against another criterion, and the most streams of every budget."""

from __future__ import annotations

from collections.abc import Iterator

from glmopt.reports.frontier_record import value_of
from glmopt.reports.numbers import amount, between
from glmopt.reports.sections.case import Case, Grid
from glmopt.reports.tabular import Cell, Column, Table
from glmopt.study import MONEY, Budgets, Criterion, Tradeoff
from glmopt.units import from_minor, to_minor

# Plans of one criterion, and budgets; a page has no room for more, and the curve of least cost has them all.
MOST_PLANS = 3
MOST_BUDGETS = 4
# Criteria that are measured, not counted.
MEASURED = ("power", "rack_units")


def plans_grid(case: Case) -> Grid | None:
    """Every plan that is not beaten in both, criterion by criterion; None where each has only the answer."""
    _ = case.words
    told = [one for one in case.studies.tradeoffs or () if len(one.points) > 1]
    if not told:
        return None
    columns = (
        Column("against", _("against")),
        Column("second", _("its value"), "right"),
        Column("first", _heading(case, told[0].first), "right"),
        Column("plan", _("plan"), prose=True),
    )
    rows = [row for one in told for row in _rows(case, one)]
    first = {0}
    for one in told[:-1]:
        first.add(max(first) + min(len(one.points), MOST_PLANS))
    return Grid(Table(columns, tuple(rows)), marked=frozenset(first))


def _rows(case: Case, found: Tradeoff) -> Iterator[tuple[Cell, ...]]:
    for point in found.points[:MOST_PLANS]:
        second = amount(value_of(found, found.second, point.second))
        yield (
            called(case, found.second),
            f"{second} {_unit(case, found.second)}".rstrip(),
            amount(value_of(found, found.first, point.first)),
            case.bought(point.plan) or "–",
        )


def plans_note(case: Case) -> str:
    """In what the answer is the best by itself, and what is not shown or not complete."""
    _ = case.words
    found = case.studies.tradeoffs or ()
    alone = [called(case, one.second) for one in found if len(one.points) == 1 and one.complete]
    said = []
    if found and any(len(one.points) > 1 for one in found):
        said.append(
            _("The goal against another criterion: no plan is better in one and as good in the other.")
        )
    if alone:
        said.append(_("The answer is also the best in {names}.").format(names=_(", ").join(alone)))
    said += [text for one in found for text in _shown(case, one)]
    return ("" if case.lang == "zh" else " ").join(said)


def _shown(case: Case, one: Tradeoff) -> Iterator[str]:
    """How many of the plans against one criterion are shown, and whether there are more."""
    _ = case.words
    name, count = called(case, one.second), len(one.points)
    if count > MOST_PLANS:
        text = _("{name}: the first {n} of {all} are shown.")
        if not one.complete:
            text = _("{name}: the first {n} of at least {all} are shown; the search was cut short.")
        yield text.format(name=name, n=MOST_PLANS, all=amount(count))
    elif not one.complete:
        yield _("{name}: its time was over, there may be more.").format(name=name)


def budgets_grid(case: Case) -> Grid | None:
    """The most streams of some budgets, evenly spread over the steps, that of the scenario's among them."""
    _ = case.words
    found = case.studies.budgets
    if found is None:
        return None
    columns = (
        Column("budget", f"{_('budget')} ({case.currency})", "right"),
        Column("streams", _("streams"), "right"),
        Column("plan", _("plan"), prose=True),
    )
    last = len(found.steps) - 1
    own = _own_step(case, found)
    places = {last * k // (MOST_BUDGETS - 1) for k in range(MOST_BUDGETS)}
    if own is not None and own not in places:
        # In place of the nearest that is no end.
        places -= {min(places - {0, last}, key=lambda k: (abs(k - own), k), default=-1)}
        places |= {own}
    shown = tuple(found.steps[k] for k in sorted(places))
    rows = tuple(
        (
            " ~ ".join(amount(from_minor(bound, case.currency)) for bound in (s.low, s.high)),
            between(s.plan.totals.streams_low, s.plan.totals.streams_high) if s.plan else _("infeasible"),
            case.bought(s.plan) or "–",
        )
        for s in shown
    )
    marked = frozenset(k for k, place in enumerate(sorted(places)) if place == own)
    return Grid(Table(columns, rows), marked=marked)


def _own_step(case: Case, found: Budgets) -> int | None:
    """Which step has the scenario's budget."""
    most = case.budget
    if most is None:
        return None
    minor = to_minor(most, case.currency)
    return next((k for k, s in enumerate(found.steps) if s.low <= minor <= s.high), None)


def budgets_note(case: Case) -> str:
    """From where to where, and whether that is all."""
    _ = case.words
    found = case.studies.budgets
    if found is None:
        return ""
    ends = (found.steps[0].low, found.steps[-1].high)
    low, high = (case.money(from_minor(bound, case.currency)) for bound in ends)
    said = [
        _("The most streams for a budget from {low} to {high}; one coin less buys fewer.").format(
            low=low, high=high
        )
    ]
    if _own_step(case, found) is not None:
        said.append(_("The budget of the scenario is marked."))
    if len(found.steps) > MOST_BUDGETS:
        said.append(_("{n} of {all} steps are shown.").format(n=MOST_BUDGETS, all=len(found.steps)))
    if not found.complete:
        said.append(_("Not complete: its time was over before lower and higher budgets were looked at."))
    return ("" if case.lang == "zh" else " ").join(said)


def called(case: Case, criterion: Criterion) -> str:
    """What a criterion is called."""
    _ = case.words
    names = {
        "cost": _("cost"),
        "cards": _("number of cards"),
        "types": _("kinds of card"),
        "power": _("power"),
        "rack_units": _("rack units"),
        "streams_low": _("streams, low estimate"),
        "streams_high": _("streams, high estimate"),
    }
    return names.get(criterion.name, criterion.name)


def _heading(case: Case, criterion: Criterion) -> str:
    _ = case.words
    name = _("total") if criterion.name in MONEY else called(case, criterion)
    unit = _unit(case, criterion)
    return f"{name} ({unit})" if unit else name


def _unit(case: Case, criterion: Criterion) -> str:
    """The unit of what is no count."""
    _ = case.words
    if criterion.name in MONEY:
        return case.currency
    return _(criterion.unit) if criterion.name in MEASURED else ""
