"""`glmopt frontier`: the least cost for every stream target, exactly, and where the mix changes."""

from __future__ import annotations

from typing import Annotated

import typer

from glmopt.cli.options import File, Format, Lang, OutputFormat, Settings, WhatIf, language, show


def frontier(
    file: File,
    streams: Annotated[
        str, typer.Option("--streams", metavar="A..B", help="The targets to look at.")
    ] = "1..400",
    settings: Settings = None,
    what_if: WhatIf = None,
    output_format: OutputFormat = Format.table,
    lang: Lang = None,
) -> None:
    """Show the cheapest plan for every number of streams in a range, one row a step."""
    from glmopt.cli.whatif import progress
    from glmopt.errors import Fault, InputError
    from glmopt.reports.frontier import render
    from glmopt.scenario import catalog_for, load_scenario, parse_settings
    from glmopt.study import frontier as study

    low, dots, high = streams.partition("..")
    if not (dots and low.isdecimal() and high.isdecimal() and len(high) < 10):
        raise InputError(Fault("usage", f"no range: {streams}", action="for example --streams 1..400"))
    scenario = load_scenario(file, parse_settings(settings or ()), what_if)
    with progress() as tell:
        found = study(scenario, catalog_for(scenario), int(low), int(high), tell)
    show(lambda screen: render(found, output_format.value, language(lang), screen))
    raise typer.Exit(0 if found.complete else 1)
