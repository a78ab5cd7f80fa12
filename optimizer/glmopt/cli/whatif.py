"""`glmopt whatif`: named what-ifs and grids against the base, totals and differences."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

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

PATIENCE_S = 2.0


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
    lang: Lang = None,
) -> None:
    """Compare variations with the scenario as it stands.

    Without --set: the scenario's what_if blocks and its sweep. With --set KEY=V1,V2,...: every
    combination of the values given; two keys make a map of the mixes.
    """
    from glmopt.reports.comparison import render
    from glmopt.reports.comparison import svg as draw
    from glmopt.result import effective
    from glmopt.scenario import catalog_for, load_scenario, parse_settings
    from glmopt.study import compare, open_journal, variations

    if tornado or confidence:
        from glmopt.cli.sensitivity import Asked, sensitivity

        scenario = load_scenario(file, parse_settings(settings or ()))
        asked = Asked(tornado, confidence, seed, svg, resume)
        sensitivity(scenario, asked, output_format, language(lang))
        return
    scenario = load_scenario(file)
    grid = parse_settings(settings or (), many=True)
    journal = None
    if resume is not None:
        planned = [(name, effective(varied)) for name, _, varied in variations(scenario, grid)]
        journal = open_journal(resume, "whatif", scenario, catalog_for(scenario), {"planned": planned})
    with progress() as tell:
        comparison = compare(scenario, grid, tell, journal)
    if svg is not None:
        write_svg(svg, draw(comparison, language(lang)))
    show(lambda screen: render(comparison, output_format.value, language(lang), screen))
    if comparison.missing:
        raise typer.Exit(INTERRUPTED)


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr: only on a terminal, and only when it takes more than two seconds."""
    started = time.monotonic()
    bar = None

    def tell(done: int, total: int) -> None:
        nonlocal bar
        if bar is None and sys.stderr.isatty() and time.monotonic() - started > PATIENCE_S:
            from rich.console import Console
            from rich.progress import Progress

            bar = Progress(console=Console(stderr=True), transient=True)
            bar.start()
            bar.add_task("what if", total=total)
        if bar is not None:
            bar.update(bar.task_ids[0], completed=done)

    try:
        yield tell
    finally:
        if bar is not None:
            bar.stop()
