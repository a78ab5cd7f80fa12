"""`glmopt solve`: the cheapest plan, proved, checked and explained."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glmopt.cli.options import (
    DifferBy,
    File,
    Format,
    HowMany,
    Lang,
    OutputFormat,
    Settings,
    WhatIf,
    Within,
    language,
    show,
)

if TYPE_CHECKING:
    from glmopt.result import Result

EXIT_CODES = {"optimal": 0, "feasible": 1, "infeasible": 3, "unknown": 1}


def solve(
    file: File,
    settings: Settings = None,
    what_if: WhatIf = None,
    output_format: OutputFormat = Format.table,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="DIR", help="Also write result.json, report.html and bom.xlsx into DIR."
        ),
    ] = None,
    prices_from: Annotated[
        Path | None,
        typer.Option("--prices-from", metavar="XLSX", help="Take the quotes filled into a bom.xlsx."),
    ] = None,
    graph: Annotated[
        Path | None,
        typer.Option(
            "--graph",
            metavar="FILE",
            help="Also write the servers and their links: .svg a drawing, .graphml, .dot or .mmd for tools.",
        ),
    ] = None,
    prove: Annotated[
        str | None, typer.Option("--prove", metavar="once|twice", help="How often to prove the optimum.")
    ] = None,
    alternatives: HowMany = 0,
    within: Within = "2%",
    by: DifferBy = "types",
    lang: Lang = None,
) -> None:
    """Find the cheapest plan that serves the scenario, prove it, check it, and say why."""
    from glmopt.explain.alternatives import parse_by
    from glmopt.messages import warned
    from glmopt.result import answer
    from glmopt.scenario import catalog_for, load_scenario, parse_settings
    from glmopt.study import validated
    from glmopt.units import parse_share

    if graph is not None:
        from glmopt.reports.graphs import writer_of

        writer_of(graph)
    texts = [*(settings or ()), *([f"solver.prove={prove}"] if prove else ())]
    scenario = load_scenario(file, parse_settings(texts), what_if)
    share = parse_share(within)
    # Variations are those of the file; what is laid on it here need not go with them.
    catalog = catalog_for(scenario) if texts or what_if else validated(scenario)
    if prices_from is not None:
        from glmopt.quotes import read_quotes, with_quotes

        scenario = with_quotes(scenario, read_quotes(prices_from, catalog, scenario.money.currency))
    result = answer(scenario, catalog, others=alternatives, within=share, by=parse_by(by))
    for notice in result.notices:
        typer.echo(warned(notice.message, language(lang), notice.place, notice.field), err=True)
    if output is not None or output_format is Format.json:
        _write(result, output, language(lang), shown=output_format is Format.json)
    if graph is not None:
        from glmopt.reports.files import write_whole
        from glmopt.reports.graphs import graph_bytes

        write_whole(graph, graph_bytes(result, graph, language(lang)))
    if output_format is not Format.json:
        from glmopt.reports.answer import render

        show(lambda screen: render(result, output_format.value, language(lang), screen))
    raise typer.Exit(130 if result.solved.ending.interrupted else EXIT_CODES[result.status])


def _write(result: Result, folder: Path | None, lang: str, *, shown: bool) -> None:
    """The result as JSON, made once: with its reports into `folder`, if any, and on stdout if `shown`."""
    from glmopt.result import document, dumps

    text = dumps(document(result))
    if folder is not None:
        from glmopt.cli.whatif import progress
        from glmopt.reports.bundle import bundle
        from glmopt.reports.files import write_all

        with progress() as tell:
            files = bundle(text, folder, lang, tell)
        folder.mkdir(parents=True, exist_ok=True)
        write_all(files)
    if shown:
        typer.echo(text)
