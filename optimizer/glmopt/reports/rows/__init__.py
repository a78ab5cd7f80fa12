"""Rows that come one after the other, written as they come: a format is one file here and its ending.

However many rows there are, they take no room: a file grows beside its name, and takes it when it is whole.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from glmopt.errors import Fault, InputError
from glmopt.reports.files import growing

ENDINGS = {".csv": "csv", ".parquet": "parquet"}


def ready(path: Path) -> None:
    """Raise InputError where no rows can be written to `path`: another ending, a part that is missing."""
    if path.suffix.lower() not in ENDINGS:
        action = f"a name that ends in {' or '.join(ENDINGS)}"
        raise InputError(Fault("usage", f"no file of rows: {path.name}", field="--out", action=action))
    if path.suffix.lower() == ".parquet":
        from glmopt.reports.rows.parquet import arrow

        arrow()


def write_rows(path: Path, keys: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write `rows`, mappings of `keys`, to `path` in the format of its ending; nothing where it fails."""
    ready(path)
    form = importlib.import_module(f"glmopt.reports.rows.{ENDINGS[path.suffix.lower()]}")
    with growing(path) as file:
        form.write(file, keys, rows)
