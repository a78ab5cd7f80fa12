"""`glmopt schema`: JSON Schema for editors."""

from __future__ import annotations

import enum
from typing import Annotated

import typer


class Kind(enum.StrEnum):
    """Files that have a schema."""

    scenario = "scenario"
    card = "card"
    chassis = "chassis"
    fabric = "fabric"
    prices = "prices"
    llm = "llm"
    efficiency = "efficiency"
    result = "result"
    error = "error"


def schema(
    kind: Annotated[Kind, typer.Argument(help="Which file's schema.")] = Kind.scenario,
) -> None:
    """Print the JSON Schema of a file format, for completion and checking in an editor."""
    from glmopt.reports.schema import json_schema
    from glmopt.result import dumps

    typer.echo(dumps(json_schema(kind.value)))
