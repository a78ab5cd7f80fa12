"""Rows as comma-separated values: the same cells as `-f csv`, with the mark that spreadsheets want."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO

from glmopt.reports.comparison import flat
from glmopt.reports.tabular import file_bytes

AT_ONCE = 100


def write(file: BinaryIO, keys: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """A head line, then a line for each row."""
    rest, first = iter(rows), True
    while some := list(itertools.islice(rest, AT_ONCE)):
        text = file_bytes(flat(keys, some), "csv")
        file.write(text if first else text.partition(b"\n")[2])
        file.flush()
        first = False
