"""`glmopt whatif --tornado` and `--confidence`: how far the plan rests on uncertain figures."""

from __future__ import annotations

from pathlib import Path

import typer

from glmopt.cli.options import INTERRUPTED, Format, show, write_svg
from glmopt.cli.progress import progress
from glmopt.dataclass import dataclass
from glmopt.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Asked:
    """Which studies, how many draws from which seed, and the files for the chart and to go on from."""

    tornado: bool
    draws: int
    seed: int
    svg: Path | None
    resume: Path | None


def sensitivity(scenario: Scenario, asked: Asked, form: Format, lang: str) -> None:
    """Run the studies that are asked for and show them.

    Exit code 130 where one was interrupted, 1 where one has no base or a limit ended it.
    """
    from glmopt.errors import Fault, InputError
    from glmopt.reports.sensitivity import render, svg
    from glmopt.scenario import catalog_for
    from glmopt.study import confidence, open_journal, tornado

    if asked.svg and not asked.tornado:
        raise InputError(Fault("usage", "only a tornado has a chart", field="--svg", action="add --tornado"))
    catalog = catalog_for(scenario)
    journal = open_journal(asked.resume, "sensitivity", scenario, catalog, {})
    bars = sure = None
    interrupted = False
    with progress() as tell:
        if asked.tornado:
            bars = tornado(scenario, catalog, tell, journal)
            interrupted = bars is not None and not bars.complete
    with progress() as tell:
        if asked.draws and not interrupted:
            sure = confidence(scenario, catalog, asked.draws, seed=asked.seed, progress=tell, journal=journal)
            interrupted = sure is not None and sure.draws < sure.wanted
    if asked.svg and bars is not None:
        write_svg(asked.svg, svg(bars, lang))
    show(lambda screen: render(bars, sure, form.value, lang, screen))
    done = (not asked.tornado or bars is not None) and (not asked.draws or sure is not None)
    raise typer.Exit(INTERRUPTED if interrupted else 0 if done else 1)
