"""A scenario as it was understood: every value, and where it was written."""

from __future__ import annotations

from typing import Any

from glmopt.records.faults import dotted
from glmopt.result.plain import jsonable
from glmopt.scenario import Scenario


def effective(scenario: Scenario) -> dict[str, Any]:
    """The scenario as it was understood, defaults included, what-if blocks and sweeps left out."""
    left_out = {"what_if", "sweep", "extends", "catalogs"}
    data: dict[str, Any] = jsonable(scenario.model_dump(by_alias=True, exclude=left_out))
    return data


def origins(scenario: Scenario) -> dict[str, str]:
    """Each value that was written, by its key, with its place; what is not here is a default."""
    found: dict[str, str] = {}
    if scenario.origin:
        _walk(scenario.origin.tree, (), found)
    return found


def _walk(node: Any, path: tuple[str | int, ...], found: dict[str, str]) -> None:
    children = list(node.items())
    if not children or isinstance(node.value, list):
        found[dotted(path)] = str(node.place)
        return
    for key, child in children:
        if path or key not in ("what_if", "sweep"):
            _walk(child, (*path, key), found)
