"""Names that a scenario gives and its catalog must know: the llm and the efficiency sets."""

from __future__ import annotations

from glmopt.catalog import Catalog
from glmopt.errors import Fault
from glmopt.records.faults import suggest
from glmopt.scenario.model import Scenario


def unknown_terms(scenario: Scenario, catalog: Catalog) -> list[Fault]:
    """A fault for the llm and for each efficiency set of `scenario` that `catalog` does not have."""
    demand = scenario.demand
    faults = []
    for key, name in demand.efficiency.items():
        if name not in catalog.efficiencies:
            action = suggest(name, catalog.efficiencies) or f"known: {', '.join(catalog.efficiencies)}"
            place = scenario.place("demand", "efficiency", key)
            message = f"no efficiency set {name!r}"
            faults.append(Fault("unknown-name", message, place, "demand.efficiency", action))
    if demand.llm not in catalog.llms:
        place = scenario.place("demand", "llm")
        action = suggest(demand.llm, catalog.llms) or f"known: {', '.join(catalog.llms)}"
        faults.append(Fault("unknown-name", f"no llm {demand.llm!r}", place, "demand.llm", action))
    return faults
