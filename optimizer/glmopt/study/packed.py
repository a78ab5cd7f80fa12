"""What all tasks of a sweep have in common; it travels to another process as bytes, in this one not."""

from __future__ import annotations

import functools
import pickle
import zlib
from typing import Any

from glmopt.catalog import Catalog
from glmopt.problem.again import Formulator
from glmopt.scenario import Scenario
from glmopt.solve import Memory
from glmopt.study.catalogs import catalogs


class Study:
    """The base, the catalogs of its variations, and what this process has proved of them."""

    def __init__(self, scenario: Scenario, catalog: Catalog) -> None:
        self.scenario = scenario
        self.catalog_of = catalogs((scenario, catalog))
        self.formulator = Formulator()
        self.memory = Memory()
        self._parts = (scenario, catalog)

    @functools.cached_property
    def packed(self) -> bytes:
        """Scenario and catalog."""
        return zlib.compress(pickle.dumps(self._parts))


class Packed:
    """A study that is pickled as bytes and opened when it is first asked for, once in a process."""

    def __init__(self, study: Study | bytes) -> None:
        self._study = study

    def __reduce__(self) -> tuple[Any, ...]:
        """Whoever has another version than the one who asks must be able to read the rest."""
        return Packed, (self._study if isinstance(self._study, bytes) else self._study.packed,)

    @property
    def study(self) -> Study:
        """The study itself; the same for all tasks of a sweep."""
        return _opened(self._study) if isinstance(self._study, bytes) else self._study


@functools.lru_cache(maxsize=2)
def _opened(packed: bytes) -> Study:
    return Study(*pickle.loads(zlib.decompress(packed)))  # noqa: S301  (written by the one who asks)
