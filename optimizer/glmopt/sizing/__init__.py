"""What one card can do. Each method turns a Spec into a Capacity; nothing above asks which method it was."""

from __future__ import annotations

from collections.abc import Callable

from glmopt.catalog import Catalog, Spec
from glmopt.sizing import rules
from glmopt.sizing.capacity import Capacity, Step

Sizer = Callable[[Spec], Capacity]

# Each method takes the catalog and the llm's id and returns the function that sizes a card.
METHODS: dict[str, Callable[[Catalog, str], Sizer]] = {"rules": rules.sizer}

__all__ = ["METHODS", "Capacity", "Sizer", "Step", "rules"]
