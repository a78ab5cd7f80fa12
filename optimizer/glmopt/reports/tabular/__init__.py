"""One table, six formats. A renderer is one function in a file of its own and its name in FORMATS.

`table` is for the terminal, `csv` for spreadsheets, `json` for programs, `md` and `html` for documents;
`xlsx` is a workbook and goes to a file only.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path

from glmopt.errors import Fault, InputError
from glmopt.reports.tabular.screen import FILE, Screen
from glmopt.reports.tabular.table import Cell, Column, Scalar, Table

Renderer = Callable[[Table, Screen], str | bytes]


def _of(name: str) -> Renderer:
    """The renderer in the module of its name, which is loaded when it is first used."""

    def render(table: Table, screen: Screen) -> str | bytes:
        found: Renderer = getattr(importlib.import_module(f"glmopt.reports.tabular.{name}"), name)
        return found(table, screen)

    return render


FORMATS: Mapping[str, Renderer] = {
    "table": _of("text"),
    "md": _of("md"),
    "csv": _of("csv"),
    "json": _of("json"),
    "html": _of("html"),
    "xlsx": _of("xlsx"),
}

# Formats that only people read: notes stand in the output itself. The others leave them to stderr.
WITH_NOTES = frozenset({"table", "md", "html", "xlsx"})

# Spreadsheets take a CSV file without this mark for the local encoding, and show Chinese as noise.
_BYTE_ORDER_MARK = "\ufeff"


def render(table: Table, form: str, screen: Screen = FILE) -> str:
    """`table` as text in the format `form`, fit for `screen`; InputError for a format that is no text."""
    shown = FORMATS[form](table, screen)
    if isinstance(shown, bytes):
        raise InputError(
            Fault("usage", f"{form} is no text to show", action=f"name a file, as in -o table.{form}")
        )
    return shown


def file_bytes(table: Table, form: str) -> bytes:
    """`table` as the bytes of a file in the format `form`."""
    shown = FORMATS[form](table, FILE)
    if isinstance(shown, bytes):
        return shown
    return text_bytes(shown, form)


def text_bytes(text: str, form: str) -> bytes:
    """`text` in the format `form` as the bytes of a file."""
    return ((_BYTE_ORDER_MARK if form == "csv" else "") + text).encode()


def format_of(path: Path) -> str | None:
    """The format that the ending of a file's name asks for, if it is one of ours."""
    ending = path.suffix.lower().removeprefix(".")
    return {"txt": "table", "htm": "html", **{form: form for form in FORMATS}}.get(ending)


__all__ = [
    "FILE",
    "FORMATS",
    "WITH_NOTES",
    "Cell",
    "Column",
    "Scalar",
    "Screen",
    "Table",
    "file_bytes",
    "format_of",
    "render",
    "text_bytes",
]
