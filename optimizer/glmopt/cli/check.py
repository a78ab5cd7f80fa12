"""`glmopt check`: the independent check of a saved result, from its file alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from glmopt.cli.options import Format, OutputFormat

FAILED = 4


def check(
    file: Annotated[Path, typer.Argument(metavar="RESULT.json", help="A saved result.", show_default=False)],
    output_format: OutputFormat = Format.table,
) -> None:
    """Judge a saved plan: every need, limit, price and sum again, in exact arithmetic, without a solver."""
    from glmopt.catalog import load_catalog
    from glmopt.check import CHECKS
    from glmopt.result import dumps, judge, read_result

    saved = read_result(file)
    findings = judge(saved)
    if saved.document["lock"]["catalog_sha256"].split("+")[0] != load_catalog().digest:
        typer.echo(
            "note: the file was made with another catalog; it is judged by the one inside it", err=True
        )
    if output_format is Format.json:
        verdict = {
            "status": "failed" if findings else "passed",
            "findings": list(findings),
            "checks": list(CHECKS),
        }
        typer.echo(dumps(verdict))
    elif findings:
        for finding in findings:
            typer.echo(f"failed: {finding}")
    elif saved.plan is None:
        typer.echo(f"nothing to check: the result is {saved.document['status']}, without a plan")
    else:
        typer.echo(f"passed: {len(CHECKS)} checks, {len(saved.plan.lines)} lines ({', '.join(CHECKS)})")
    raise typer.Exit(FAILED if findings else 0)
