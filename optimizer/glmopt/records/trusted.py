"""Records made of data that was validated before: no schema is built, no rule looked at again.

For the shipped catalog, whose files are validated by the tests and known by their digest. A record made here
equals the validated one (tests/catalog/test_trusted.py makes every one both ways).
"""

from __future__ import annotations

import functools
import types
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo

from glmopt.records.figure import ValueOf

R = TypeVar("R", bound=BaseModel)
Convert = Callable[[Any], Any]


class NotPlainError(Exception):
    """Data or a type that only a validation can make sense of."""


def construct(model: type[R], data: Any) -> R:
    """The record of `data`, plain JSON in which a decimal is {"decimal": "20.8"}.

    Raises NotPlainError for what is not understood without validating it.
    """
    return _constructed(model, None, data)


def _constructed(model: type[R], figure: ValueOf | None, data: Any) -> R:
    """The record of `data`; of a figure, `figure` says of what kind its value is."""
    if not isinstance(data, dict):
        raise NotPlainError(model.__name__)
    values: dict[str, Any] = {}
    given = set()
    for name, key, convert, default in _fields(model, figure):
        if key in data:
            value = data[key]
            values[name] = value if convert is None else convert(value)
            given.add(name)
        elif default is None:
            raise NotPlainError(f"{model.__name__}.{name}")
        else:
            values[name] = default()
    if len(given) != len(data):
        raise NotPlainError(f"{model.__name__}: unknown keys")
    record = model.__new__(model)
    put = object.__setattr__
    put(record, "__dict__", values)
    put(record, "__pydantic_fields_set__", given)
    put(record, "__pydantic_extra__", None)
    put(record, "__pydantic_private__", None)
    return record


@functools.cache
def _fields(
    model: type[BaseModel], figure: ValueOf | None
) -> tuple[tuple[str, str, Convert | None, Callable[[], Any] | None], ...]:
    """Name, key in the data, conversion and default of each field; no default where it must be given."""
    if model.__private_attributes__:
        raise NotPlainError(model.__name__)
    return tuple(
        (name, field.alias or name, _converter(*_typed(name, field, figure)), _default(field))
        for name, field in model.model_fields.items()
    )


def _typed(name: str, field: FieldInfo, figure: ValueOf | None) -> tuple[Any, Sequence[Any]]:
    """The type of a field, and what it is marked with."""
    return (figure.kind, ()) if figure and name == "value" else (field.annotation, field.metadata)


def _default(field: FieldInfo) -> Callable[[], Any] | None:
    """What gives the default; a value that nothing can change is the same for all."""
    if field.is_required():
        return None
    if field.default_factory:
        return functools.partial(field.get_default, call_default_factory=True, validated_data={})
    value = field.get_default()
    return lambda: value


def _converter(annotation: Any, metadata: Sequence[Any] = ()) -> Convert | None:
    """What makes a value of plain data one of the annotated type; None where it is one already."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return _converter(inner, (*more, *metadata))
    figure = next((mark for mark in metadata if isinstance(mark, ValueOf)), None)
    convert = functools.partial(_constructed, annotation, figure) if figure else _plain(annotation)
    for mark in metadata:
        if isinstance(mark, BeforeValidator):
            convert = _first(mark.func, convert)
    return convert


def _first(before: Any, after: Convert | None) -> Convert:
    if after is None:
        return lambda value: before(_decimal(value))
    return lambda value: after(before(_decimal(value)))


def _decimal(value: Any) -> Any:
    return Decimal(value["decimal"]) if isinstance(value, dict) and value.keys() == {"decimal"} else value


def _plain(annotation: Any) -> Convert | None:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return _optional(args)
    if origin is tuple:
        if len(args) != 2 or args[1] is not Ellipsis:
            raise NotPlainError(str(annotation))
        return _tuple(_converter(args[0]))
    if origin is dict:
        return _dict(_converter(args[1]))
    if origin is Literal or annotation in (str, int, bool):
        return None
    if annotation is Decimal:
        return _decimal
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return functools.partial(construct, annotation)
    if isinstance(annotation, type):
        return None
    raise NotPlainError(str(annotation))


def _optional(args: tuple[Any, ...]) -> Convert | None:
    some = [a for a in args if a is not type(None)]
    if len(some) != 1:
        raise NotPlainError(str(args))
    convert = _converter(some[0])
    return convert and (lambda value: None if value is None else convert(value))


def _tuple(convert: Convert | None) -> Convert:
    if convert is None:
        return tuple
    return lambda values: tuple(convert(value) for value in values)


def _dict(convert: Convert | None) -> Convert:
    if convert is None:
        return dict
    return lambda values: {key: convert(value) for key, value in values.items()}
