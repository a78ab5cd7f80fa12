"""`--out FILE`: what a command shows, into a file instead."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glmopt.cli.options import Format, show

if TYPE_CHECKING:
    from glmopt.reports.tabular import Screen

Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Write to FILE instead of stdout: .csv, .md, .json or .txt."),
]


def form_for(out: Path | None, chosen: Format) -> str:
    """The format of what is shown: as chosen; of a file, where none is, by its ending.

    Raises InputError for an ending that says none.
    """
    if out is None or chosen is not Format.table:
        return chosen.value
    from glmopt.errors import Fault, InputError
    from glmopt.reports.tabular import format_of

    form = format_of(out)
    if form not in [f.value for f in Format]:
        action = "a name that ends in .csv, .md, .json or .txt"
        raise InputError(Fault("usage", f"no file of an answer: {out.name}", field="--out", action=action))
    return form


def put(out: Path | None, form: str, *parts: Callable[[Screen], str]) -> None:
    """Show `parts` on stdout, or write them all to the file `out`, whole or not at all."""
    if out is None:
        for part in parts:
            show(part)
        return
    from glmopt.reports.files import write_whole
    from glmopt.reports.tabular import FILE, text_bytes

    write_whole(out, text_bytes("".join(part(FILE) for part in parts), form))
