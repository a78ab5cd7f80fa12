"""A CSV file with a header as rows of text: nothing shifted, dropped or guessed."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError, Place
from glmopt.records.faults import suggest, too_many
from glmopt.records.reading import HIDDEN, read_file

MAX_COLUMNS = 200
MAX_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `line` of the file it begins in, and its cells by column."""

    line: int
    cells: dict[str, str]


def read_table(path: Path, known: Sequence[str], needed: Sequence[str]) -> tuple[Row, ...]:
    """The rows of the CSV file `path`, cells stripped; columns are some of `known` and all of `needed`.

    Raises InputError for a file that is no such table: columns unknown, twice or missing, rows too short or
    too long, a quote that never ends, control characters, no rows at all.
    """
    name = str(path)
    text = read_file(path, name)
    if found := HIDDEN.search(text):
        line = text.count("\n", 0, found.start()) + 1
        message = f"invisible or control character U+{ord(found[0]):04X}"
        raise InputError(Fault("bad-text", message, Place(name, line, 1)))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((line, cells))
            line = reader.line_num + 1
            if len(rows) > MAX_ROWS:
                raise InputError(Fault("file-kind", f"more than {MAX_ROWS:,} rows", Place(name, line, 1)))
    except csv.Error as error:
        raise InputError(Fault("bad-data", f"not CSV: {error}", Place(name, line, 1))) from None
    if not rows:
        raise InputError(Fault("missing-key", "the file holds no rows", Place(name)))
    columns = [c.strip() for c in rows[0][1]]
    faults = _header(Place(name, rows[0][0], 1), columns, known, needed)
    if not faults and len(rows) == 1:
        faults = [Fault("missing-key", "no rows under the header", Place(name, rows[0][0], 1))]
    if faults:
        raise InputError(too_many(faults))
    faults = [
        Fault("bad-data", f"{len(cells)} cells under {len(columns)} columns", Place(name, at, 1))
        for at, cells in rows[1:]
        if len(cells) != len(columns)
    ]
    if faults:
        raise InputError(too_many(faults))
    return tuple(
        Row(at, {c: cell.strip() for c, cell in zip(columns, cells, strict=True)}) for at, cells in rows[1:]
    )


def _header(place: Place, columns: list[str], known: Sequence[str], needed: Sequence[str]) -> list[Fault]:
    """What is wrong with the names of the columns."""
    other = next((mark for mark in (";", "\t", "|") if len(columns) == 1 and mark in columns[0]), None)
    if other is not None:
        mark = {"\t": "a tab"}.get(other, repr(other))
        action = "save the file with commas between the cells"
        return [Fault("bad-data", f"the cells are parted by {mark}, not by commas", place, action=action)]
    if len(columns) > MAX_COLUMNS:
        return [Fault("bad-data", f"{len(columns)} columns; at most {MAX_COLUMNS} are read", place)]
    faults = [
        Fault("unknown-key", f"unknown column {c[:40]!r}", place, c[:40], suggest(c, known))
        for c in dict.fromkeys(columns)
        if c not in known
    ]
    faults += [
        Fault("duplicate-key", f"the column {c} twice", place, c, "keep one of the two")
        for c in known
        if columns.count(c) > 1
    ]
    missing = [c for c in needed if c not in columns]
    if missing:
        action = f"the columns are {', '.join(known)}"
        faults.append(Fault("missing-key", f"no column {', '.join(missing)}", place, missing[0], action))
    return faults
