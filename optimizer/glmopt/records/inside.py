"""Which records a record may hold, and the keys that they know: for what is said of a fault."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from glmopt.records.figure import ValueOf


def known_keys(model: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """The keys that the record at `path` below `model` knows."""
    current: set[type[BaseModel]] = {model}
    for step in path:
        found: set[type[BaseModel]] = set()
        for candidate in current:
            by_key = {(f.alias or name): f for name, f in candidate.model_fields.items()}
            if isinstance(step, str) and step in by_key:
                found |= models_of(by_key[step])
        if not found:
            # an entry of a mapping or list: the record is the one already found inside its annotation
            found = current
        current = found
    return [
        f.alias or name
        for c in sorted(current, key=lambda m: m.__name__)
        for name, f in c.model_fields.items()
    ]


def models_of(field: FieldInfo) -> set[type[BaseModel]]:
    """The records that a value of the field may hold."""
    return _marked(field.metadata) or _models_in(field.annotation)


def _models_in(annotation: Any) -> set[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {annotation}
    inside = {m for arg in get_args(annotation) for m in _models_in(arg)}
    return _marked(getattr(annotation, "__metadata__", ())) or inside


def _marked(marks: Sequence[Any]) -> set[type[BaseModel]]:
    """The class of the figures that are marked so."""
    return {mark.model for mark in marks if isinstance(mark, ValueOf)}
