"""Records by id, each made when it is first asked for: a start pays for the cards it uses, not for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

R = TypeVar("R")


class Shelf(Mapping[str, R]):
    """Some records that are there, and some that `make` makes of their packed data when they are looked at.

    `packed` is the plain data of those, as `peek` shows it.
    """

    def __init__(
        self,
        made: Mapping[str, R],
        packed: Mapping[str, Mapping[str, Any]] | None = None,
        make: Callable[[str], R] | None = None,
    ) -> None:
        self._made: dict[str, R] = dict(made)
        self._packed = packed or {}
        self._make = make
        self._ids = dict.fromkeys(sorted({*self._packed, *made}))

    def __getitem__(self, name: str) -> R:
        if name not in self._made:
            if self._make is None or name not in self._packed:
                raise KeyError(name)
            self._made[name] = self._make(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, name: object) -> bool:
        return name in self._ids

    def peek(self, name: str, key: str) -> Any:
        """The value of one key of a record, plain or made, without making it; None where it has none."""
        packed = self._packed.get(name)
        return packed.get(key) if packed is not None else getattr(self[name], key)

    def __reduce__(self) -> tuple[type[dict[str, R]], tuple[dict[str, R]]]:
        """To another process go the records themselves: what makes them stays here."""
        return dict, (dict(self),)

    def with_(self, further: Mapping[str, R]) -> Shelf[R]:
        """These records and `further` ones."""
        return Shelf({**self._made, **further}, self._packed, self._make)


def peek(records: Mapping[str, Any], name: str, key: str) -> Any:
    """The value of one key of a record, without making it where it is still packed."""
    # asked of every card again and again: `isinstance` takes longer for what is no Shelf
    return records.peek(name, key) if type(records) is Shelf else getattr(records[name], key)
