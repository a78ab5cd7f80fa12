"""`glmopt doctor`: is everything there that glmopt needs?"""

from __future__ import annotations

import typer

from glmopt.cli.options import Format as Form
from glmopt.cli.options import Lang, OutputFormat, language, show

SICK = 4


def doctor(output_format: OutputFormat = Form.table, lang: Lang = None) -> None:
    """Try every part: Python, libraries, solvers, catalog, temporary folder, encodings.

    Exit code 4 where a part that is needed is missing.
    """
    import os

    from glmopt.doctor import examine, working
    from glmopt.reports.doctor import findings_table
    from glmopt.reports.tabular import render

    found = list(examine(os.environ))
    plain = output_format in (Form.json, Form.csv)
    table = findings_table(found, language(lang), plain=plain)
    show(lambda screen: render(table, output_format.value, screen))
    raise typer.Exit(0 if working(found) else SICK)
