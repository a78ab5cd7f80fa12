"""Classes of requests, and rows of their table, that count for nothing."""

from __future__ import annotations

from glmopt.catalog import Catalog
from glmopt.errors import InputError
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
    message = f"{len(empty)} classes ask for nothing and are left out: {_some(empty)}"
    return [notice(scenario, ("demand", "classes"), message)]


def about_tables(scenario: Scenario, catalog: Catalog) -> list[Notice]:
    """Rows of a table whose class or llm nobody asks for: a table may be shared, or a name be wrong."""
    if scenario.demand.capacity is None or scenario.origin is None:
        return []
    from glmopt.sizing.classes import strangers

    try:
        found = strangers(scenario, catalog)
    except InputError:
        return []  # the faults of a table are errors, and told as such
    notices = []
    if classes := found.get("class"):
        message = f"rows of classes that are not in the scenario are passed over: {_some([*classes])}"
        notices.append(Notice(message, next(iter(classes.values())), "class"))
    if llms := found.get("llm"):
        message = f"rows of llms that no class asks for are passed over: {_some([*llms])}"
        notices.append(Notice(message, next(iter(llms.values())), "llm"))
    return notices


def _some(names: list[str]) -> str:
    """The first of `names`."""
    return ", ".join(names[:MOST_NAMES]) + (", ..." if len(names) > MOST_NAMES else "")
