"""A table as data: columns, rows of plain cells, a title and notes. It knows nothing of formats."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from glmopt.dataclass import dataclass
from glmopt.units import plain_number

Scalar = str | int | Decimal | bool | None
# A tuple is a list in JSON and joined with semicolons elsewhere.
Cell = Scalar | tuple[Scalar, ...]

# A text that begins so is a formula to a spreadsheet; the full-width signs are to some.
NOTHING = "-"  # alone it is a text to each of them: an empty cell, as people write it
FORMULA_SIGNS = tuple("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `key` names it for programs, `title` for people.

    A `machine` column is left out where only people read (table, md, html). `prose` marks running text,
    which a narrow terminal may fold over several lines; other cells stay on one line where they can. A
    `copied` column is to be copied into a shell: it is never folded, and where the terminal is too narrow for
    it, it stands in a line of its own under each row, which only the terminal itself wraps.
    """

    key: str
    title: str
    align: Literal["left", "right"] = "left"
    machine: bool = False
    prose: bool = False
    copied: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under columns. `yes`, `no` and `none` are the words for True, False and None."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""
    notes: tuple[str, ...] = ()
    yes: str = "yes"
    no: str = "no"
    none: str = ""

    def __post_init__(self) -> None:
        keys = {column.key for column in self.columns}
        if len(keys) != len(self.columns):
            raise ValueError("two columns have the same key")
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} cells in a table of {len(self.columns)} columns")

    def part(self, *, machine: bool) -> Table:
        """The table of the columns for people only, or of those for machines only."""
        return self._of([i for i, column in enumerate(self.columns) if column.machine == machine])

    def without(self, *keys: str) -> Table:
        """The table without the columns of these keys."""
        return self._of([i for i, column in enumerate(self.columns) if column.key not in keys])

    def with_column(self, after: str, column: Column, cells: Sequence[Cell]) -> Table:
        """The table with one column more, right of the one with the key `after`; a cell a row."""
        at = 1 + [c.key for c in self.columns].index(after)
        rows = tuple((*row[:at], cell, *row[at:]) for row, cell in zip(self.rows, cells, strict=True))
        columns = (*self.columns[:at], column, *self.columns[at:])
        return Table(columns, rows, self.title, self.notes, self.yes, self.no, self.none)

    def _of(self, kept: Sequence[int]) -> Table:
        return Table(
            tuple(self.columns[i] for i in kept),
            tuple(tuple(row[i] for i in kept) for row in self.rows),
            self.title,
            self.notes,
            self.yes,
            self.no,
            self.none,
        )

    def word(self, cell: Cell) -> str:
        """A cell as text for people."""
        if isinstance(cell, tuple):
            return "; ".join(self.word(part) for part in cell)
        if cell is None:
            return self.none
        if isinstance(cell, bool):
            return self.yes if cell else self.no
        return cell if isinstance(cell, str) else plain_number(cell)

    def line(self, cell: Cell) -> str:
        """A cell on one line, all of it visible: line ends become spaces, control characters their code."""
        return one_line(self.word(cell))


def one_line(text: str) -> str:
    """`text` on one line, with nothing in it that could move a cursor or reverse the direction."""
    return "".join(_visible(c) for c in text.replace("\r\n", " "))


def _visible(c: str) -> str:
    if c in "\n\r\t\v\f\x85\u2028\u2029":
        return " "
    # Cc control, Cs lone surrogate, Cf format; the zero-width joiner stays, for it builds emoji.
    if unicodedata.category(c) in {"Cc", "Cs", "Cf"} and c != "\u200d":
        return f"\\x{ord(c):02x}" if ord(c) < 256 else f"\\u{ord(c):04x}"
    return c


def is_number(cell: Cell) -> bool:
    """Whether the cell is one number; True and False are not."""
    return isinstance(cell, int | Decimal) and not isinstance(cell, bool)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula."""
    return text.startswith(FORMULA_SIGNS) and text != NOTHING


def headings(columns: Sequence[Column]) -> list[str]:
    """The head of each column in a file: the title for people, the key where only machines read."""
    return [column.key if column.machine else column.title for column in columns]
