"""Open a workbook that somebody sent, and take nothing of it but bare cells. The only door to openpyxl.

A workbook is a zip of XML: both are bounded before anything is parsed, and documents that declare entities
are refused. Formulas are not computed: their saved value counts, and one without is named.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from pathlib import Path
from typing import Any

from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError, Place
from glmopt.records.reading import read_bytes

MAX_UNPACKED = 8_000_000
MAX_PARTS = 500
MAX_ROWS = 2_000
MAX_COLUMNS = 60
# XML may be written in UTF-8 or UTF-16: both spellings of a declaration that can hold entities.
_DECLARATIONS = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its saved value, whether a formula made it, and the merged area it stands in, if any."""

    value: Any
    formula: bool
    merged: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one sheet by (row, column), both from 1; empty cells are left out."""

    name: str
    cells: dict[tuple[int, int], Cell]

    def at(self, row: int, column: int) -> Cell:
        """The cell, an empty one where there is none."""
        return self.cells.get((row, column), Cell(None, False, ""))

    @property
    def rows(self) -> int:
        """The number of the last row with a cell."""
        return max((row for row, _ in self.cells), default=0)


def open_workbook(path: Path) -> tuple[Sheet, ...]:
    """The sheets of the workbook `path`; InputError for a file that is none, or larger than is read."""
    place = Place(str(path))
    data = read_bytes(path, str(path))
    _bounded(data, place)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _sheets(data, place)
    except InputError:
        raise
    except Exception as error:  # openpyxl has no error of its own for a file that is broken
        reason = (str(error).splitlines() or [type(error).__name__])[0][:120]
        raise InputError(_no_workbook(f"not a workbook that can be read: {reason}", place)) from None


def _no_workbook(message: str, place: Place) -> Fault:
    return Fault("file-kind", message, place, action="save it again as .xlsx")


def _bounded(data: bytes, place: Place) -> None:
    """Refuse what is no zip, what unpacks to too much, and XML that declares entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            # The declared size bounds what is unpacked: zipfile stops there, and then finds the sum wrong.
            size = sum(part.file_size for part in parts)
            if size > MAX_UNPACKED or len(parts) > MAX_PARTS:
                message = (
                    f"unpacks to {size:,} bytes in {len(parts)} parts; at most {MAX_UNPACKED:,} are read"
                )
                raise InputError(Fault("file-kind", message, place))
            if any(sign in packed.read(part) for part in parts for sign in _DECLARATIONS):
                raise InputError(Fault("file-kind", "a workbook with XML declarations of its own", place))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise InputError(_no_workbook(f"not a workbook (.xlsx): {error}", place)) from None


def _sheets(data: bytes, place: Place) -> tuple[Sheet, ...]:
    from openpyxl import load_workbook

    saved = load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    written = load_workbook(io.BytesIO(data), data_only=False, keep_links=False)
    return tuple(_sheet(values, written[values.title], place) for values in saved.worksheets)


def _sheet(values: Any, written: Any, place: Place) -> Sheet:
    if values.max_row > MAX_ROWS or values.max_column > MAX_COLUMNS:
        where = Place(f"{place} {values.title}")
        message = f"a sheet of {values.max_row} rows and {values.max_column} columns"
        raise InputError(
            Fault("file-kind", f"{message}; at most {MAX_ROWS} and {MAX_COLUMNS} are read", where)
        )
    areas = [area for area in values.merged_cells.ranges if area.size["rows"] * area.size["columns"] > 1]
    cells = {}
    for row in written.iter_rows():
        for cell in row:
            area = next((str(a) for a in areas if cell.coordinate in a), "")
            formula = cell.data_type == "f"
            value = values[cell.coordinate].value
            if value is not None or formula or area:
                cells[cell.row, cell.column] = Cell(value, formula, area)
    return Sheet(values.title, cells)
