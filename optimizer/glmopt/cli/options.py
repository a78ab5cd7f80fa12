"""Options that several commands share."""

from __future__ import annotations

import enum
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from decimal import Decimal

    from glmopt.reports.tabular import Screen


class Language(enum.StrEnum):
    """Languages of the output."""

    zh = "zh"
    en = "en"


class Format(enum.StrEnum):
    """Formats of a result on stdout."""

    table = "table"
    json = "json"
    csv = "csv"
    md = "md"


File = Annotated[Path, typer.Argument(metavar="FILE", help="A scenario file.", show_default=False)]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change a value of the scenario; may be repeated."),
]
WhatIf = Annotated[str | None, typer.Option("--what-if", metavar="NAME", help="Lay on a what_if block.")]
Lang = Annotated[Language | None, typer.Option("--lang", help="Language; default by the locale.")]
# A table on its own may also become a page or a workbook, and says so by the ending of its file.
TableFormat = Annotated[
    Literal["table", "md", "csv", "json", "xlsx", "html"] | None,
    typer.Option("-f", "--format", help="By default table, or the ending of FILE."),
]
Catalogs = Annotated[
    list[Path] | None, typer.Option("--catalog", metavar="DIR", help="A further catalog folder.")
]
TableFile = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write to FILE instead of stdout.")
]
HowMany = Annotated[
    int, typer.Option("--alternatives", min=0, max=100, help="How many other plans to look for.")
]
Within = Annotated[
    str, typer.Option("--within", metavar="SHARE", help="How much worse they may be, as in 2%.")
]
DifferBy = Annotated[
    str, typer.Option("--alternatives-by", metavar="types|counts", help="What they differ in.")
]
Svg = Annotated[
    Path | None, typer.Option("--svg", metavar="FILE", help="Also write the chart, as SVG, to FILE.")
]
Resume = Annotated[
    Path | None,
    typer.Option("--resume", metavar="FILE", help="Keep what is proved in FILE, and go on from it."),
]
StudiesOption = Annotated[
    bool,
    typer.Option(
        "--studies", help="Also every study: what-ifs, frontiers, one input at a time, draws of prices."
    ),
]
Seconds = Annotated[
    float | None,
    typer.Option(
        "--seconds", min=0.1, max=3600, help="With --studies: the most time of each, 10 by default."
    ),
]
# The exit code of a study that Ctrl-C ended.
INTERRUPTED = 130
OutputFormat = Annotated[Format, typer.Option("--format", "-f", help="Format of the result.")]


def number(option: str, text: str) -> Decimal:
    """The decimal number that an option was given, not negative; InputError for anything else."""
    from decimal import Decimal, InvalidOperation

    from glmopt.errors import Fault, InputError

    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or value < 0:
        raise InputError(Fault("usage", f"not a number: {text!r}", field=option))
    return value


def show(render: Callable[[Screen], str]) -> None:
    """Write what `render` makes for the screen behind stdout."""
    import os
    import sys

    from glmopt.reports.tabular import Screen

    sys.stdout.write(render(Screen.of(sys.stdout, os.environ)))


def write_svg(path: Path, text: str) -> None:
    """Write a chart to its file, whole or not at all."""
    from glmopt.reports.files import write_whole

    write_whole(path, text.encode())


def language(chosen: Language | None) -> str:
    """The language of the output: as chosen; else by the locale, but none that stdout cannot carry."""
    import os
    import sys

    from glmopt.language import default_language

    if chosen:
        return chosen.value
    found = default_language(os.environ)
    return "en" if found == "zh" and not _carries("中文", sys.stdout.encoding) else found


def _carries(text: str, encoding: str | None) -> bool:
    """Whether a stream of this encoding can show `text`."""
    try:
        text.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
