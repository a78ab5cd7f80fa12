"""`glmopt compare`: two saved results against each other."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from glmopt.cli.options import Format, Lang, OutputFormat, language, show


def compare(
    before: Annotated[Path, typer.Argument(metavar="A.json", help="A saved result.", show_default=False)],
    after: Annotated[Path, typer.Argument(metavar="B.json", help="Another one.", show_default=False)],
    output_format: OutputFormat = Format.table,
    lang: Lang = None,
) -> None:
    """Say what differs between two saved results: cards, costs, needs, prices, figures, digests.

    Both are judged by the independent check first; a result that fails it is not compared.
    """
    from glmopt.errors import CheckFailure
    from glmopt.reports.difference import render
    from glmopt.result import difference, judge, read_result

    results = [read_result(path) for path in (before, after)]
    findings = [
        f"{path}: {f}" for path, saved in zip((before, after), results, strict=True) for f in judge(saved)
    ]
    if findings:
        raise CheckFailure(findings)
    found = difference(*results)
    names = (str(before), str(after))
    show(lambda screen: render(found, names, output_format.value, language(lang), screen))
