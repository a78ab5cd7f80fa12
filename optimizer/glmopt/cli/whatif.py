"""`glmopt whatif`: named what-ifs and grids against the base, totals and differences."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from glmopt.cli.options import (
    INTERRUPTED,
    File,
    Format,
    Lang,
    OutputFormat,
    Resume,
    Settings,
    Svg,
    language,
    show,
    write_svg,
)
from glmopt.cli.progress import progress


def whatif(
    file: File,
    settings: Settings = None,
    tornado: Annotated[
        bool, typer.Option("--tornado", help="Each price and need at both ends of its range, one at a time.")
    ] = False,
    confidence: Annotated[
        int, typer.Option("--confidence", metavar="N", min=0, max=100_000, help="Draw prices N times.")
    ] = 0,
    seed: Annotated[int, typer.Option("--seed", help="Where the draws begin.")] = 0,
    output_format: OutputFormat = Format.table,
    svg: Svg = None,
    resume: Resume = None,
    engine: Annotated[
        Literal["local", "dask", "ray"] | None,
        typer.Option("--engine", help="Solve in processes of this machine, or on a cluster of Dask or Ray."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="N", min=1, max=1024, help="How many processes; one a processor."),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler", metavar="ADDRESS", help="A cluster of Dask or Ray that is there already."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write the rows to a .csv or .parquet as they come."),
    ] = None,
    lang: Lang = None,
) -> None:
    """Compare variations with the scenario as it stands.

    Without --set: the scenario's what_if blocks and its sweep. With --set KEY=V1,V2,...: every
    combination of the values given; two keys make a map of the mixes.
    """
    from glmopt.reports.comparison import render
    from glmopt.reports.comparison import svg as draw
    from glmopt.scenario import catalog_for, load_scenario, parse_settings
    from glmopt.study import asked, compare, open_journal

    _possible(engine, workers, scheduler, out, svg, sampled=tornado or bool(confidence))
    if tornado or confidence:
        from glmopt.cli.sensitivity import Asked, sensitivity

        scenario = load_scenario(file, parse_settings(settings or ()))
        wanted = Asked(tornado, confidence, seed, svg, resume)
        sensitivity(scenario, wanted, output_format, language(lang))
        return
    scenario = load_scenario(file)
    grid = parse_settings(settings or (), many=True)
    if engine or out:
        from glmopt.cli.sweeping import comparison_by, written_by

        with progress() as tell:
            if out:
                complete = written_by(scenario, grid, (engine, workers, scheduler), out, resume, tell)
                raise typer.Exit(0 if complete else INTERRUPTED)
            comparison = comparison_by(scenario, grid, (engine, workers, scheduler), resume, tell)
    else:
        journal = open_journal(resume, "whatif", scenario, catalog_for(scenario), asked(scenario, grid))
        with progress() as tell:
            comparison = compare(scenario, grid, tell, journal)
    if svg is not None:
        write_svg(svg, draw(comparison, language(lang)))
    show(lambda screen: render(comparison, output_format.value, language(lang), screen))
    if comparison.missing:
        raise typer.Exit(INTERRUPTED)


def _possible(
    engine: str | None,
    workers: int | None,
    scheduler: str | None,
    out: Path | None,
    svg: Path | None,
    *,
    sampled: bool,
) -> None:
    """Raise InputError for options that mean nothing together, and for a file that is none for rows."""
    from glmopt.errors import Fault, InputError

    if engine is None and (workers is not None or scheduler is not None):
        action = "--engine local, --engine dask or --engine ray"
        raise InputError(Fault("usage", "--workers and --scheduler are of an engine", action=action))
    if sampled and (engine or out):
        message = "--tornado and --confidence are solved here, and have no rows for --out"
        raise InputError(Fault("usage", message, action="leave --engine and --out out"))
    if out and svg:
        message = "a chart needs all rows at once, and --out keeps none"
        raise InputError(Fault("usage", message, action="leave --svg or --out out"))
    if out:
        from glmopt.reports.rows import ready

        ready(out)
