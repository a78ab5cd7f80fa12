"""What the probe measured, as tables: raw speeds for people, rows for `glmopt calibrate`."""

from __future__ import annotations

from decimal import Decimal

from glmopt.calibration.points import COLUMNS
from glmopt.language import translator
from glmopt.probe import Probed
from glmopt.reports.tabular import Column, Table


def speeds_table(found: Probed, lang: str) -> Table:
    """Copy and multiplication beside the data sheet, and the timed steps of the llm."""
    _ = translator(lang)
    columns = (
        Column("measured", _("measured")),
        Column("value", _("value"), "right"),
        Column("share", _("of the data sheet"), "right"),
    )
    rows = [
        (_("copy, GB/s"), Decimal(f"{found.copy_gb_s:.0f}"), _share(found.copy_share)),
        (_("multiplication FP16, TFLOPS"), Decimal(f"{found.gemm_tflops:.1f}"), _share(found.gemm_share)),
    ]
    rows += [
        (f"{r['task']} b={r['batch_or_concurrency']}, ms", Decimal(r["value"]), None) for r in found.rows
    ]
    return Table(columns, tuple(rows), f"{found.device} ({found.card or '?'})")


def measurements_table(found: Probed) -> Table:
    """The rows that `glmopt calibrate` reads."""
    columns = tuple(Column(key, key) for key in COLUMNS)
    return Table(columns, tuple(tuple(row.get(key, "") for key in COLUMNS) for row in found.rows))


def _share(share: float | None) -> str | None:
    return None if share is None else f"{share:.0%}"
