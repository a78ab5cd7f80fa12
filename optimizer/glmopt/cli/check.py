"""`glmopt check`: the independent check of a saved result, from its file alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from glmopt.cli.options import Format, Lang, OutputFormat, language

FAILED = 4


def check(
    file: Annotated[Path, typer.Argument(metavar="RESULT.json", help="A saved result.", show_default=False)],
    output_format: OutputFormat = Format.table,
    lang: Lang = None,
) -> None:
    """Judge a saved plan: every need, limit, price and sum again, in exact arithmetic, without a solver."""
    from glmopt.catalog import load_catalog
    from glmopt.check import CHECKS
    from glmopt.language import translator
    from glmopt.messages import findings as told
    from glmopt.result import dumps, judge, read_result

    _ = translator(language(lang))
    saved = read_result(file)
    findings = judge(saved)
    if saved.document["lock"]["catalog_sha256"].split("+")[0] != load_catalog().digest:
        note = _("note: the file was made with another catalog; it is judged by the one inside it")
        typer.echo(note, err=True)
    if output_format is Format.json:
        verdict = {
            "status": "failed" if findings else "passed",
            "findings": list(findings),
            "checks": list(CHECKS),
        }
        typer.echo(dumps(verdict))
    elif findings:
        for finding in told(findings, language(lang)):
            typer.echo(_("failed: {finding}").format(finding=finding))
    elif saved.plan is None:
        status = _(saved.document["status"])
        typer.echo(_("nothing to check: the result is {status}, without a plan").format(status=status))
    else:
        passed = _("passed: {n} checks, {lines} lines ({names})")
        typer.echo(passed.format(n=len(CHECKS), lines=len(saved.plan.lines), names=", ".join(CHECKS)))
    raise typer.Exit(FAILED if findings else 0)
