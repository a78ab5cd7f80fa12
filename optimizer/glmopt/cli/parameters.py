"""What is left out on a command line needs no conversion.

typer has pydantic build a converter for each parameter of a command, given or not: of the twenty of
`glmopt solve` one is given as a rule.
"""

from __future__ import annotations

import functools
from typing import Any


def sparing(command: Any) -> Any:
    """`command`, and those inside it, whose parameters are converted where they are given."""
    for parameter in command.params:
        parameter.process_value = functools.partial(_processed, parameter)
    for inner in getattr(command, "commands", {}).values():
        sparing(inner)
    return command


def _processed(parameter: Any, context: Any, value: Any) -> Any:
    """As typer processes a value; one that may be left out, and is, stays nothing."""
    if value is None and not parameter.required and parameter.callback is None:
        return () if parameter.multiple or parameter.nargs == -1 else None
    return type(parameter).process_value(parameter, context, value)
