"""Figures that know their source: one record for every kind of value.

`Figure[X]` as the type of a field is no class yet. pydantic makes a class for each X, and a start, which
reads dozens of kinds and validates none of them, paid for all: here it is made when a schema is built.
"""

import functools
from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, Self, TypeVar

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema

from glmopt.records.base import Date, Record

T = TypeVar("T")


class ValueOf:
    """The mark of a figure whose value is of the type `kind`."""

    def __init__(self, kind: Any) -> None:
        self.kind = kind

    @functools.cached_property
    def model(self) -> type["Figure[Any]"]:
        """The class of such figures."""
        return Figure.of(self.kind)

    def __get_pydantic_core_schema__(self, _figure: type, handler: GetCoreSchemaHandler) -> CoreSchema:
        return handler.generate_schema(self.model)


@functools.cache
def _value_of(kind: Any) -> ValueOf:
    """The one mark of a kind, by which what was made for it is found again."""
    return ValueOf(kind)


class Figure(Record, Generic[T]):
    """One value with its past: which sources say so, of which date, how good they are.

    Confidence: A two sources agree, B one good source, C inferred or from memory, D contradicted.
    """

    value: T
    source: tuple[str, ...] = Field(min_length=1)
    date: Date
    confidence: Literal["A", "B", "C", "D"]
    note: str | None = None

    if not TYPE_CHECKING:

        def __class_getitem__(cls, kind: Any) -> Any:
            return Annotated[cls, _value_of(kind)]

    @classmethod
    def of(cls, kind: Any) -> type[Self]:
        """The class of figures whose value is of the type `kind`."""
        return super().__class_getitem__(kind)  # type: ignore[return-value]

    def __reduce__(self) -> tuple[Any, ...]:
        """Without its kind, for such a class has no name by which another process could find it."""
        kind = self.__pydantic_generic_metadata__["origin"] or type(self)
        return _figure, (kind, self.__dict__, self.model_fields_set)


def _figure(kind: type[Figure[Any]], values: dict[str, Any], given: set[str]) -> Figure[Any]:
    return kind.model_construct(given, **values)
