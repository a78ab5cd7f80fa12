"""What was worked out last of a thing that is never changed, kept: a sweep asks the same at every point."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")
MOST = 4_000


class Kept(Generic[T]):
    """Results by whose they are and key; the oldest go first. A catalog or workload is known by its id."""

    def __init__(self, most: int = MOST) -> None:
        self._found: dict[tuple[int, Hashable], tuple[object, T]] = {}
        self._most = most

    def get(self, whose: object, key: Hashable, make: Callable[[], T]) -> T:
        """The result under `key`, made now where there is none; `whose` is held, so that its id stays."""
        place = (id(whose), key)
        found = self._found.get(place)
        if found is None:
            result = make()
            while len(self._found) >= self._most:
                self._found.pop(next(iter(self._found)))
            found = self._found[place] = (whose, result)
        return found[1]

    def clear(self) -> None:
        """Forget everything."""
        self._found.clear()
