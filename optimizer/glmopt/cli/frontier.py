"""`glmopt frontier`: least cost of every target, most streams of every budget, two criteria at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

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
    WhatIf,
    language,
    write_svg,
)
from glmopt.cli.outfile import Out, form_for, put

if TYPE_CHECKING:
    from glmopt.scenario import Scenario


def frontier(
    file: File,
    streams: Annotated[
        str | None, typer.Option("--streams", metavar="A..B", help="Least cost of these targets: 1..400.")
    ] = None,
    budgets: Annotated[
        str | None,
        typer.Option("--budgets", metavar="A:B[:STEP]", help="Most streams for these budgets: 50万:200万."),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option("--against", metavar="NAME", help="The goal against cost, cards, types, power, ..."),
    ] = None,
    settings: Settings = None,
    what_if: WhatIf = None,
    output_format: OutputFormat = Format.table,
    svg: Svg = None,
    resume: Resume = None,
    out: Out = None,
    lang: Lang = None,
) -> None:
    """Show the cheapest plan for every number of streams in a range, one row a step; or another frontier."""
    from glmopt.cli.progress import progress
    from glmopt.errors import Fault, InputError
    from glmopt.reports.frontier import render
    from glmopt.reports.frontier import svg as draw
    from glmopt.scenario import catalog_for, load_scenario, parse_settings
    from glmopt.study import open_journal

    form = form_for(out, output_format)
    if sum(given is not None for given in (streams, budgets, against)) > 1:
        action = "one of --streams, --budgets, --against"
        raise InputError(Fault("usage", "a frontier has one question", action=action))
    scenario = load_scenario(file, parse_settings(settings or ()), what_if)
    catalog = catalog_for(scenario)
    kind, study, options = _question(scenario, streams, budgets, against)
    journal = open_journal(resume, kind, scenario, catalog, {})
    with progress("frontier") as tell:
        found = study(scenario, catalog, *options, progress=tell, journal=journal)
    if svg is not None:
        write_svg(svg, draw(found, language(lang)))
    put(out, form, lambda screen: render(found, form, language(lang), screen))
    raise typer.Exit(0 if found.complete else INTERRUPTED if found.interrupted else 1)


def _question(
    scenario: Scenario, streams: str | None, budgets: str | None, against: str | None
) -> tuple[str, Any, tuple[Any, ...]]:
    """The study that is asked for, by name, with its own arguments.

    What one range has proved is true in another, so the range is no part of the name.
    """
    from glmopt import study

    if budgets is not None:
        return "budgets", study.budgets, _budgets(scenario, budgets)
    if against is not None:
        return f"against {against}", study.tradeoff, (against,)
    return "streams", study.frontier, _range(streams or "1..400")


def _range(text: str) -> tuple[int, int]:
    from glmopt.errors import Fault, InputError

    low, dots, high = text.partition("..")
    if not (dots and low.isdecimal() and high.isdecimal() and len(high) < 10):
        raise InputError(Fault("usage", f"no range: {text}", action="for example --streams 1..400"))
    return int(low), int(high)


def _budgets(scenario: Scenario, text: str) -> tuple[int, ...]:
    """Bounds and step in minor units of the scenario's currency."""
    from glmopt.errors import Fault, InputError
    from glmopt.units import parse_money, to_minor

    currency = scenario.money.currency
    action = "for example --budgets 500000:2000000:100000"
    reason = f"give A:B or A:B:STEP in {currency}"
    try:
        amounts = [parse_money(part) for part in text.split(":")]
        if 2 <= len(amounts) <= 3 and all(m.currency in (None, currency) for m in amounts):
            return tuple(to_minor(m.amount, currency) for m in amounts)
    except ValueError as error:
        reason = str(error)
    raise InputError(Fault("usage", f"{text}: {reason}", field="--budgets", action=action))
