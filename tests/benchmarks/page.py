"""docs/performance.md from the figures: `python tests/benchmarks/page.py`; run.py measures and calls it.

With `--check` nothing is written: the exit code is 1 where the page is not the one the figures make.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from figures import Cell, Figures, Table, load

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "docs" / "performance.md"
# In the order of the page; each is a module here with `measure`, its docstring the section's title and text.
SECTIONS = ("start", "single", "frontier", "sweep", "beyond", "scale", "peers")
HEAD = """\
# Performance

Made by `python tests/benchmarks/run.py SECTION...` from the installed package; `python tests/benchmarks/page.py`
writes the page from what was measured last. Each section is one run on one machine of two cores shared with
other work: compare the ratios within it. CPU seconds are user and system time.
"""


def page() -> str:
    """The page as Markdown: every section that was measured."""
    parts = [HEAD]
    for name in SECTIONS:
        figures = load(name)
        if figures is not None:
            parts.append(_section(name, figures))
    return "\n".join(parts)


def _section(name: str, figures: Figures) -> str:
    title, _, text = _docstring(name).partition("\n")
    versions = ", ".join(f"{k} {v}" for k, v in figures.versions.items())
    lines = [f"## {title.rstrip('.')}", "", *([text.strip(), ""] if text.strip() else [])]
    for table in figures.tables:
        lines += _table(table)
    return "\n".join([*lines, f"`{figures.command}`: {versions}.", ""])


def _docstring(name: str) -> str:
    """The section's own words, read without running it: it may need packages that are not there."""
    tree = ast.parse((HERE / f"{name}.py").read_text(encoding="utf-8"))
    return ast.get_docstring(tree) or name


def _table(table: Table) -> list[str]:
    lines = [table.note, ""] if table.note else []
    lines += [f"| {' | '.join(table.head)} |", "|" + " --- |" * len(table.head)]
    lines += [f"| {' | '.join(_cell(c) for c in row)} |" for row in table.rows]
    return [*lines, ""]


def _cell(value: Cell) -> str:
    """A figure with no more digits than it deserves."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else value


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        raise SystemExit(PAGE.read_text(encoding="utf-8") != page())
    PAGE.write_text(page(), encoding="utf-8")
