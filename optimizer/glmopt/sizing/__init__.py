"""What one card can do. Each method turns a Spec into a Capacity; nothing above asks which method it was."""

from __future__ import annotations

from collections.abc import Callable

from glmopt.catalog import Catalog, Spec
from glmopt.errors import Fault, InputError
from glmopt.scenario import Scenario
from glmopt.sizing import roofline, rules
from glmopt.sizing.capacity import Capacity, Step, Value
from glmopt.sizing.partitions import Partitions, partitions, tdp_w

Sizer = Callable[[Spec], Capacity]


def _by_rules(scenario: Scenario, catalog: Catalog) -> Sizer:
    try:
        return rules.sizer(catalog, scenario.demand.llm)
    except InputError as error:
        place = scenario.place("demand", "llm")
        raise InputError(Fault(f.code, f.message, place, f.field, f.action) for f in error.faults) from None


# Each method takes the question and the catalog, and returns the function that sizes a card.
METHODS: dict[str, Callable[[Scenario, Catalog], Sizer]] = {
    "rules": _by_rules,
    "roofline": roofline.sizer,
}


def sizer_for(scenario: Scenario, catalog: Catalog) -> Sizer:
    """The function that sizes a card by the method that `scenario` asks for."""
    return METHODS[scenario.sizing](scenario, catalog)


__all__ = [
    "METHODS",
    "Capacity",
    "Partitions",
    "Sizer",
    "Step",
    "Value",
    "partitions",
    "roofline",
    "rules",
    "sizer_for",
    "tdp_w",
]
