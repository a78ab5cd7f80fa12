"""Classes of requests: what each asks for, which card serves it, and what one card carries of it."""

from __future__ import annotations

from collections.abc import Iterator

from glmopt.reports.class_tables import capacities_table, classes_table
from glmopt.reports.classes import shares_table
from glmopt.reports.sections.case import Case, Grid


def class_grids(case: Case) -> Iterator[tuple[str, Grid]]:
    """Each table of classes under its title; none where the demand is in streams."""
    _ = case.words
    if not case.in_classes:
        return
    if case.plan is not None and case.plan.shares:
        shares = shares_table(case.saved, _, case.lang)
        yield shares.title.rstrip(":："), Grid(shares)
    asked = classes_table(case.saved, _)
    yield asked.title, Grid(asked)
    carried = capacities_table(case.saved, _, case.lang)
    if carried is not None:
        yield carried.title, Grid(carried)
