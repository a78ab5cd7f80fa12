"""`glmopt init`: a commented scenario to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from glmopt.cli.options import Lang, language


def init(
    file: Annotated[Path, typer.Argument(metavar="[FILE]", help="The file to write.")] = Path(
        "scenario.yaml"
    ),
    force: Annotated[bool, typer.Option("--force", help="Overwrite what is there.")] = False,
    lang: Lang = None,
) -> None:
    """Write a commented scenario that solves as it stands, and the schema that helps editors with it."""
    from glmopt.errors import Fault, InputError, Place
    from glmopt.language import translator
    from glmopt.reports.files import write_all
    from glmopt.reports.schema import json_schema
    from glmopt.result import dumps
    from glmopt.starter import SCHEMA_NAME, starter

    shown = language(lang)
    schema = (dumps(json_schema("scenario")) + "\n").encode()
    files = {file: starter(shown).encode(), file.parent / SCHEMA_NAME: schema}
    if file.name == SCHEMA_NAME:
        raise InputError(Fault("bad-path", "the schema stands under this name", Place(str(file))))
    there = [path for path in files if path.exists() and not (path != file and _holds(path, schema))]
    if there and not force:
        action = "name another file, or say --force"
        raise InputError(
            Fault("bad-path", "is there already", Place(str(path)), action=action) for path in there
        )
    write_all(files)
    _ = translator(shown)
    typer.echo(_("written: {files}").format(files=", ".join(map(str, files))))
    typer.echo(_("next: {command}").format(command=f"glmopt solve {file}"))


def _holds(path: Path, data: bytes) -> bool:
    """Whether the file holds these very bytes: a second scenario shares the schema of the first."""
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
