"""`glmopt table`: the source document's summary table, computed, and how it comes about."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

Figures = Literal["seed", "datasheet"]
Lang = Literal["zh", "en"]
Format = Literal["table", "md", "csv", "json", "xlsx", "html"]


def table(
    figures: Annotated[
        Figures, typer.Option(help="The document's own figures, or those of the data sheets.")
    ] = "seed",
    derive: Annotated[
        bool, typer.Option("--derive", help="Show how each cell comes about, and where it does not.")
    ] = False,
    lang: Annotated[Lang | None, typer.Option(help="Language; by default that of the locale.")] = None,
    form: Annotated[
        Format | None, typer.Option("-f", "--format", help="By default table, or the ending of FILE.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write to FILE instead of stdout.")
    ] = None,
) -> None:
    """The baseline summary table: nine cards, what they can do, and where the document is wrong."""
    from glmopt.catalog import load_catalog
    from glmopt.language import default_language
    from glmopt.reports.baseline import baseline, baseline_rules
    from glmopt.reports.baseline_table import baseline_table
    from glmopt.reports.derivation import derivation_table
    from glmopt.reports.output import deliver

    catalog = load_catalog()
    lang = lang or default_language(os.environ)
    if derive:
        shown = derivation_table(catalog, figures, lang)
    else:
        demand = baseline_rules(catalog).stream_tflops.value
        shown = baseline_table(baseline(catalog, figures), lang, demand)
    deliver(shown, form, output, out=sys.stdout, err=sys.stderr, environ=os.environ)
