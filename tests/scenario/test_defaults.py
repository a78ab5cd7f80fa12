"""Defaults that are records are constructed without validation, and are what a validation makes."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from glmopt.records import Record
from glmopt.scenario import Scenario
from glmopt.scenario.model import Demand


def _defaults(model: type[BaseModel]) -> Iterator[Record]:
    for field in model.model_fields.values():
        if isinstance(field.default, Record):
            yield field.default
            yield from _defaults(type(field.default))


def test_every_default_equals_the_validated_one() -> None:
    found = [*_defaults(Scenario), *_defaults(Demand)]
    assert len(found) >= 12
    for default in found:
        given = {name: getattr(default, name) for name in default.model_fields_set}
        validated = type(default).model_validate(given)
        assert validated == default
        assert validated.model_fields_set == default.model_fields_set
