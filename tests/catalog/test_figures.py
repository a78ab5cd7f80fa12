"""A figure's class is made when it is validated; made or not, it is the same figure."""

from __future__ import annotations

import pickle
from decimal import Decimal

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from glmopt.catalog import Card
from glmopt.catalog.prices import Quote
from glmopt.records import Count, Figure, Record
from glmopt.records.figure import ValueOf
from glmopt.records.inside import known_keys
from glmopt.records.trusted import construct

PLAIN = {"value": 3, "source": ("S1",), "date": "2025", "confidence": "A"}


class Counted(Record):
    """A record of a figure that must be given, and one that need not."""

    here: Figure[Count]
    there: Figure[bool] | None = None


def test_the_class_of_a_figure_is_made_once_and_late() -> None:
    mark = Counted.model_fields["here"].metadata[0]
    assert isinstance(mark, ValueOf)
    assert Counted.model_fields["here"].annotation is Figure
    assert issubclass(mark.model, Figure)
    assert mark.model is mark.model is not Figure


def test_a_validated_figure_equals_one_that_is_trusted() -> None:
    validated = Counted.model_validate({"here": PLAIN})
    trusted = construct(Counted, {"here": {**PLAIN, "source": ["S1"]}})
    assert validated == trusted
    assert pickle.loads(pickle.dumps(validated)) == validated  # noqa: S301
    assert TypeAdapter(Counted).validate_json(validated.model_dump_json()) == validated


@pytest.mark.parametrize("wrong", [{"value": "3"}, {"value": -1}, {"source": ()}, {"nothing": 1}])
def test_a_figure_is_looked_at_whole(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Counted.model_validate({"here": {**PLAIN, **wrong}})


def test_the_keys_inside_a_figure_are_known() -> None:
    assert known_keys(Card, ("published", "streams", "value")) == ["low", "high"]
    assert known_keys(Card, ("published", "streams")) == list(Figure.model_fields)
    assert known_keys(Card, ("datasheet", "tdp_w")) == list(Figure.model_fields)


def test_a_quote_is_a_figure_of_money() -> None:
    quote = Quote.model_validate(PLAIN | {"value": "800000 CNY", "kind": "list"})
    assert isinstance(quote, Figure)
    assert quote.value.amount == Decimal(800_000)
    assert list(Quote.model_fields) == [*Figure.model_fields, "kind"]
    with pytest.raises(ValidationError):
        Quote.model_validate(PLAIN | {"value": "much", "kind": "list"})
    assert isinstance(quote, BaseModel)
