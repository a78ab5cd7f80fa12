"""How far the answer holds: figures that decide it, one input at a time, prices drawn at random."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from glmopt.reports.numbers import amount, difference
from glmopt.reports.reasons import deciding_columns, goal_unit
from glmopt.reports.sections.case import Case, Grid
from glmopt.reports.sections.inputs import input_name
from glmopt.reports.sensitivity import change_of, changes_in, matters, sentence, svg, told
from glmopt.reports.tabular import Cell, Column, Table
from glmopt.study import Tornado

# The widest inputs; a page has no room for more.
MOST_INPUTS = 8


def deciding_grid(case: Case) -> Grid | None:
    """The figures of the catalog that flip the mix within their range."""
    _ = case.words
    decision = case.explain["deciding"]
    if not decision or not decision["figures"]:
        return None
    now = _decimal(case.document["objective"]["value"])
    columns = deciding_columns(goal_unit(case.scenario.goal, case.currency, _), _)
    rows: list[tuple[Cell, ...]] = []
    for d in decision["figures"]:
        then = None if d["objective"] is None else _decimal(d["objective"])
        mix = _("infeasible") if d["mix"] is None else " + ".join(map(case.card, d["mix"])) or "–"
        changed = "–" if then is None else difference(then - now)
        rows.append((input_name(case, d["figure"]), d["change"], mix, amount(then) or "–", changed))
    return Grid(Table(columns, tuple(rows)), notes=tuple(d["figure"] for d in decision["figures"]))


def deciding_note(case: Case) -> str:
    """How many figures were varied, and whether any decides."""
    _ = case.words
    decision = case.explain["deciding"]
    if not decision or not decision["varied"]:
        return ""
    if decision["figures"]:
        return _(
            "Of {n} prices and figures, each at both ends of its range, these change which cards are bought."
        ).format(n=decision["varied"])
    return _(
        "Of {n} prices and figures, each at both ends of its range, none changes which cards are bought."
    ).format(n=decision["varied"])


def inputs_grid(case: Case) -> Grid | None:
    """One row an input that changes the optimum, the widest first."""
    _ = case.words
    bars = _widest(case)
    if bars is None:
        return None
    columns = (
        Column("input", _("input")),
        Column("low", _("lower end"), "right"),
        Column("high", _("upper end"), "right"),
        Column("flips", _("purchase changes in")),
    )
    rows = tuple(
        (
            input_name(case, b.key),
            *(told(end, change_of(bars, end), _) for end in (b.low, b.high)),
            changes_in(bars, b, _),
        )
        for b in bars.bars
    )
    return Grid(Table(columns, rows), notes=tuple(b.key for b in bars.bars))


def inputs_note(case: Case) -> str:
    """What was varied, how much of it is not shown, and whether that is all."""
    _ = case.words
    found = case.studies.tornado
    if found is None:
        return ""
    unit = goal_unit(case.scenario.goal, case.currency, _)
    said = [
        _(
            "The optimum solved anew, its change in {unit}: prices and figures at both ends of their "
            "ranges, needs a tenth and gangs by one."
        ).format(unit=unit)
    ]
    telling = sum(matters(found, b) for b in found.bars)
    if telling > MOST_INPUTS:
        said.append(_("The {n} widest of {all} are shown.").format(n=MOST_INPUTS, all=telling))
    if quiet := len(found.bars) - telling:
        said.append(_("{n} others change nothing.").format(n=quiet))
    if not found.complete:
        said.append(_("Not complete: its time was over before all inputs were varied."))
    return ("" if case.lang == "zh" else " ").join(said)


def inputs_picture(case: Case, ident: str) -> str:
    """The tornado; nothing where no input changes anything."""
    bars = _widest(case)
    return svg(bars, case.lang, ident, lambda key: input_name(case, key)) if bars else ""


def confidence(case: Case) -> str:
    """In how many draws the purchase stays right, in a sentence."""
    sure = case.studies.confidence
    if sure is None:
        return ""
    said = sentence(sure, case.words)
    return said[0].upper() + said[1:] + ("。" if case.lang == "zh" else ".")


def _widest(case: Case) -> Tornado | None:
    """The study with its widest inputs only; None where no input changes anything."""
    found = case.studies.tornado
    shown = tuple(b for b in found.bars if matters(found, b)) if found else ()
    return replace(found, bars=shown[:MOST_INPUTS]) if found and shown else None


def _decimal(value: object) -> Decimal:
    return Decimal(str(value))
