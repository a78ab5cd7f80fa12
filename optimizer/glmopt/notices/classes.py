"""Classes of requests that count for nothing."""

from __future__ import annotations

from glmopt.notices.notice import Notice, notice
from glmopt.scenario import Scenario

MOST_NAMES = 5


def about_classes(scenario: Scenario) -> list[Notice]:
    """Classes whose amount is 0: they are left out, and no card serves them."""
    demand = scenario.demand
    empty = [name for name, wanted in demand.classes.items() if not wanted.need(demand.requests_per_s)]
    if not empty:
        return []
    if len(empty) == 1:
        return [notice(scenario, ("demand", "classes", empty[0]), "asks for nothing and is left out")]
    names = ", ".join(empty[:MOST_NAMES]) + (", ..." if len(empty) > MOST_NAMES else "")
    message = f"{len(empty)} classes ask for nothing and are left out: {names}"
    return [notice(scenario, ("demand", "classes"), message)]
