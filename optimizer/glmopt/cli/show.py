"""`glmopt show`: the scenario as it is understood, and where each value came from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from glmopt.cli.options import File, Format, OutputFormat, Settings, WhatIf


def show(
    file: File,
    settings: Settings = None,
    what_if: WhatIf = None,
    origin: Annotated[bool, typer.Option("--origin", help="Say where each value was written.")] = False,
    output_format: OutputFormat = Format.table,
) -> None:
    """Print the effective scenario: extends, what-if and settings laid on, defaults filled in."""
    from glmopt.result import dumps, effective, origins
    from glmopt.scenario import load_scenario, parse_settings

    scenario = load_scenario(file, parse_settings(settings or ()), what_if)
    values, places = effective(scenario), origins(scenario)
    if output_format is Format.json:
        typer.echo(dumps({"effective": values, "origins": places} if origin else values))
        return
    for key, value in _flat(values):
        place = _origin_of(key, places) if origin else ""
        typer.echo(f"{key}: {dumps(value)}" + (f"   # {place}" if origin else ""))


def _flat(values: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{name}.")
        else:
            yield name, value


def _origin_of(key: str, places: dict[str, str]) -> str:
    """The place of a value, or of the short form it was written in (`full_finetune: true`)."""
    while key:
        if key in places:
            return places[key]
        key = key.rpartition(".")[0]
    return "default"
