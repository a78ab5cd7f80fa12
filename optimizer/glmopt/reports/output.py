"""Bring a table to where it is wanted: a stream or a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from glmopt.reports.files import write_whole
from glmopt.reports.tabular import WITH_NOTES, Screen, Table, file_bytes, format_of, render


def deliver(
    table: Table,
    form: str | None,
    path: Path | None,
    *,
    out: TextIO,
    err: TextIO,
    environ: Mapping[str, str],
) -> None:
    """Write `table` to the file `path`, or to `out` where there is none.

    Without `form` the ending of the file's name decides. Notes that the format has no room for go to `err`.
    """
    form = form or (format_of(path) if path else None) or "table"
    if path is None:
        out.write(render(table, form, Screen.of(out, environ)))
    else:
        write_whole(path, file_bytes(table, form))
    if form not in WITH_NOTES:
        screen = Screen.of(err, environ)
        err.writelines(screen.fit(note) + "\n" for note in table.notes)
