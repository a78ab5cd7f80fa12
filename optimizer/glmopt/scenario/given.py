"""A scenario from a text or from plain values instead of a file: for notebooks and programs.

Relative paths in it are seen from the folder that the program stands in; there is no file to extend from.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from glmopt.errors import Fault, InputError, Place
from glmopt.records import Node, read_text
from glmopt.scenario.load import load_scenario, validated
from glmopt.scenario.model import Origin, Scenario

TEXT, VALUES = "<text>", "<values>"


def scenario_of(given: Scenario | Path | str | Mapping[str, Any]) -> Scenario:
    """The scenario that is meant: itself, a file, a YAML text, or plain values.

    A string with a line end or `: ` in it is a text, any other the path of a file. Raises InputError with
    every fault and its place.
    """
    if isinstance(given, Scenario):
        return given
    if isinstance(given, Mapping):
        return _scenario(_node(given, "", Place(VALUES)), VALUES)
    if isinstance(given, str) and ("\n" in given or ": " in given):
        return _scenario(read_text(given, TEXT), TEXT)
    return load_scenario(given)


def _scenario(tree: Node, name: str) -> Scenario:
    if isinstance(tree.value, dict) and "extends" in tree.value:
        action = "write it to a file, or leave it out"
        raise InputError(Fault("bad-path", "only a file can extend another", Place(name), "extends", action))
    return validated(tree, Origin(tree, name, str(Path.cwd())))


def _node(value: Any, field: str, place: Place) -> Node:
    """The tree of plain values; a float is the number that it is written as."""
    if isinstance(value, Mapping):
        if wrong := [key for key in value if not isinstance(key, str)]:
            raise InputError(Fault("wrong-type", f"the key {wrong[0]!r} is not text", place, field))
        inner = {k: _node(v, f"{field}.{k}" if field else k, place) for k, v in value.items()}
        return Node(inner, place, place)
    if isinstance(value, list | tuple):
        return Node([_node(v, f"{field}[{i}]", place) for i, v in enumerate(value)], place, place)
    if isinstance(value, float):
        value = Decimal(str(value))
    if value is not None and not isinstance(value, str | int | Decimal):
        raise InputError(Fault("wrong-type", f"not a plain value: {type(value).__name__}", place, field))
    return Node(value, place, place, str(value))
