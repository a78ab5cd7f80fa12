"""`glmopt explain`: alternatives, break-even prices, the next one's cost; why nothing fits."""

from __future__ import annotations

from typing import Annotated

import typer

from glmopt.cli.options import (
    INTERRUPTED,
    DifferBy,
    File,
    Format,
    HowMany,
    Lang,
    OutputFormat,
    Resume,
    Seconds,
    Settings,
    StudiesOption,
    WhatIf,
    Within,
    language,
    show,
)


def explain(
    file: File,
    settings: Settings = None,
    what_if: WhatIf = None,
    card: Annotated[
        list[str] | None, typer.Option("--card", metavar="ID", help="Only this card; may be repeated.")
    ] = None,
    alternatives: HowMany = 3,
    within: Within = "2%",
    by: DifferBy = "types",
    studies: StudiesOption = False,
    seconds: Seconds = None,
    resume: Resume = None,
    output_format: OutputFormat = Format.table,
    lang: Lang = None,
) -> None:
    """Say why this plan and not another, or why nothing fits; each answer is a solve of its own.

    Ctrl-C ends it with what is answered.
    """
    from glmopt.cli.progress import progress
    from glmopt.cli.solve import EXIT_CODES
    from glmopt.cli.writing import watched
    from glmopt.explain.alternatives import parse_by
    from glmopt.reports.why import render
    from glmopt.result import why
    from glmopt.scenario import catalog_for, load_scenario, parse_settings
    from glmopt.study import open_journal
    from glmopt.units import parse_share

    share = parse_share(within)
    scenario = load_scenario(file, parse_settings(settings or ()), what_if)
    catalog = catalog_for(scenario)
    journal = open_journal(resume, "explain", scenario, catalog, {})
    with progress("explain") as tell:
        found = why(
            scenario,
            catalog,
            cards=tuple(card or ()),
            most=alternatives,
            within=share,
            by=parse_by(by),
            tell=tell,
            recall=journal.recall,
        )
    interrupted, more = found.reasons.interrupted, None
    if studies and not interrupted:
        from glmopt.reports.bundle import SECONDS
        from glmopt.study import studies_beside

        with watched("studies") as (tell, pressed):
            more = studies_beside(
                found, catalog, SECONDS if seconds is None else seconds, journal, tell, pressed
            )
        interrupted = more.recorded.interrupted
    show(lambda screen: render(found, output_format.value, language(lang), screen, more))
    raise typer.Exit(INTERRUPTED if interrupted else EXIT_CODES[found.solved.ending.status])
