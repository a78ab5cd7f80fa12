"""A table as a workbook: a sheet for people, and a sheet `data` with the columns for machines."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

from glmopt.reports.tabular.fold import width
from glmopt.reports.tabular.screen import Screen
from glmopt.reports.tabular.table import Cell, Table, headings, is_number

# Widths are in characters; a cell wider than this is read in the formula bar.
LEAST_WIDTH, MOST_WIDTH = 6, 60
SHEET_NAME_LENGTH = 31
# A workbook carries its date of creation; a fixed one, so that equal tables give equal bytes.
CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def xlsx(table: Table, screen: Screen) -> bytes:
    """The workbook's bytes. Texts stay texts, whatever they look like; numbers are numbers."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": CREATED})
    _sheet(book, _sheet_name(table.title), table.part(machine=False))
    data = table.part(machine=True)
    if data.columns:
        _sheet(book, "data", Table(data.columns, data.rows, yes="true", no="false"))
    book.close()
    return out.getvalue()


def _sheet_name(title: str) -> str:
    """`title` without the signs that sheet names must not have, and none of the names that are taken."""
    name = re.sub(r"[\[\]:*?/\\']", " ", title)[:SHEET_NAME_LENGTH].strip()
    return name if name and name.lower() not in ("history", "data") else "table"


def _sheet(book: Any, name: str, table: Table) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    heads = headings(table.columns)
    for j, head in enumerate(heads):
        _write(sheet, (0, j), head, bold)
    for i, row in enumerate(table.rows, start=1):
        for j, cell in enumerate(row):
            _write(sheet, (i, j), cell if is_number(cell) else table.word(cell))
    for i, note in enumerate(table.notes, start=len(table.rows) + 2):
        _write(sheet, (i, 0), note)
    sheet.freeze_panes(1, 0)
    for j, head in enumerate(heads):
        widest = max([width(head) + 1, *(width(table.word(row[j])) for row in table.rows)])
        sheet.set_column(j, j, min(max(widest + 1, LEAST_WIDTH), MOST_WIDTH))


def _write(sheet: Any, at: tuple[int, int], cell: Cell, form: Any = None) -> None:
    if is_number(cell):
        failed = sheet.write_number(*at, cell, form)
    else:
        # write_string, never write: a text such as =1+1 must not become a formula.
        failed = sheet.write_string(*at, str(cell), form)
    if failed:
        raise ValueError(f"a cell that a workbook cannot hold: row {at[0] + 1}, column {at[1] + 1}")
