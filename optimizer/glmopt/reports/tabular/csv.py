"""A table as comma-separated values (RFC 4180 with plain line feeds), safe to open in a spreadsheet."""

from __future__ import annotations

import csv as lib
import io

from glmopt.reports.tabular.screen import Screen
from glmopt.reports.tabular.table import Cell, Table, headings, is_formula, is_number
from glmopt.units import plain_number


def csv(table: Table, screen: Screen) -> str:
    """`table` with one head line. Headings are the titles, and keys in columns for machines only."""
    out = io.StringIO()
    writer = lib.writer(out, lineterminator="\n")
    writer.writerow([_safe(head) for head in headings(table.columns)])
    for row in table.rows:
        machine = [column.machine for column in table.columns]
        writer.writerow([_value(table, cell, m) for cell, m in zip(row, machine, strict=True)])
    return screen.fit(out.getvalue())


def _value(table: Table, cell: Cell, machine: bool) -> str:
    if is_number(cell):
        return plain_number(cell)  # type: ignore[arg-type]
    if machine and isinstance(cell, bool):
        return "true" if cell else "false"
    if machine and cell is None:
        return ""
    return _safe(table.word(cell))


def _safe(text: str) -> str:
    """`text` behind an apostrophe where a spreadsheet would take it for a formula."""
    return f"'{text}" if is_formula(text) else text
