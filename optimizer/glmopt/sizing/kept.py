"""What was sized last, kept: a sweep asks the same of the same cards at every point."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from glmopt.catalog import Catalog

T = TypeVar("T")
MOST = 4_000


class Kept(Generic[T]):
    """Results by catalog and key; the oldest go first. Catalogs are never changed, and known by their id."""

    def __init__(self) -> None:
        self._found: dict[tuple[int, Hashable], tuple[Catalog, T]] = {}

    def get(self, catalog: Catalog, key: Hashable, make: Callable[[], T]) -> T:
        """The result under `key`, made now where there is none; the catalog is held, so that its id stays."""
        place = (id(catalog), key)
        found = self._found.get(place)
        if found is None:
            result = make()
            while len(self._found) >= MOST:
                self._found.pop(next(iter(self._found)))
            found = self._found[place] = (catalog, result)
        return found[1]

    def clear(self) -> None:
        """Forget everything."""
        self._found.clear()
