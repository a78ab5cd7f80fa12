"""A table in Markdown (GitHub flavour), with everything active in Markdown or HTML taken literally."""

from __future__ import annotations

import re

from glmopt.reports.tabular.screen import Screen
from glmopt.reports.tabular.table import Cell, Table, one_line

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ACTIVE = re.compile(r"[\\|*_`\[\]$@]")
_LINK = re.compile(r"(?i)(?<=http)(?=s?://)|(?<=www)(?=\.)")


def md(table: Table, screen: Screen) -> str:
    """`table` as a Markdown table under its title, the notes below it."""
    shown = table.part(machine=False)
    marks = ["---:" if column.align == "right" else "---" for column in shown.columns]
    lines = [
        _row([escape(column.title) for column in shown.columns]),
        _row(marks),
        *(_row([_cell(shown, i, cell) for i, cell in enumerate(row)]) for row in shown.rows),
    ]
    title = [f"## {escape(table.title)}"] if table.title else []
    parts = [*title, "\n".join(lines), *(escape(note) for note in table.notes)]
    text = "\n\n".join(parts) + "\n"
    return text.encode(screen.encoding, "xmlcharrefreplace").decode(screen.encoding)


def _cell(table: Table, column: int, cell: Cell) -> str:
    """A cell; what is to be copied into a shell stands as code, where nothing but the bar is escaped."""
    text = table.word(cell)
    if not table.columns[column].copied or not text or "`" in text:
        return escape(text)
    code = one_line(text).replace("|", r"\|")
    return f"`{code}`"


def escape(text: str) -> str:
    """`text` as Markdown that reads as `text`, on one line."""
    text = "".join(_ENTITIES.get(c, c) for c in one_line(text))
    text = _ACTIVE.sub(r"\\\g<0>", text)
    # One tilde (1~2) is a tilde; two of them strike out what stands between.
    text = text.replace("~", r"\~") if text.count("~") > 1 else text
    # A zero-width space in an address, so that no reader makes a link of it.
    return _LINK.sub("&#8203;", text)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
