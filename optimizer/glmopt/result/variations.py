"""The variations of a scenario inside its saved result, so that they can be solved again from the file alone.

Each is written as the parts of the effective scenario that differ from the base: nothing has to be merged
when it is read back. Cards and servers that a variation may buy are saved with those of the base.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.errors import InputError
from glmopt.problem import Problem, formulate
from glmopt.result.understood import effective
from glmopt.scenario import Scenario, catalog_for, variations


@dataclass(frozen=True, slots=True)
class Varied:
    """One variation: its name, what it changes of the effective scenario, and what it is as a problem."""

    name: str
    changes: dict[str, Any]
    scenario: Scenario
    problem: Problem


def varied(scenario: Scenario, catalog: Catalog, base: dict[str, Any]) -> tuple[Varied, ...]:
    """The what-if blocks and the sweep of `scenario` over `catalog`, whose effective form is `base`.

    What cannot be read or formulated is left out here: `glmopt whatif` says why. So is what names files of
    its own that `catalog` has not: price lists, or folders of a further catalog.
    """
    return tuple(_varied(scenario, catalog, base)) if scenario.origin else ()


def _varied(scenario: Scenario, catalog: Catalog, base: dict[str, Any]) -> Iterator[Varied]:
    try:
        planned = variations(scenario)
    except InputError:
        return
    for name, _settings, one in planned:
        try:
            problem = formulate(one, catalog_for(one))
        except InputError:
            continue
        if one.catalogs != scenario.catalogs or (one.prices and one.prices not in catalog.prices):
            continue
        full = effective(one)
        changes = {key: value for key, value in full.items() if base.get(key) != value}
        yield Varied(name, changes, one, problem)
