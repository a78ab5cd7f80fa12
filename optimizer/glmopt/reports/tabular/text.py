"""A table for the terminal. The only door to rich.

No cell is ever cut. Headings and running text fold where the terminal is narrow; where that is not
enough, each row becomes a record of `heading: cell` lines.
"""

from __future__ import annotations

from glmopt.reports.tabular.fold import clauses, fold, pieces, share, width
from glmopt.reports.tabular.screen import Screen
from glmopt.reports.tabular.table import Table, one_line

# Blank columns between two columns of the table.
GAP = 2
# The box: a rule under the head and, where cells fold, a blank line between rows.
_RULE = "    \n    \n -- \n    \n    \n    \n    \n    \n"
# Running text folded into less than this is harder to read than a record.
LEAST_PROSE = 20


def text(table: Table, screen: Screen) -> str:
    """`table` as lines for `screen`."""
    shown = table.part(machine=False)
    heads = [one_line(column.title) for column in shown.columns]
    rows = [[shown.line(cell) for cell in row] for row in shown.rows]
    widths = _widths(shown, heads, rows, screen.width)
    body = _records(heads, rows) if widths is None else _grid(shown, heads, rows, widths, screen)
    notes = "\n".join(_note(note, screen.width) for note in table.notes)
    title = f"{one_line(table.title)}\n" if table.title else ""
    return screen.fit(f"{title}{body}\n" + (f"\n{notes}\n" if notes else ""))


def _widths(table: Table, heads: list[str], rows: list[list[str]], columns: int | None) -> list[int] | None:
    """The width of each column; None where the table does not fit into `columns`."""
    natural, least = [], []
    for i, column in enumerate(table.columns):
        cells = [row[i] for row in rows]
        natural.append(max(map(width, [heads[i], *cells])))
        needs = [_longest(pieces(heads[i])), *(_longest(_parts(cell, column.prose)) for cell in cells)]
        least.append(max([*needs, min(natural[i], LEAST_PROSE) if column.prose else 0]))
    if columns is None:
        return natural
    return share(natural, least, columns - GAP * (len(heads) - 1))


def _grid(table: Table, heads: list[str], rows: list[list[str]], widths: list[int], screen: Screen) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

    folded = any(
        width(row[i]) > widths[i] and column.prose for row in rows for i, column in enumerate(table.columns)
    )
    grid = Grid(
        # Outside Unicode the rule is one of hyphens: GBK has a line, but as wide as two columns.
        box=box.SIMPLE_HEAD if screen.unicode else box.Box(_RULE, ascii=True),
        show_lines=folded,
        padding=(0, GAP - 1, 0, 0),
        pad_edge=False,
        show_edge=False,
        header_style="bold",
    )
    for i, column in enumerate(table.columns):
        head = Text("\n".join(fold(pieces(heads[i]), widths[i])))
        grid.add_column(head, justify=column.align, min_width=widths[i], max_width=widths[i], no_wrap=True)
    for row in rows:
        lines = [fold(_parts(cell, table.columns[i].prose), widths[i]) for i, cell in enumerate(row)]
        # Text objects: a name such as "[red]" is a name, not markup.
        grid.add_row(*(Text("\n".join(cell)) for cell in lines))
    console = Console(
        width=sum(widths) + GAP * len(widths),
        force_terminal=screen.colour,
        color_system="standard" if screen.colour else None,
        no_color=not screen.colour,
        legacy_windows=False,
        highlight=False,
        emoji=False,
        _environ={},
    )
    with console.capture() as capture:
        console.print(grid, crop=False, overflow="ignore", no_wrap=True, soft_wrap=False)
    return "\n".join(line.rstrip() for line in capture.get().splitlines())


def _records(heads: list[str], rows: list[list[str]]) -> str:
    """One block of `heading: cell` lines a row; empty cells are left out."""
    blocks = [
        "\n".join(f"{head}: {cell}" for head, cell in zip(heads, row, strict=True) if cell) for row in rows
    ]
    return "\n\n".join(blocks)


def _note(note: str, columns: int | None) -> str:
    note = one_line(note)
    return "\n".join(fold(pieces(note), columns)) if columns else note


def _parts(cell: str, prose: bool) -> list[str]:
    return pieces(cell) if prose else clauses(cell)


def _longest(parts: list[str]) -> int:
    return max((width(part.strip()) for part in parts), default=0)
