"""An earlier result as the setting `rules.near` of a scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from glmopt.errors import Fault, InputError, Place
from glmopt.records.node import from_plain
from glmopt.result.saved import read_result
from glmopt.scenario import Setting


def near_setting(path: Path, changes: int | None) -> Setting:
    """The setting that asks for a plan near the one in the result file `path`, within `changes` cards.

    Raises InputError for a file that is no result, and for a result without a plan.
    """
    saved = read_result(path)
    place = Place(str(path))
    if saved.plan is None:
        status = saved.document["status"]
        raise InputError(Fault("bad-data", f"has no plan to stay near: it is {status}", place))
    near: dict[str, Any] = {"plan": {line.card: line.count for line in saved.plan.lines}}
    if changes is not None:
        near["changes"] = changes
    return Setting(("rules", "near"), (from_plain(near, Place(f"--near {path}")),), (str(path),))
