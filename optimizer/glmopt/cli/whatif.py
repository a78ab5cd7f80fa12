"""`glmopt whatif`: named what-ifs and grids against the base, totals and differences."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from glmopt.cli.options import File, Format, Lang, OutputFormat, Settings, language, show

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
    lang: Lang = None,
) -> None:
    """Compare variations with the scenario as it stands.

    Without --set: the scenario's what_if blocks and its sweep. With --set KEY=V1,V2,...: every
    combination of the values given.
    """
    from glmopt.reports.comparison import render
    from glmopt.scenario import load_scenario, parse_settings
    from glmopt.study import compare

    if tornado or confidence:
        from glmopt.cli.sensitivity import sensitivity

        scenario = load_scenario(file, parse_settings(settings or ()))
        sensitivity(scenario, tornado, confidence, seed, output_format, language(lang))
        return
    scenario = load_scenario(file)
    grid = parse_settings(settings or (), many=True)
    with progress() as tell:
        comparison = compare(scenario, grid, tell)
    show(lambda screen: render(comparison, output_format.value, language(lang), screen))


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
