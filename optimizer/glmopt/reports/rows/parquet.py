"""Rows as Parquet, by pyarrow, which is installed with the extra `parquet`: amounts exact, counts by card."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO

from glmopt.errors import Fault, InputError

# Rows of one group of the file, the part that is held until it is written.
AT_ONCE = 1_000
MONEY = ("cost", "cost_difference", "cost_per_stream", "purchase", "running")
COUNTS = ("servers", "plan", "in_and_out")
NUMBERS = (
    *("cards", "cards_difference", "streams", "streams_low", "streams_high", "streams_difference"),
    *("power_w", "cards_in", "cards_out"),
)


def arrow() -> Any:
    """The package; InputError where it is not installed."""
    try:
        import pyarrow
    except ImportError:
        message = "Parquet files need the package pyarrow"
        action = 'pip install "glmopt[parquet]", or name a .csv'
        raise InputError(Fault("missing-part", message, action=action)) from None
    return pyarrow


def write(file: BinaryIO, keys: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Groups of rows; settings are texts as written, None where a row has no such key."""
    pa = arrow()
    from pyarrow import parquet

    schema = pa.schema([(key, _type(pa, key)) for key in keys])
    rest = iter(rows)
    with parquet.ParquetWriter(file, schema) as writer:
        while some := list(itertools.islice(rest, AT_ONCE)):
            columns = [
                pa.array([_cell(row.get(key)) for row in some], schema.field(key).type) for key in keys
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))


def _type(pa: Any, key: str) -> Any:
    if key in MONEY:
        return pa.decimal128(38, 4)
    if key in COUNTS:
        return pa.map_(pa.string(), pa.int64())
    if key in NUMBERS:
        return pa.int64()
    return pa.list_(pa.string()) if key == "conflict" else pa.string()


def _cell(value: Any) -> Any:
    return list(value.items()) if isinstance(value, dict) else value
