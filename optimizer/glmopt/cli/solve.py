"""`glmopt solve`: the cheapest plan, proved, checked and explained."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glmopt.cli.options import (
    INTERRUPTED,
    DifferBy,
    File,
    Format,
    HowMany,
    Lang,
    OutputFormat,
    Seconds,
    Settings,
    StudiesOption,
    WhatIf,
    Within,
    language,
)
from glmopt.cli.outfile import Out, form_for, put

if TYPE_CHECKING:
    from glmopt.reports.tabular import Screen
    from glmopt.result import Result
    from glmopt.scenario import Scenario
    from glmopt.study import Studies

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
    alternatives: HowMany = 3,
    within: Within = "2%",
    by: DifferBy = "types",
    why: Annotated[
        bool, typer.Option("--why", help="Also answer what `glmopt explain` answers, in the result too.")
    ] = False,
    studies: StudiesOption = False,
    seconds: Seconds = None,
    near: Annotated[
        Path | None,
        typer.Option(
            "--near", metavar="RESULT.json", help="An earlier result to stay near to.", exists=False
        ),
    ] = None,
    changes: Annotated[
        int | None,
        typer.Option("--changes", metavar="K", min=0, help="With --near: at most K cards more or fewer."),
    ] = None,
    out: Out = None,
    lang: Lang = None,
) -> None:
    """Find the cheapest plan that serves the scenario, prove it, check it, and say why."""
    import datetime as dt

    from glmopt.cli.writing import with_studies, write
    from glmopt.explain.alternatives import parse_by
    from glmopt.messages import warned
    from glmopt.notices import about_dates
    from glmopt.result import answer
    from glmopt.scenario import catalog_for, load_scenario, parse_settings
    from glmopt.study import validated
    from glmopt.units import parse_share

    form = form_for(out, output_format)
    if graph is not None:
        from glmopt.reports.graphs import writer_of

        writer_of(graph)
    texts = [*(settings or ()), *([f"solver.prove={prove}"] if prove else ())]
    scenario = load_scenario(file, parse_settings(texts), what_if)
    if near is not None or changes is not None:
        scenario = _near(scenario, near, changes)
    share = parse_share(within)
    # Variations are those of the file; what is laid on it here need not go with them.
    catalog = catalog_for(scenario) if texts or what_if or near else validated(scenario)
    if prices_from is not None:
        from glmopt.quotes import read_quotes, with_quotes

        scenario = with_quotes(scenario, read_quotes(prices_from, catalog, scenario.money.currency))
    result = answer(
        scenario,
        catalog,
        others=alternatives,
        within=share,
        by=parse_by(by),
        wants_reasons=why or studies,
    )
    for notice in (*result.notices, *about_dates(scenario, dt.date.today())):  # noqa: DTZ011  the user's day
        typer.echo(warned(notice.message, language(lang), notice.place, notice.field), err=True)
    interrupted = result.solved.ending.interrupted
    text, found = "", None
    if output is not None or form == "json" or studies:
        from glmopt.result import document, dumps

        text = dumps(document(result))
    if studies and not interrupted:
        text, found = with_studies(text, seconds)
        interrupted = found.recorded.interrupted
    if output is not None:
        interrupted = write(text, output, language(lang), interrupted=interrupted)
    if graph is not None:
        from glmopt.reports.files import write_whole
        from glmopt.reports.graphs import graph_bytes

        write_whole(graph, graph_bytes(result, graph, language(lang)))
    put(out, form, *_shown(result, text, found, form, language(lang)))
    raise typer.Exit(INTERRUPTED if interrupted else EXIT_CODES[result.status])


def _shown(
    result: Result, text: str, found: Studies | None, form: str, lang: str
) -> Iterator[Callable[[Screen], str]]:
    """The answer, and the studies that were asked for; as JSON its document `text`, which has both."""
    if form == "json":
        yield lambda _: text + "\n"
        return
    from glmopt.reports.answer import render

    yield lambda screen: render(result, form, lang, screen)
    if found is not None:
        from glmopt.reports.studies import render as render_studies

        yield lambda screen: "\n" + render_studies(found, form, lang, screen)


def _near(scenario: Scenario, file: Path | None, changes: int | None) -> Scenario:
    """`scenario` with the earlier result in `file` to stay near to."""
    from glmopt.errors import Fault, InputError
    from glmopt.result import near_setting
    from glmopt.scenario import vary

    if file is None:
        raise InputError(Fault("usage", "--changes without --near", action="name an earlier result"))
    if scenario.rules.near is not None:
        place = scenario.place("rules", "near")
        message = "the scenario names an earlier plan itself, and --near another"
        raise InputError(Fault("contradiction", message, place, "rules.near", "leave one of them out"))
    return vary(scenario, (near_setting(file, changes),))
