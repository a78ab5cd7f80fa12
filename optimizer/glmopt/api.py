"""What notebooks and programs call: a scenario in, a Result or a table out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from glmopt.catalog import Catalog
from glmopt.result import Result, answer
from glmopt.scenario import Scenario, catalog_for, load_scenario, parse_settings
from glmopt.study import compare

if TYPE_CHECKING:
    import pandas as pd


def solve(scenario: Scenario | Path | str, catalog: Catalog | None = None) -> Result:
    """The answer to `scenario`, a record or the path of a file, over its own catalog unless one is given.

    Raises InputError, SolverFailure, Disagreement or CheckFailure (glmopt.errors). An infeasible scenario
    is no error: look at `Result.status`.
    """
    if not isinstance(scenario, Scenario):
        scenario = load_scenario(scenario)
    return answer(scenario, catalog or catalog_for(scenario))


def whatif(scenario: Scenario | Path | str, settings: Iterable[str] = ()) -> pd.DataFrame:
    """The what-if comparison of `scenario` as a table: one row for the base and each variation.

    `settings` are grids such as "budget.max=500000,800000"; without any, the scenario's own what_if blocks
    and sweep are taken.
    """
    if not isinstance(scenario, Scenario):
        scenario = load_scenario(scenario)
    return compare(scenario, parse_settings(settings, many=True)).to_frame()
