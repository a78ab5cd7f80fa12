"""Whether a record says more than a way of solving knows of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import MISSING, fields

from glmopt.problem.model import Offer, Problem


def understood(record: Problem | Offer, known: Collection[str]) -> bool:
    """Whether every field that is not `known` has its default."""
    for f in fields(record):
        if f.name not in known:
            default = f.default_factory() if f.default_factory is not MISSING else f.default
            if getattr(record, f.name) != default:
                return False
    return True
