"""The shipped scenario that the sections measure on."""

from __future__ import annotations

from glmopt.catalog import Catalog, data_root
from glmopt.problem import Problem, formulate
from glmopt.scenario import Scenario, catalog_for, load_scenario, parse_settings

SCENARIO = data_root() / "scenarios" / "200streams.yaml"


def problem_of(*settings: str) -> tuple[Scenario, Catalog, Problem]:
    """The shipped scenario without its budget and with `settings`; scenario, catalog, problem."""
    scenario = load_scenario(SCENARIO, parse_settings(["budget.max=90000000000", *settings]))
    catalog = catalog_for(scenario)
    return scenario, catalog, formulate(scenario, catalog)
