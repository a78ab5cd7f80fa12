"""`glmopt probe`: measure the GPU at hand, where there is one."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from glmopt.cli.options import Lang, language


def probe(
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="FILE.csv", help="Write the measurements for glmopt calibrate."
        ),
    ] = None,
    card: Annotated[
        str | None, typer.Option(metavar="ID", help="The card's id in the catalog; default: by its name.")
    ] = None,
    seconds: Annotated[int, typer.Option(help="Time for each measurement, at most.")] = 5,
    lang: Lang = None,
) -> None:
    """Measure copying, multiplying, decoding and prefill on this machine's GPU (needs glmopt[probe])."""
    from glmopt.catalog import load_catalog
    from glmopt.probe import measure
    from glmopt.reports.output import deliver
    from glmopt.reports.probe import measurements_table, speeds_table

    found = measure(load_catalog(), card, seconds)
    tongue = language(lang)
    streams = {"out": sys.stdout, "err": sys.stderr}
    deliver(speeds_table(found, tongue), None, None, environ=os.environ, **streams)
    if output is not None:
        deliver(measurements_table(found), "csv", output, environ=os.environ, **streams)
