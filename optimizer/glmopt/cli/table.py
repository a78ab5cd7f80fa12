"""`glmopt table`: the source document's summary table, computed, and how it comes about."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Literal

import typer

from glmopt.cli.options import Lang, TableFile, TableFormat, language

Figures = Literal["seed", "datasheet"]


def table(
    figures: Annotated[
        Figures, typer.Option(help="The document's own figures, or those of the data sheets.")
    ] = "seed",
    derive: Annotated[
        bool, typer.Option("--derive", help="Show how each cell comes about, and where it does not.")
    ] = False,
    lang: Lang = None,
    form: TableFormat = None,
    output: TableFile = None,
) -> None:
    """The baseline summary table: nine cards, what they can do, and where the document is wrong."""
    from glmopt.catalog import load_catalog
    from glmopt.reports.baseline import baseline, baseline_rules
    from glmopt.reports.baseline_table import baseline_table
    from glmopt.reports.derivation import derivation_table
    from glmopt.reports.output import deliver

    catalog = load_catalog()
    tongue = language(lang)
    if derive:
        shown = derivation_table(catalog, figures, tongue)
    else:
        demand = baseline_rules(catalog).stream_tflops.value
        shown = baseline_table(baseline(catalog, figures), tongue, demand)
    deliver(shown, form, output, out=sys.stdout, err=sys.stderr, environ=os.environ)
