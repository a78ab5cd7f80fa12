"""A table for the terminal.

No cell is ever cut. Headings and running text fold where the terminal is narrow, and what is to be copied
into a shell goes under its row, whole; where that is not enough, each row becomes a record of
`heading: cell` lines.
"""

from __future__ import annotations

from collections.abc import Sequence

from glmopt.reports.tabular.fold import clauses, fold, pieces, share, width
from glmopt.reports.tabular.screen import Screen
from glmopt.reports.tabular.table import Column, Table, one_line

# Blank columns between two columns of the table.
GAP = 2
# Running text folded into less than this is harder to read than a record.
LEAST_PROSE = 20


def text(table: Table, screen: Screen) -> str:
    """`table` as lines for `screen`."""
    shown = table.part(machine=False)
    body = _body(shown, screen) or _below(shown, screen) or _records(shown)
    notes = "\n".join(_note(note, screen.width) for note in table.notes)
    title = f"{one_line(table.title)}\n" if table.title else ""
    return screen.fit(f"{title}{body}\n" + (f"\n{notes}\n" if notes else ""))


def _body(table: Table, screen: Screen, below: Sequence[str] = ()) -> str:
    """The grid, with a line of `below` under each row; nothing where it does not fit on `screen`."""
    heads = [one_line(column.title) for column in table.columns]
    rows = [[table.line(cell) for cell in row] for row in table.rows]
    widths = _widths(table, heads, rows, screen.width)
    return "" if widths is None else _grid(table, heads, rows, widths, screen, below)


def _below(table: Table, screen: Screen) -> str:
    """The grid with what is to be copied into a shell under each row, whole however long it is."""
    copied = [i for i, column in enumerate(table.columns) if column.copied]
    if not copied:
        return ""
    whole = [" ".join(table.line(row[i]) for i in copied) for row in table.rows]
    return _body(table.without(*(table.columns[i].key for i in copied)), screen, whole)


def _widths(table: Table, heads: list[str], rows: list[list[str]], columns: int | None) -> list[int] | None:
    """The width of each column; None where the table does not fit into `columns`."""
    natural, least = [], []
    for i, column in enumerate(table.columns):
        cells = [row[i] for row in rows]
        natural.append(max(map(width, [heads[i], *cells])))
        needs = [_longest(pieces(heads[i])), *(_longest(_parts(cell, column)) for cell in cells)]
        least.append(max([*needs, min(natural[i], LEAST_PROSE) if column.prose else 0]))
    if columns is None:
        return natural
    return share(natural, least, columns - GAP * (len(heads) - 1))


def _grid(
    table: Table,
    heads: list[str],
    rows: list[list[str]],
    widths: list[int],
    screen: Screen,
    below: Sequence[str],
) -> str:
    columns = table.columns
    head = [fold(pieces(h), w) for h, w in zip(heads, widths, strict=True)]
    # Short headings stand at the bottom of theirs, short cells at the top.
    tallest = max(map(len, head), default=0)
    head = [[""] * (tallest - len(cell)) + cell for cell in head]
    folded = any(width(row[i]) > widths[i] and c.prose for row in rows for i, c in enumerate(columns))
    body = [[fold(_parts(row[i], c), widths[i]) for i, c in enumerate(columns)] for row in rows]
    # Outside Unicode the rule is one of hyphens: GBK has a line, but as wide as two columns.
    rule = ("\u2500" if screen.unicode else "-") * (sum(widths) + GAP * (len(widths) - 1))
    bold = ("\x1b[1m", "\x1b[0m") if screen.colour else ("", "")
    lines = [*_lines(head, columns, widths, bold), rule]
    for number, cells in enumerate(body):
        # Where a row takes several lines, a blank one keeps the rows apart.
        lines += [""] if (folded or below) and number else []
        lines += _lines(cells, columns, widths)
        lines += [f"{' ' * GAP}{below[number]}"] if below and below[number] else []
    return "\n".join(line.rstrip() for line in lines)


def _lines(
    cells: list[list[str]], columns: tuple[Column, ...], widths: list[int], style: tuple[str, str] = ("", "")
) -> list[str]:
    """The lines of one row: each cell folded already, short ones filled with blank lines below."""
    height = max((len(cell) for cell in cells), default=0)
    return [
        (" " * GAP).join(
            _padded(cell[k] if k < len(cell) else "", column.align, wide, style)
            for cell, column, wide in zip(cells, columns, widths, strict=True)
        )
        for k in range(height)
    ]


def _padded(text: str, align: str, columns: int, style: tuple[str, str]) -> str:
    room = " " * (columns - width(text))
    shown = f"{style[0]}{text}{style[1]}" if text else ""
    return room + shown if align == "right" else shown + room


def _records(table: Table) -> str:
    """One block of `heading: cell` lines a row; empty cells are left out."""
    heads = [one_line(column.title) for column in table.columns]
    rows = [[table.line(cell) for cell in row] for row in table.rows]
    blocks = [
        "\n".join(f"{head}: {cell}" for head, cell in zip(heads, row, strict=True) if cell) for row in rows
    ]
    return "\n\n".join(blocks)


def _note(note: str, columns: int | None) -> str:
    note = one_line(note)
    return "\n".join(fold(pieces(note), columns)) if columns else note


def _parts(cell: str, column: Column) -> list[str]:
    if column.copied:
        return [cell]
    return pieces(cell) if column.prose else clauses(cell)


def _longest(parts: list[str]) -> int:
    return max((width(part.strip()) for part in parts), default=0)
