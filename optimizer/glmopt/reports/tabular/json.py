"""A table as one JSON document: a list with one object a row, by the keys of the columns."""

from __future__ import annotations

import json as lib
from decimal import Decimal

from glmopt.reports.tabular.screen import Screen
from glmopt.reports.tabular.table import Cell, Table
from glmopt.units import plain_number


def json(table: Table, screen: Screen) -> str:
    """`table` as a list of objects. Numbers keep every digit: the standard library would make floats."""
    ascii_only = not screen.unicode
    keys = [lib.dumps(column.key, ensure_ascii=ascii_only) for column in table.columns]
    rows = [
        "  {\n"
        + ",\n".join(f"    {key}: {_value(cell, ascii_only)}" for key, cell in zip(keys, row, strict=True))
        + "\n  }"
        for row in table.rows
    ]
    return "[\n" + ",\n".join(rows) + "\n]\n" if rows else "[]\n"


def _value(cell: Cell, ascii_only: bool) -> str:
    if isinstance(cell, tuple):
        return "[" + ", ".join(_value(part, ascii_only) for part in cell) + "]"
    if isinstance(cell, Decimal):
        return plain_number(cell)
    return lib.dumps(cell, ensure_ascii=ascii_only)
