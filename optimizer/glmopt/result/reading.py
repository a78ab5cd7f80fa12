"""A saved result as it is read: JSON without surprises, and the place of whatever is wrong in it."""

from __future__ import annotations

import functools
import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from glmopt.errors import Fault, InputError, Place
from glmopt.records import Node, locate, read_text, validate
from glmopt.records.faults import dotted
from glmopt.records.node import from_plain
from glmopt.units import MAX_COUNT

R = TypeVar("R", bound=BaseModel)
Step = str | int

MAX_DIGITS = 30
MAX_DEPTH = 100

# Half of a character that takes two, in a file only as an escape: it can be neither shown nor saved.
_ESCAPED = re.compile(r"\\u[dD][89a-fA-F]")
_HALF = re.compile("[\ud800-\udfff]")

# A result carries the tables that its classes were sized by.
MAX_RESULT_BYTES = 100_000_000


class Document:
    """The JSON `text` of `file`. Every fault is an InputError with file, line, column and field."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.text = text
        try:
            self.data = json.loads(
                self.text,
                parse_float=_number,
                parse_int=_whole_number,
                parse_constant=_no_number,
                object_pairs_hook=_no_key_twice,
            )
        except json.JSONDecodeError as error:
            place = Place(self.file, error.lineno, error.colno)
            self._refuse(Fault("bad-data", f"not JSON: {error.msg}", place))
        except (ValueError, RecursionError) as error:
            reason = str(error) if isinstance(error, ValueError) else "nested too deeply"
            self._refuse(Fault("bad-data", f"not JSON: {reason}", Place(self.file)))
        if not isinstance(self.data, dict):
            self.refuse("not a JSON object")
        if _depth(self.data) > MAX_DEPTH:
            self.refuse("nested too deeply")
        if _HALF.search(text) or (_ESCAPED.search(text) and _HALF.search(_spelt_out(self.data))):
            self.refuse("holds half of a character (a lone surrogate)", code="bad-text")

    @functools.cached_property
    def tree(self) -> Node:
        """The same data with the place of every value: JSON is YAML. Only read where something is wrong."""
        try:
            return read_text(self.text, self.file, [])
        except InputError:
            return from_plain(self.data, Place(self.file))

    def refuse(self, message: str, *path: Step, code: str = "bad-data") -> NoReturn:
        """Raise the fault `message` about the value at `path`."""
        place = locate(self.tree, path) if path else Place(self.file)
        self._refuse(Fault(code, message, place, dotted(path)))

    def _refuse(self, fault: Fault) -> NoReturn:
        raise InputError(fault) from None

    def get(self, *path: Step) -> Any:
        """The value at `path`; refused where it is missing."""
        value = self.data
        for depth, step in enumerate(path):
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                self.refuse("is missing", *path[: depth + 1], code="missing-key")
        return value

    def record(self, model: type[R], *path: Step) -> R:
        """The record of class `model` at `path`."""
        data = self.get(*path)
        try:
            return model.model_validate(_tuples(data))
        except ValidationError:
            node = self.tree
            for step in path:
                node = dict(node.items())[step]
            validate(model, node, under=path)
            # What JSON and YAML read differently is refused all the same.
            self.refuse(f"is no {model.__name__.lower()}", *path)

    def laid_on(self, model: type[R], base: tuple[Step, ...], over: tuple[Step, ...]) -> R:
        """The record of class `model` at `base` with the keys at `over` in place of its own."""
        changes = self.get(*over)
        if not isinstance(changes, dict):
            self.refuse("expected an object", *over, code="wrong-type")
        try:
            return model.model_validate(_tuples(self.get(*base) | changes))
        except ValidationError:
            self.refuse(f"is no {model.__name__.lower()}", *over)

    def items(self, *path: Step) -> range:
        """The indices of the list at `path`."""
        value = self.get(*path)
        if not isinstance(value, list):
            self.refuse("expected a list", *path, code="wrong-type")
        return range(len(value))

    def whole(self, *path: Step) -> int:
        """The whole number at `path`."""
        value = self.get(*path)
        if not isinstance(value, int) or isinstance(value, bool):
            self.refuse("expected a whole number", *path, code="wrong-type")
        if not 0 <= value <= 10 * MAX_COUNT**2:
            self.refuse("a number outside the range that makes sense", *path, code="out-of-range")
        return value

    def whole_or_none(self, *path: Step) -> int | None:
        """The whole number at `path`, or null."""
        return None if self.get(*path) is None else self.whole(*path)

    def amount(self, *path: Step) -> Decimal:
        """The amount of money at `path`."""
        value = self.get(*path)
        if not isinstance(value, int | Decimal) or isinstance(value, bool):
            self.refuse("expected an amount", *path, code="wrong-type")
        return Decimal(value)

    def amount_or_none(self, *path: Step) -> Decimal | None:
        """The amount of money at `path`, or null."""
        return None if self.get(*path) is None else self.amount(*path)

    def name(self, *path: Step) -> str:
        """The text at `path`."""
        value = self.get(*path)
        if not isinstance(value, str):
            self.refuse("expected text", *path, code="wrong-type")
        return value

    def names(self, *path: Step) -> tuple[str, ...]:
        """The list of texts at `path`."""
        return tuple(self.name(*path, k) for k in self.items(*path))

    def flag(self, *path: Step) -> bool:
        """True or false at `path`."""
        value = self.get(*path)
        if not isinstance(value, bool):
            self.refuse("expected true or false", *path, code="wrong-type")
        return value


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:  # an exponent that no Decimal has
        number = None
    if number is None or len(text) > MAX_DIGITS or abs(number.adjusted()) > MAX_DIGITS:
        raise ValueError(f"a number of too many digits: {text[:MAX_DIGITS]}...")
    return number


def _whole_number(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise ValueError(f"a number of too many digits: {text[:MAX_DIGITS]}...")
    return int(text)


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key[:60]!r} twice")
        found[key] = value
    return found


def _spelt_out(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, default=str)


def _depth(value: Any) -> int:
    """How many levels of lists and objects `value` has, without recursion."""
    deepest, waiting = 0, [(value, 1)]
    while waiting:
        here, level = waiting.pop()
        deepest = max(deepest, level)
        children = here.values() if isinstance(here, dict) else here if isinstance(here, list) else ()
        waiting += [(child, level + 1) for child in children]
    return deepest


def _tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _tuples(v) for k, v in value.items()}
    return tuple(_tuples(v) for v in value) if isinstance(value, list) else value
