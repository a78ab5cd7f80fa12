"""The last tables: whoever asks for one target after another pays for few tables, not for one a target."""

from __future__ import annotations

from glmopt.solve.dynamic.items import Separable
from glmopt.solve.dynamic.table import Table, tabulate
from glmopt.solve.dynamic.tails import endless

MOST_TABLES = 32
# Cells of all kept tables, 8 bytes each.
MOST_KEPT = 8_000_000
MOST_RECENT = 4
# Targets of a table without tails.
MOST_STREAMS = 200_000


class LastTables:
    """Tables by what they are of; the one that was not used for the longest goes first.

    In a plain dict: an OrderedDict takes a Ctrl-C while it hashes for "not there", and says KeyError.
    """

    def __init__(self) -> None:
        self._tables: dict[tuple[Separable, str], Table] = {}
        # the same by id: hashing what a table is of takes longer than reading it
        self._recent: dict[tuple[int, str], tuple[Separable, Table]] = {}

    def table(self, case: Separable, goal: str, streams: int) -> Table | None:
        """A table of `case` that has the target `streams`; None where it would be too large.

        A table that is too short is made anew for twice the targets it had: targets that rise one by one
        make few tables.
        """
        recent = self._recent.get((id(case), goal))
        if recent is not None and recent[1].streams >= streams:
            return recent[1]
        found = self._found(case, goal, streams)
        if found is not None:
            if len(self._recent) >= MOST_RECENT:
                self._recent.clear()
            self._recent[id(case), goal] = case, found
        return found

    def _found(self, case: Separable, goal: str, streams: int) -> Table | None:
        key = (case, goal)
        found = self._tables.get(key)
        if found is None or found.streams < streams:
            longer = _made(case, max(streams, 2 * found.streams), goal) if found else None
            found = longer or _made(case, streams, goal)
            if found is None:
                return None
            self._last(key, found)
            while len(self._tables) > MOST_TABLES or (len(self._tables) > 1 and self._cells() > MOST_KEPT):
                del self._tables[next(iter(self._tables))]
            return found
        self._last(key, found)
        return found

    def _last(self, key: tuple[Separable, str], table: Table) -> None:
        """`table` is the one that was used last."""
        self._tables.pop(key, None)
        self._tables[key] = table

    def _cells(self) -> int:
        return sum(layer.size for table in self._tables.values() for layer in table.layers)

    def clear(self) -> None:
        """Forget every table."""
        self._tables.clear()
        self._recent.clear()


def _made(case: Separable, streams: int, goal: str) -> Table | None:
    """A table that is read up to `streams`: a short one with tails where there is one."""
    found = endless(case, streams, goal)
    if found is None and streams <= MOST_STREAMS:
        found = tabulate(case, streams, goal)
    return found


KEPT = LastTables()
