"""What one card does for each class of requests: from a measured table, or by the roofline.

Capacities are exact numbers (Fractions), in the unit of the class: concurrent streams, or requests/s.
"""

from __future__ import annotations

from collections.abc import Callable

from glmopt.catalog import Catalog
from glmopt.errors import Fault, InputError
from glmopt.scenario import Scenario
from glmopt.sizing.classes.physics import by_roofline
from glmopt.sizing.classes.serves import Serves
from glmopt.sizing.classes.strangers import strangers
from glmopt.sizing.classes.table import by_table

# From a card's id to everything that it does for the scenario's classes.
ClassSizer = Callable[[str], tuple[Serves, ...]]


def class_sizer(scenario: Scenario, catalog: Catalog) -> ClassSizer:
    """The function that says what a card does for the classes of `scenario`.

    Raises InputError where classes are asked and neither a table nor the roofline can say, and for faults of
    the table; the function itself raises it where a class lies outside of what was measured.
    """
    if scenario.demand.capacity is not None:
        return by_table(scenario, catalog)
    if scenario.sizing == "roofline":
        return by_roofline(scenario, catalog)
    message = "sizing: rules counts streams of one kind and cannot tell classes apart"
    action = "write sizing: roofline, or give demand.capacity.table"
    place = scenario.place("demand", "classes")
    raise InputError(Fault("contradiction", message, place, "demand.classes", action))


__all__ = ["ClassSizer", "Serves", "class_sizer", "strangers"]
