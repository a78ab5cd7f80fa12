"""Validate a tree against a record, and turn each complaint into a fault at its place."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from glmopt.errors import Fault, InputError, Place
from glmopt.records.node import Node, child, locate, plain
from glmopt.records.reading import read_yaml

R = TypeVar("R", bound=BaseModel)
Path = tuple[str | int, ...]

MAX_FAULTS = 20
# Enough to find the first ones in a file; a file of ten thousand faults is not searched for all of them.
MAX_LOOKED_AT = 500
MAX_WORD = 60

_TYPES = {
    "int_type": "a whole number",
    "decimal_type": "a number",
    "is_instance_of": "a number",
    "string_type": "text",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "none_required": "null",
}
_RANGES = {
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "too_short": "needs at least {min_length} entries",
    "string_too_long": "longer than {max_length} characters",
    "finite_number": "must be a finite number",
}


def validate(
    model: type[R],
    tree: Node,
    *,
    under: Path = (),
    earlier: Sequence[Fault] = (),
    known: Mapping[str, Any] = MappingProxyType({}),
) -> R:
    """The record of class `model` in `tree`; InputError with every fault and its place otherwise.

    `under` is the path of `tree` in its file, for the field names in messages. `earlier` are faults that were
    found in reading: they are told too, and what stands at their places is not complained of again. `known`
    are values of keys that were validated before.
    """
    found: list[Fault] = []
    if not isinstance(tree.value, dict):
        found = [Fault("wrong-type", f"expected a mapping, found {_kind(tree)}", tree.place, dotted(under))]
    else:
        try:
            new = {key: plain(node) for key, node in tree.value.items() if key not in known}
            record = model.model_validate({**known, **new})
        except ValidationError as error:
            details = error.errors(include_url=False, include_context=True, include_input=False)
            found = _gather(model, tree, details, under)
    if found or earlier:
        told = {f.place for f in earlier}
        raise InputError(too_many([*earlier, *(f for f in found if f.place not in told)]))
    return record


def read_record(model: type[R], path: FilePath, shown: str | None = None) -> R:
    """The record of class `model` in the file `path`; InputError with every fault of YAML and record."""
    faults: list[Fault] = []
    tree = read_yaml(path, shown, faults)
    return validate(model, tree, earlier=faults)


def dotted(path: Iterable[str | int]) -> str:
    """A path as people write it: cards.allow[2]."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def suggest(word: str, known: Iterable[str], closeness: float = 0.6) -> str:
    """`did you mean "x"?`, or nothing where no known word is close (0 to 1: the same)."""
    return "" if len(word) > MAX_WORD else _nearest(word.lower().strip(), tuple(known), closeness)


@functools.lru_cache(maxsize=1000)
def _nearest(word: str, known: tuple[str, ...], closeness: float) -> str:
    lowered = {k.lower(): k for k in known}
    close = difflib.get_close_matches(word, lowered, n=1, cutoff=closeness)
    return f'did you mean "{lowered[close[0]]}"?' if close else ""


def too_many(faults: list[Fault], limit: int = MAX_FAULTS) -> list[Fault]:
    """At most `limit` faults in file order; the last one says how many more there are."""
    faults = sorted(faults, key=lambda f: (f.place or Place(""), f.field))
    if len(faults) <= limit:
        return faults
    last = faults[limit - 1]
    more = Fault(last.code, f"and {len(faults) - limit + 1} more like these", last.place)
    return [*faults[: limit - 1], more]


def _gather(model: type[BaseModel], tree: Node, details: Iterable[Any], under: Path) -> list[Fault]:
    faults: dict[tuple[str, str], Fault] = {}
    for number, detail in enumerate(details):
        if number == MAX_LOOKED_AT:
            last = detail["loc"]
            more = Fault(
                "bad-data", f"more than {MAX_LOOKED_AT} faults", locate(tree, tuple(last)), dotted(last)
            )
            return [*too_many(list(faults.values())), more]
        path = _real_path(tree, detail["loc"], missing=detail["type"] == "missing")
        fault = _fault(model, tree, path, detail, under)
        # A union complains once for each branch; the first complaint at a field is enough.
        faults.setdefault((fault.field, fault.code if fault.code == "unknown-key" else ""), fault)
    return too_many(_causes(list(faults.values())))


def _causes(faults: list[Fault]) -> list[Fault]:
    """`faults` without the keys that are missing because they are misspelt: the misspelling is told."""
    meant = {
        (f.field.rpartition(".")[0], f.action)
        for f in faults
        if f.code == "unknown-key" and f.action.startswith("did you mean")
    }

    def misspelt(fault: Fault) -> bool:
        parent, _, key = fault.field.rpartition(".")
        return (parent, f'did you mean "{key}"?') in meant

    return [f for f in faults if f.code != "missing-key" or not misspelt(f)]


def _real_path(tree: Node, loc: Path, *, missing: bool) -> Path:
    """`loc` without the names of union branches that pydantic puts between the keys."""
    path: list[str | int] = []
    node: Node | None = tree
    for index, step in enumerate(loc):
        below = child(node, step) if node else None
        if below is not None:
            path.append(step)
            node = below
        elif missing and index == len(loc) - 1:
            path.append(step)
            node = None
    return tuple(path)


def _fault(model: type[BaseModel], tree: Node, path: Path, detail: Any, under: Path) -> Fault:
    from glmopt.records import hints

    kind, ctx = detail["type"], detail.get("ctx", {})
    field = dotted((*under, *path))
    node = _find(tree, path)
    if kind == "extra_forbidden":
        action = hints.of_unknown(model, path) if path else ""
        return Fault("unknown-key", "unknown key", locate(tree, path, key=True), field, action)
    if kind == "missing":
        return Fault("missing-key", "is missing", locate(tree, path[:-1]), field, hints.of_missing(path))
    place = locate(tree, path)
    shown = _shown(node)
    if kind in _TYPES:
        message = f"expected {_TYPES[kind]}, found {_kind(node)}{shown}"
        return Fault("wrong-type", message, place, field, hints.of_type(kind, node, model, path))
    if kind in _RANGES:
        return Fault(
            "out-of-range", _RANGES[kind].format(**ctx) + (f", found{shown}" if shown else ""), place, field
        )
    if kind == "literal_error":
        choices = ctx.get("expected", "").replace("'", "").replace(" or ", ", ").split(", ")
        word = node.value if node and isinstance(node.value, str) else ""
        action = suggest(word, choices) or f"one of: {', '.join(choices)}"
        return Fault("bad-choice", f"unknown word{shown}", place, field, action)
    if kind == "string_pattern_mismatch":
        return Fault("bad-text", f"not an id{shown}", place, field, hints.of_id(node.value if node else None))
    message = str(ctx.get("error", detail["msg"]))
    code = _value_error_code(message, node)
    return Fault(code, f"{message}; found{shown}" if shown else message, place, field)


def _value_error_code(message: str, node: Node | None) -> str:
    """The fault code of a complaint that one of our own validators raised."""
    if node is not None and isinstance(node.value, dict | list):
        return "bad-data"
    if any(word in message for word in ("amount", "currency")):
        return "bad-amount"
    return "wrong-type" if any(word in message for word in ("date", "month", "day", "year")) else "bad-text"


def _find(tree: Node, path: Path) -> Node | None:
    node: Node | None = tree
    for step in path:
        node = child(node, step) if node else None
    return node


def _kind(node: Node | None) -> str:
    value = node.value if node else None
    names = {bool: "true/false", int: "a whole number", str: "text", dict: "a mapping", list: "a list"}
    return "null" if value is None else names.get(type(value), "a decimal number")


def _shown(node: Node | None) -> str:
    """The value as written, short and safe to print."""
    if node is None or node.written is None:
        return ""
    text = node.written if node.written.isprintable() else ascii(node.written)
    return f" {text if len(text) <= 40 else text[:37] + '...'}"
