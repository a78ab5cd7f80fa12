"""A workbook and its sheets: formats by name, and cells that are exactly what they are written as.

The door to xlsxwriter. Texts stay texts whatever they look like; formulas are only those of this package,
each with its cached value; equal contents give equal bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from decimal import Decimal
from typing import Any

from glmopt.reports.tabular.fold import width
from glmopt.reports.tabular.table import one_line
from glmopt.units import MINOR_DIGITS, ceil_div

# A workbook carries its date of creation; a fixed one, so that equal contents give equal bytes.
CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
LEAST_WIDTH, MOST_WIDTH, WRAPPED_WIDTH = 8, 60, 40
LINE_HEIGHT = 15  # points
MAX_TEXT = 32_767
Number = int | Decimal

_HEAD = {"bold": True, "bottom": 1, "bg_color": "#E8EEF4", "text_wrap": True, "valign": "vcenter"}
_STYLES: dict[str, dict[str, Any]] = {
    "plain": {"valign": "top"},
    # A text beside a number stands off from it.
    "text": {"valign": "top", "align": "left", "indent": 1},
    "title": {"bold": True, "font_size": 14},
    "head": {**_HEAD, "align": "left", "indent": 1},
    "head_of_numbers": {**_HEAD, "align": "right"},
    "bold": {"bold": True},
    "total": {"bold": True, "top": 1},
    "faint": {"font_color": "#595959"},
    "wrap": {"text_wrap": True, "valign": "top", "align": "left", "indent": 1},
    # What is to be filled in: yellow and framed, so that it shows in black and white too.
    "fill": {"bg_color": "#FFF2CC", "border": 1, "border_color": "#BF9000", "locked": False},
}
# Custom formats beside those of money.
_NUMBERS = {
    "count": "#,##0",
    "share": "0.0%",
    "date": "yyyy-mm-dd",
    "number": "General",
    "change": "+#,##0;-#,##0;0",
}


class Book:
    """A workbook in the making."""

    def __init__(self, currency: str) -> None:
        import xlsxwriter

        self._out = io.BytesIO()
        plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.book = xlsxwriter.Workbook(self._out, {"in_memory": True, **plain})
        self.book.set_properties({"created": CREATED})
        # Spreadsheet programs reckon anew when they open it; what they show before is the cached value.
        self.book.set_calc_mode("auto")
        digits = MINOR_DIGITS[currency]
        decimals = f".{'0' * digits}" if digits else ""
        self._numbers = {
            **_NUMBERS,
            "money": f"#,##0{decimals}",
            "money_change": f"+#,##0{decimals};-#,##0{decimals};0",
        }
        self._formats: dict[tuple[str, str], Any] = {}

    def sheet(self, name: str) -> Page:
        """A new sheet."""
        return Page(self, re.sub(r"[\[\]:*?/\\']", " ", name)[:31])

    def style(self, style: str, number: str = "") -> Any:
        """The format of a style with a kind of number."""
        key = (style, number)
        if key not in self._formats:
            shape = {"num_format": self._numbers[number]} if number else {}
            self._formats[key] = self.book.add_format({**_STYLES[style], **shape})
        return self._formats[key]

    def done(self) -> bytes:
        """The bytes of the finished workbook."""
        self.book.close()
        return self._out.getvalue()


class Page:
    """One sheet, written row by row; rows and columns count from 0."""

    def __init__(self, book: Book, name: str) -> None:
        self.book, self.name = book, name
        self.sheet = book.book.add_worksheet(name)
        self.row = 0
        self._widths: dict[int, int] = {}
        self._heads: dict[int, tuple[int, str]] = {}

    def text(self, column: int, text: str, style: str = "text", *, narrow: bool = False) -> None:
        """A text, on one line and never more than a text; a `narrow` one does not widen its column.

        In the style `wrap` it folds into a column of moderate width, and its row is as high as it needs.
        """
        shown = one_line(text)
        if len(shown) > MAX_TEXT:
            raise ValueError(f"a text of {len(shown)} characters, more than a cell holds")
        self._written(self.sheet.write_string(self.row, column, shown, self.book.style(style)))
        if style == "head":
            self._heads[column] = (self.row, shown)
        if style == "wrap" and width(shown) > WRAPPED_WIDTH:
            # A word that does not fit goes to the next line: room for a quarter more than the letters fill.
            self.sheet.set_row(self.row, LINE_HEIGHT * ceil_div(5 * width(shown), 4 * WRAPPED_WIDTH))
        if not narrow:
            self._widen(column, min(width(shown), WRAPPED_WIDTH) if style == "wrap" else width(shown) + 1)

    def number(self, column: int, value: Number | None, kind: str = "count", style: str = "plain") -> None:
        """A number in its format; an empty cell for None."""
        form = self.book.style(style, kind)
        self._align_head(column)
        if value is None:
            self._written(self.sheet.write_blank(self.row, column, None, form))
            return
        self._written(self.sheet.write_number(self.row, column, float(value), form))
        self._widen(column, len(f"{value:,}") + 3)

    def formula(
        self, column: int, formula: str, value: Number, kind: str = "count", style: str = "plain"
    ) -> None:
        """A formula with the value that it has now."""
        form = self.book.style(style, kind)
        self._align_head(column)
        self._written(self.sheet.write_formula(self.row, column, formula, form, float(value)))
        self._widen(column, len(f"{value:,}") + 3)

    def blank(self, column: int, style: str, kind: str = "") -> None:
        """An empty cell of a style."""
        self._written(self.sheet.write_blank(self.row, column, None, self.book.style(style, kind)))

    def heads(self, names: list[str]) -> None:
        """The heading row, frozen with everything above it."""
        for column, name in enumerate(names):
            self.text(column, name, "head")
        self.row += 1
        self.sheet.freeze_panes(self.row, 0)
        self.sheet.repeat_rows(self.row - 1)

    def next(self, rows: int = 1) -> None:
        """Go down."""
        self.row += rows

    def finish(self) -> None:
        """Set the widths, and how it prints: A4, as wide as the page."""
        for column, wide in self._widths.items():
            self.sheet.set_column(column, column, min(max(wide + 1, LEAST_WIDTH), MOST_WIDTH))
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)

    def cell(self, row: int, column: int, *, fixed: bool = False) -> str:
        """The name of a cell, from 0: (4, 5) is F5, `fixed` 'BOM'!$F$5."""
        from xlsxwriter.utility import xl_rowcol_to_cell

        if not fixed:
            return str(xl_rowcol_to_cell(row, column))
        return f"'{self.name}'!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"

    def _align_head(self, column: int) -> None:
        """The heading of a column of numbers stands right, as they do."""
        if head := self._heads.pop(column, None):
            row, text = head
            self._written(self.sheet.write_string(row, column, text, self.book.style("head_of_numbers")))

    def _widen(self, column: int, wide: int) -> None:
        self._widths[column] = max(self._widths.get(column, 0), wide)

    def _written(self, failed: int) -> None:
        if failed:
            raise ValueError(f"a cell that a workbook cannot hold: {self.name} row {self.row + 1}")
