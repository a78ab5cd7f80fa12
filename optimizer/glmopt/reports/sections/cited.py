"""A figure as a row of the evidence: what it is, its value, date, confidence, source and remark."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from glmopt.records import Figure
from glmopt.reports.tabular import Cell
from glmopt.units import plain_number

Row = tuple[Cell, ...]


def row(what: str, figure: Figure[Any]) -> Row:
    """`what` with the figure and its past."""
    return (what, _value(figure.value), *cited(figure))


def cited(figure: Any) -> Row:
    """Date, confidence, sources and remark; dashes where a figure has none."""
    date, confidence = getattr(figure, "date", None), getattr(figure, "confidence", None)
    return (
        str(date or "–"),
        str(confidence or "–"),
        ", ".join(figure.source),
        getattr(figure, "note", None) or "",
    )


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, int | Decimal):
        return plain_number(value)
    if isinstance(value, tuple):
        return " / ".join(map(_value, value)) or "✗"
    if hasattr(value, "low"):
        return f"{value.low} ~ {value.high}"
    return str(value)
