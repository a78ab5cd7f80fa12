"""Whether a record says more than a way of solving knows of."""

from __future__ import annotations

import functools
from dataclasses import MISSING, fields
from typing import Any

from glmopt.problem.model import Offer, Problem


def understood(record: Problem | Offer, known: frozenset[str]) -> bool:
    """Whether every field that is not `known` has its default."""
    kind: Any = type(record)
    return all(getattr(record, name) == default for name, default in _defaults(kind, known))


@functools.cache
def _defaults(kind: Any, known: frozenset[str]) -> tuple[tuple[str, Any], ...]:
    """Name and default of each field that is not `known`."""
    return tuple(
        (f.name, f.default_factory() if f.default_factory is not MISSING else f.default)
        for f in fields(kind)
        if f.name not in known
    )
