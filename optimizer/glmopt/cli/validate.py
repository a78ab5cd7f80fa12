"""`glmopt validate`: every fault of the files, without solving anything."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from glmopt.cli.options import Format, Lang, OutputFormat, language


def validate(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Scenario files.", show_default=False)
    ],
    output_format: OutputFormat = Format.table,
    lang: Lang = None,
) -> None:
    """Read the scenarios and all they refer to, and report every fault with its place."""
    import datetime as dt

    from glmopt.errors import Fault, InputError
    from glmopt.language import translator
    from glmopt.messages import warned
    from glmopt.notices import about_dates, notices
    from glmopt.scenario import load_scenario
    from glmopt.study import validated

    faults: list[Fault] = []
    spoken = language(lang)
    _ = translator(spoken)
    for file in files:
        try:
            scenario = load_scenario(file)
            today = dt.date.today()  # noqa: DTZ011  the user's day
            for notice in (*notices(scenario, validated(scenario)), *about_dates(scenario, today)):
                typer.echo(warned(notice.message, spoken, notice.place, notice.field), err=True)
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(dict.fromkeys(faults))
    if output_format is Format.json:
        typer.echo('{"status": "valid"}')
    else:
        typer.echo(_("valid: {files}").format(files=", ".join(map(str, files))))
