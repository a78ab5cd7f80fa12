"""The catalogs of a study's variations, each looked up once."""

from __future__ import annotations

from collections.abc import Callable

from glmopt.catalog import Catalog
from glmopt.scenario import Scenario, catalog_for

MOST_CATALOGS = 8


def catalogs(known: tuple[Scenario, Catalog] | None = None) -> Callable[[Scenario], Catalog]:
    """`catalog_for`, looked up once for each of the last few ways to choose a catalog.

    `known` is a scenario whose catalog is there already.
    """

    def key_of(varied: Scenario) -> object:
        return varied.catalogs, varied.prices, varied.cards.define, varied.origin and varied.origin.folder

    last = [] if known is None else [(key_of(known[0]), known[1])]

    def catalog_of(varied: Scenario) -> Catalog:
        key = key_of(varied)
        found = next((catalog for told, catalog in last if told == key), None)
        if found is None:
            found = catalog_for(varied)
            last[:] = [*last[1 - MOST_CATALOGS :], (key, found)]
        return found

    return catalog_of
