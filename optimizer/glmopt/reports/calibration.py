"""Calibrations and predictions as tables."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from glmopt.calibration.calibrate import KEYS, UNITS, Calibration
from glmopt.calibration.errors import Left, left
from glmopt.calibration.points import COLUMNS
from glmopt.calibration.predict import Prediction
from glmopt.language import translator
from glmopt.reports.tabular import Cell, Column, Table
from glmopt.sizing.roofline.case import Factors


def calibration_table(found: Calibration, start: Factors, lang: str) -> Table:
    """One row for each factor: where it started, where the points moved it; errors in the notes."""
    _ = translator(lang)
    columns = (
        Column("factor", _("factor")),
        Column("start", found.start, "right"),
        Column("fitted", _("fitted"), "right"),
        Column("remark", _("remark")),
    )
    rows = [
        (
            KEYS.get(name, name),
            _number(getattr(start, name) * unit),
            _number(getattr(found.factors, name) * unit),
            _("no point speaks of it") if name in found.unmoved else "",
        )
        for name, unit in UNITS.items()
    ]
    notes = [
        _("errors before: {e}").format(e=said(found.before, lang)),
        _("errors left: {e}").format(e=said(found.fitted, lang)),
        _("errors held out, five folds: {e}").format(e=said(found.held_out, lang)),
    ]
    notes += [_("line {line} not used: {why}").format(line=p.line, why=why) for p, why in found.skipped[:20]]
    if len(found.skipped) > 20:
        notes.append(_("and {n} more rows not used").format(n=len(found.skipped) - 20))
    return Table(columns, tuple(rows), _("Calibration"), tuple(notes))


def predictions_table(predictions: Sequence[Prediction], lang: str) -> Table:
    """Each row of the file with its prediction and relative error; a summary of the errors in the notes."""
    _ = translator(lang)
    numbers = {"params_b", "n_cards", "prompt_len", "output_len", "batch_or_concurrency", "value"}
    columns = (
        *(Column(key, key, "right" if key in numbers else "left") for key in COLUMNS),
        Column("efficiency", "efficiency"),
        Column("predicted", "predicted", "right"),
        Column("error", "error", "right"),
        Column("why", "why"),
    )
    rows = tuple(_row(p) for p in predictions)
    errors = left(p.error for p in predictions if p.error is not None)
    notes = (_("errors: {e}").format(e=said(errors, lang)),)
    return Table(columns, rows, _("Predictions"), notes)


def said(errors: Left, lang: str) -> str:
    """The summary in one line."""
    _ = translator(lang)
    return _("median {median}, 90th percentile {p90}, mean {bias}, {n} points").format(
        median=f"{errors.median:.1%}", p90=f"{errors.p90:.1%}", bias=f"{errors.bias:+.1%}", n=errors.points
    )


def _row(p: Prediction) -> tuple[Cell, ...]:
    given = tuple(p.point.row.get(key, "") for key in COLUMNS)
    if p.value is None or p.error is None:
        return (*given, p.efficiency, None, None, p.why)
    return (*given, p.efficiency, _number(p.value), Decimal(f"{p.error:.4f}"), "")


def _number(value: float) -> Decimal:
    """Five significant digits, written without an exponent."""
    return Decimal(f"{Decimal(f'{value:.5g}'):f}")
