"""`glmopt whatif --tornado` and `--confidence`: how far the plan rests on uncertain figures."""

from __future__ import annotations

import typer

from glmopt.cli.options import Format, show
from glmopt.scenario import Scenario


def sensitivity(
    scenario: Scenario, wants_tornado: bool, draws: int, seed: int, form: Format, lang: str
) -> None:
    """Run the studies that are asked for and show them; exit code 1 where one has no base or is cut short."""
    from glmopt.cli.whatif import progress
    from glmopt.reports.sensitivity import render
    from glmopt.scenario import catalog_for
    from glmopt.study import confidence, tornado

    catalog = catalog_for(scenario)
    bars = sure = None
    with progress() as tell:
        if wants_tornado:
            bars = tornado(scenario, catalog, tell)
    with progress() as tell:
        if draws:
            sure = confidence(scenario, catalog, draws, seed=seed, progress=tell)
    show(lambda screen: render(bars, sure, form.value, lang, screen))
    done = (not wants_tornado or (bars is not None and bars.complete)) and (
        not draws or (sure is not None and sure.draws == sure.wanted)
    )
    raise typer.Exit(0 if done else 1)
