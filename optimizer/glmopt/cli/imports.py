"""`glmopt import`: files of other tools as scenarios and throughput tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from glmopt.importing import Imported

app = typer.Typer(
    name="import",
    help="Turn a file of another tool into a scenario or a throughput table.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Source = Annotated[Path, typer.Argument(metavar="FILE", help="The other tool's file.", show_default=False)]
Scenario = Annotated[
    Path, typer.Option("-o", "--output", metavar="SCENARIO.yaml", help="The scenario to write.")
]


@app.command("melange")
def melange(file: Source, output: Scenario) -> None:
    """A Mélange configuration as a scenario with its two tables beside it."""
    from glmopt.catalog import load_catalog
    from glmopt.importing import melange as read
    from glmopt.importing.imported import MAX_IMPORT_BYTES
    from glmopt.records.reading import read_file

    _named(output, ".yaml", ".yml")
    text = read_file(file, str(file), MAX_IMPORT_BYTES)
    _write(read(text, str(file), load_catalog().cards, output.name), output)


def _named(output: Path, *endings: str) -> None:
    from glmopt.errors import Fault, InputError

    if output.suffix.lower() not in endings:
        message = f"a name that ends in {' or '.join(endings)} is needed, found {output.name}"
        raise InputError(Fault("usage", message, field="--output"))


def _write(imported: Imported, output: Path) -> None:
    from glmopt.reports.files import write_whole

    # The tables first: a scenario never names a file that is not there.
    for suffix, text in sorted(imported.texts.items(), reverse=True):
        write_whole(output.with_name(output.stem + suffix) if suffix else output, text.encode())
    for note in imported.notes:
        typer.echo(f"note: {note}", err=True)
