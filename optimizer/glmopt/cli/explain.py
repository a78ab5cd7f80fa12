"""`glmopt explain`: alternatives, break-even prices, the next one's cost; why nothing fits."""

from __future__ import annotations

from typing import Annotated

import typer

from glmopt.cli.options import File, Format, Lang, OutputFormat, Settings, WhatIf, language, show


def explain(
    file: File,
    settings: Settings = None,
    what_if: WhatIf = None,
    card: Annotated[
        list[str] | None, typer.Option("--card", metavar="ID", help="Only this card; may be repeated.")
    ] = None,
    alternatives: Annotated[
        int, typer.Option("--alternatives", min=0, max=100, help="How many other plans to look for.")
    ] = 3,
    within: Annotated[
        str, typer.Option("--within", metavar="SHARE", help="How much worse they may be, as in 2%.")
    ] = "2%",
    by: Annotated[
        str, typer.Option("--alternatives-by", metavar="types|counts", help="What they differ in.")
    ] = "types",
    output_format: OutputFormat = Format.table,
    lang: Lang = None,
) -> None:
    """Say why this plan and not another, or why nothing fits; each answer is a solve of its own."""
    from glmopt.cli.solve import EXIT_CODES
    from glmopt.explain.alternatives import parse_by
    from glmopt.reports.why import render
    from glmopt.result.why import why
    from glmopt.scenario import catalog_for, load_scenario, parse_settings
    from glmopt.units import parse_share

    share = parse_share(within)
    scenario = load_scenario(file, parse_settings(settings or ()), what_if)
    found = why(
        scenario,
        catalog_for(scenario),
        cards=tuple(card or ()),
        most=alternatives,
        within=share,
        by=parse_by(by),
    )
    show(lambda screen: render(found, output_format.value, language(lang), screen))
    raise typer.Exit(EXIT_CODES[found.solved.ending.status])
