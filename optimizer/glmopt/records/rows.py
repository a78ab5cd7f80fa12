"""CSV text to rows of cells that know their place: every fault named with its line, nothing guessed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from decimal import Decimal

from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError, Place
from glmopt.records.faults import MAX_FAULTS, suggest
from glmopt.records.reading import HIDDEN

_NUMBER = re.compile(r"-?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,2})?")
MAX_NUMBER_DIGITS = 40


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One line of a table: its cells by column, those left empty left out."""

    place: Place
    cells: dict[str, str]


def read_csv(text: str, name: str, columns: tuple[str, ...], needed: Iterable[str] = ()) -> list[CsvRow]:
    """The rows of the CSV `text`, which messages call `name`; blank lines are passed over.

    Raises InputError for unknown, doubled or missing columns, rows of another length, characters that cannot
    be seen, and quotes that do not end; all of them at once.
    """
    if found := HIDDEN.search(text):
        line = text.count("\n", 0, found.start()) + 1
        message = f"invisible or control character U+{ord(found[0]):04X}"
        raise InputError(Fault("bad-text", message, Place(name, line, 1)))
    reader = csv.reader(io.StringIO(text), strict=True)
    faults: list[Fault] = []
    rows: list[CsvRow] = []
    head: list[str] = []
    try:
        for cells in reader:
            place = Place(name, reader.line_num, 1)
            stripped = [cell.strip() for cell in cells]
            if not any(stripped):
                continue
            if not head:
                head = stripped
                faults += _faults_of_head(head, place, columns, needed)
                continue
            if len(stripped) != len(head):
                message = f"{len(stripped)} cells under {len(head)} columns"
                faults.append(Fault("bad-data", message, place))
                continue
            rows.append(CsvRow(place, {c: v for c, v in zip(head, stripped, strict=True) if v}))
    except csv.Error as error:
        raise InputError(Fault("bad-data", f"not CSV: {error}", Place(name, reader.line_num, 1))) from None
    if not head:
        faults.append(Fault("bad-data", "the table is empty", Place(name)))
    if faults:
        raise InputError(faults[:MAX_FAULTS])
    return rows


def number(row: CsvRow, column: str, *, least: int = 0, most: float = 1e12) -> Decimal | None:
    """The number in a cell exactly as it is written; None for an empty cell. Raises InputError."""
    text = row.cells.get(column)
    if text is None:
        return None
    if not _NUMBER.fullmatch(text) or sum(c.isdigit() for c in text) > MAX_NUMBER_DIGITS:
        shown = text if text.isprintable() and len(text) <= 40 else ascii(text[:37]) + "..."
        raise InputError(Fault("wrong-type", f"expected a number, found {shown}", row.place, column))
    value = Decimal(text)
    if value < least:
        raise InputError(Fault("out-of-range", f"must be {least} or more, found {text}", row.place, column))
    if value > Decimal(most):
        message = f"must be {least} to {most:g}, found {text}"
        raise InputError(Fault("out-of-range", message, row.place, column))
    return value


def whole(row: CsvRow, column: str, *, least: int = 1, most: int = 10_000_000) -> int | None:
    """The whole number in a cell; None for an empty one. Raises InputError."""
    value = number(row, column, least=least, most=most)
    if value is not None and value != int(value):
        message = f"expected a whole number, found {row.cells[column]}"
        raise InputError(Fault("wrong-type", message, row.place, column))
    return None if value is None else int(value)


def _faults_of_head(
    head: list[str], place: Place, columns: tuple[str, ...], needed: Iterable[str]
) -> list[Fault]:
    known = f"the columns are {', '.join(columns)}"
    faults = [
        Fault("unknown-key", f"unknown column {c[:40]!r}", place, action=suggest(c, columns) or known)
        for c in dict.fromkeys(head)
        if c not in columns
    ]
    faults += [
        Fault("duplicate-key", f"the column {c} twice", place)
        for c in dict.fromkeys(head)
        if head.count(c) > 1
    ]
    faults += [Fault("missing-key", f"no column {c}", place, action=known) for c in needed if c not in head]
    return faults
