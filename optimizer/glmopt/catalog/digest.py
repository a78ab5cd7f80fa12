"""The digest of a folder, computed when it is first asked for."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable

from glmopt.catalog.folder import joined


class Digest:
    """A digest joined of the one that `first` computes and `others`; to another process it goes as a text."""

    def __init__(self, first: Callable[[], bytes], others: Iterable[bytes]) -> None:
        self._first, self._others = first, tuple(others)

    @functools.cached_property
    def _text(self) -> str:
        return joined([self._first(), *self._others])

    def __call__(self) -> str:
        """SHA-256, hexadecimal."""
        return self._text

    def __eq__(self, other: object) -> bool:
        return self._text == (other() if isinstance(other, Digest) else other)

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (self._text,)
