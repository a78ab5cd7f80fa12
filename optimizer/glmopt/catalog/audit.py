"""Does every figure of the catalog name sources that exist, and how old are its prices?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from glmopt.catalog.efficiencies import Factor
from glmopt.catalog.load import Catalog
from glmopt.catalog.prices import Price
from glmopt.errors import Fault
from glmopt.records import Figure
from glmopt.records.faults import dotted


def figures(
    record: Any, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[str, Figure[Any] | Price | Factor]]:
    """Every sourced figure inside `record`, with its path."""
    if isinstance(record, Figure | Price | Factor):
        yield dotted(path), record
    elif isinstance(record, BaseModel):
        for name in type(record).model_fields:
            yield from figures(getattr(record, name), (*path, name))
    elif isinstance(record, dict):
        for key, value in record.items():
            yield from figures(value, (*path, key))
    elif isinstance(record, tuple):
        for index, value in enumerate(record):
            yield from figures(value, (*path, index))


def unresolved(catalog: Catalog) -> list[Fault]:
    """A fault for each source code that sources.yaml does not have."""
    records: dict[str, Any] = {**catalog.cards, **catalog.llms, **catalog.rules, **catalog.prices}
    records |= {**catalog.chassis, **catalog.fabrics, **catalog.efficiencies}
    return [
        Fault("bad-data", f"no source {code!r} in sources.yaml", field=f"{name}.{path}")
        for name, record in records.items()
        for path, figure in figures(record)
        for code in figure.source
        if code not in catalog.sources
    ]


def months_old(date: str, today: dt.date) -> int:
    """Whole months from `date` (a year counts from its end, a month from its first day) to `today`."""
    year, month = int(date[:4]), int(date[5:7]) if len(date) > 4 else 12
    return max(0, (today.year - year) * 12 + today.month - month)
