"""A table as one self-contained HTML page: no script, no outside resource, readable in light and dark."""

from __future__ import annotations

from html import escape as lib_escape

from glmopt.reports.tabular.screen import Screen
from glmopt.reports.tabular.table import Cell, Table, is_formula, is_number, one_line

STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { border-bottom: 1px solid #8886; padding: .35rem .8rem; text-align: left; vertical-align: top; }
th { border-bottom-width: 2px; }
.right { text-align: right; font-variant-numeric: tabular-nums; }
.note { font-size: .9rem; }
"""


def html(table: Table, screen: Screen) -> str:
    """One page with `table`."""
    title = escape(table.title or "glmopt")
    page = (
        "<!DOCTYPE html>\n<html>\n<head>\n"
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"{fragment(table)}</body>\n</html>\n"
    )
    # References instead of characters where the stream is not the UTF-8 that the page declares.
    return page if screen.unicode else page.encode("ascii", "xmlcharrefreplace").decode("ascii")


def fragment(table: Table) -> str:
    """The title, the table and its notes, for a page that has a head of its own."""
    shown = table.part(machine=False)
    marks = [' class="right"' if column.align == "right" else "" for column in shown.columns]
    head = "".join(
        f'<th scope="col"{mark}>{escape(column.title)}</th>'
        for mark, column in zip(marks, shown.columns, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{mark}{text_mark(shown, c)}>{escape(shown.word(c))}</td>"
            for mark, c in zip(marks, row, strict=True)
        )
        + "</tr>\n"
        for row in shown.rows
    )
    title = f"<h2>{escape(table.title)}</h2>\n" if table.title else ""
    notes = "".join(f'<p class="note">{escape(note)}</p>\n' for note in table.notes)
    grid = f"<table>\n<thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{rows}</tbody>\n</table>"
    return f'{title}<div class="wide">\n{grid}\n</div>\n{notes}'


def text_mark(table: Table, cell: Cell) -> str:
    """What keeps a cell a text where the page is opened as a spreadsheet: nothing, unless it needs it."""
    return ' sdnum="1033;0;@"' if not is_number(cell) and is_formula(table.word(cell)) else ""


def escape(text: str) -> str:
    """`text` as HTML that reads as `text`."""
    return lib_escape(one_line(text), quote=True)
