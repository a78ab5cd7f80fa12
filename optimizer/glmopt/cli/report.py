"""`glmopt report`: a saved result as a page for the one who pays, as a workbook, as Markdown, as pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glmopt.cli.options import Lang, language

if TYPE_CHECKING:
    from glmopt.study import Studies


def report(
    file: Annotated[Path, typer.Argument(metavar="RESULT.json", help="A saved result.", show_default=False)],
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write one HTML file, in both languages.")
    ] = None,
    md: Annotated[
        Path | None, typer.Option("--md", metavar="FILE", help="Write Markdown, for a pull request.")
    ] = None,
    xlsx: Annotated[
        Path | None,
        typer.Option("--xlsx", metavar="FILE", help="Write the bill of materials, with cells for quotes."),
    ] = None,
    pictures: Annotated[
        Path | None, typer.Option("--pictures", metavar="DIR", help="Write each picture as SVG into DIR.")
    ] = None,
    png: Annotated[bool, typer.Option("--png", help="With --pictures: as PNG as well.")] = False,
    seconds: Annotated[
        float | None,
        typer.Option(
            "--seconds",
            min=0.1,
            max=3600,
            help="The most time of each study, 20 by default; those of the file that were cut short go on.",
        ),
    ] = None,
    lang: Lang = None,
) -> None:
    """Make the report of a saved result: its studies are taken from the file, or computed from it alone.

    A result that fails its check is refused, and nothing is written unless everything can be.
    """
    from glmopt.errors import Fault, InputError
    from glmopt.reports.files import write_all
    from glmopt.reports.report import checked, files_of, studied

    if html is None and md is None and xlsx is None and pictures is None:
        action = "add --html FILE, --md FILE, --xlsx FILE or --pictures DIR"
        raise InputError(Fault("usage", "nothing to write", field="report", action=action))
    if png and pictures is None:
        raise InputError(Fault("usage", "--png goes with --pictures DIR", field="--png"))
    from glmopt.cli.progress import progress

    saved = checked(file)
    with progress() as tell:
        studies = studied(saved, seconds, tell)
    tongue = language(lang)
    made = files_of(saved, studies, tongue, html=html, md=md, xlsx=xlsx, pictures=pictures, png=png)
    if pictures is not None:
        pictures.mkdir(parents=True, exist_ok=True)
    write_all(made)
    say_left_out(studies, tongue)


def say_left_out(studies: Studies, lang: str) -> None:
    """Name each study that is not in the report though it was asked for, and why."""
    from glmopt.language import translator
    from glmopt.reports.studies import left_out

    note = translator(lang)("note: not in the report: {name}, {why} ({seconds} s)")
    for name, why in left_out(studies, lang):
        typer.echo(note.format(name=name, why=why, seconds=f"{studies.seconds:g}"), err=True)
