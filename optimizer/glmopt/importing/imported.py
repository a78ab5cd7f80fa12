"""What an import makes: texts by the ending of their file's name, and what was not carried over."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError, Place

# Files of measurements are larger than scenarios; this keeps a wrong file harmless.
MAX_IMPORT_BYTES = 100_000_000
MAX_DEPTH = 60


@dataclass(frozen=True, slots=True)
class Imported:
    """Texts to be written, by suffix: "" is the file that was asked for; `notes` for people."""

    texts: dict[str, str]
    notes: tuple[str, ...] = ()


def read_json(text: str, name: str) -> Any:
    """The JSON document `text` with numbers as they are written (Decimal).

    Raises InputError for what is no JSON, for NaN and infinities, keys that stand twice, and deep nesting.
    """

    def fail(message: str, line: int = 0, column: int = 0) -> InputError:
        return InputError(Fault("bad-data", message, Place(name, line, column)))

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = next(k for k, _ in pairs if [p[0] for p in pairs].count(k) > 1)
            raise fail(f"the key {twice[:40]!r} twice in one object")
        return found

    def refuse(word: str) -> Any:
        raise fail(f"{word} is not a number")

    def number(digits: str) -> Decimal:
        if len(digits) > 60:
            raise fail("a number of more than 60 characters")
        try:
            return Decimal(digits)
        except InvalidOperation:
            raise fail(f"{digits} is out of all proportion") from None

    try:
        return json.loads(
            text, parse_float=number, parse_int=number, parse_constant=refuse, object_pairs_hook=once
        )
    except json.JSONDecodeError as error:
        raise fail(f"not JSON: {error.msg}", error.lineno, error.colno) from None
    except RecursionError:
        raise fail("nested too deeply") from None


def fault(name: str, where: str, message: str, action: str = "") -> InputError:
    """A fault of an imported file: what is wrong, under which key."""
    return InputError(Fault("bad-data", message, Place(name), where, action))


def mapping(value: Any, name: str, where: str) -> dict[str, Any]:
    """`value` as an object that is not empty. Raises InputError."""
    if not isinstance(value, dict) or not value:
        raise fault(name, where, "expected an object that is not empty")
    return value


def amount(value: Any, name: str, where: str, *, positive: bool = False) -> Decimal:
    """`value` as a number of 0 and more, or above 0. Raises InputError."""
    if not isinstance(value, Decimal) or not value.is_finite():
        raise fault(name, where, f"expected a number, found {_shown(value)}")
    if value < 0 or (positive and value == 0):
        above = f"expected a number above 0, found {value}"
        raise fault(name, where, above if positive else f"expected a number of 0 or more, found {value}")
    if value and not -40 < value.adjusted() < 40:
        raise fault(name, where, f"{value} is out of all proportion")
    return value


def plain(value: Decimal) -> str:
    """A number without exponent and needless zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def ids(names: Iterable[str], taken: Iterable[str], otherwise: str) -> dict[str, str]:
    """An id for each name: its letters and digits, and a number where that is taken already."""
    used, found = set(taken), {}
    for name in names:
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:48] or otherwise
        if not slug[0].isalpha():
            slug = f"{otherwise}-{slug}"
        fresh, number = slug, 2
        while fresh in used:
            fresh, number = f"{slug}-{number}", number + 1
        used.add(fresh)
        found[name] = fresh
    return found


def _shown(value: Any) -> str:
    text = json.dumps(value, default=str)
    return text if len(text) <= 40 else text[:37] + "..."
