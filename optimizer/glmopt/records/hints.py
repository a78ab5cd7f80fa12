"""What to do about what is wrong in a file: the slips that people make, told by what they wrote.

Only read where something is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, get_origin

from pydantic import BaseModel

from glmopt.records.faults import suggest
from glmopt.records.inside import known_keys, models_of
from glmopt.records.node import Node

MOST_KEYS = 8
MOST_SHOWN = 40
# Marks of Chinese input methods beside what YAML and numbers are written with.
WIDE = dict(zip("：，；｛｝［］（）“”‘’＃－＝％", ":,;{}[]()\"\"''#-=%", strict=True))
_WIDE = re.compile(f"[{''.join(WIDE)}]")
_YES = ("yes", "no", "on", "off", "y", "n", "是", "否", "真", "假")


def of_yaml(reason: str, text: str, line: int) -> str:
    """What to do where the parser gave up on `line` of `text`, for `reason`."""
    for number, written in _lines_before(text, line):
        if wide := _wide_mark(written):
            return f"line {number} has a full-width {wide}: write {WIDE[wide]}, or put text in quotes"
    if "\\t" in reason:
        return "indent with spaces, not with tabs"
    if "cannot start any token" in reason:
        return "put a text that begins with such a character in quotes"
    if "mapping values" in reason:
        return "indent what belongs to a key under it; a text with a colon stands in quotes"
    if "end of stream" in reason or reason.startswith(("expected ','", "did not find expected ',' ")):
        return "a bracket, a brace or a quote before it is not closed, or a comma is missing"
    if "block" in reason:
        return "let the keys of one mapping begin in one column, and nothing follow a value"
    return ""


def _lines_before(text: str, line: int) -> list[tuple[int, str]]:
    """The line that a parser gave up on and the one before it, which is often at fault; the last first."""
    numbered = [(n, written) for n, written in enumerate(text.splitlines(), start=1) if written.strip()]
    return [(n, written) for n, written in numbered if n <= line][-1:-3:-1]


def _wide_mark(line: str) -> str:
    """A full-width mark that stands where YAML wants a plain one; none in a text, where it is at home."""
    key, colon, value = line.partition(" #")[0].partition(": ")
    searched = value if colon and not value[:1].isalpha() and value[:1] not in "\"'" else key
    found = _WIDE.search(searched)
    return found[0] if found else ""


def of_missing(path: Sequence[str | int]) -> str:
    """What to do about a key that is not there; `path` ends in it."""
    return "" if not path or isinstance(path[-1], int) else f"add {path[-1]}"


def of_unknown(model: type[BaseModel], path: Sequence[str | int]) -> str:
    """What to do about a key that means nothing where it stands."""
    word, known = str(path[-1]), known_keys(model, path[:-1])
    if found := suggest(word, known, closeness=0.8):
        return found
    if parent := _parent(model, path[:-1], word):
        return f"it stands under {parent}: {parent}.{word}"
    return suggest(word, known) or (f"known here: {', '.join(known)}" if known else "")


def of_type(kind: str, node: Node | None, model: type[BaseModel], path: Sequence[str | int]) -> str:
    """What to do about a value of another type than is wanted."""
    value = node.value if node else None
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return _of_mapping(value, known_keys(model, path) if kind != "dict_type" else [])
    if kind == "tuple_type" and isinstance(value, str):
        if value.startswith("-"):
            return "put a space after each hyphen"
        return f"write a list: [{value}]" if len(value) <= MOST_SHOWN else "write a list, in brackets"
    if kind == "bool_type":
        return "write true or false"
    if kind in ("int_type", "decimal_type", "is_instance_of"):
        return _of_number(value, kind)
    return ""


def _of_mapping(value: Any, keys: Iterable[str]) -> str:
    keys = list(keys)
    if isinstance(value, str):
        if value.lower() in _YES:
            return "write true or false"
        if re.match(r"[\w-]+:\S", value):
            return "put a space after the colon"
        if re.match(r"[\w-]+\s*[=：]", value):
            return "write key: value"
    some = f"{', '.join(keys[:MOST_KEYS])}{', ...' if len(keys) > MOST_KEYS else ''}"
    return f"write a mapping, with keys such as {some}" if keys else "write a mapping: key: value"


def _of_number(value: Any, kind: str) -> str:
    if isinstance(value, str):
        return "write the bare number, without quotes, units, signs or separators"
    if kind == "int_type" and not isinstance(value, bool | dict | list | tuple | type(None)):
        return "write it without a decimal point"
    return ""


def of_id(value: Any) -> str:
    """What to do about a text that is no id."""
    if isinstance(value, str) and (found := _WIDE.search(value)):
        return f"a full-width {found[0]}: write {WIDE[found[0]]}"
    slug = re.sub(r"[\s_]+", "-", value.strip().lower()) if isinstance(value, str) else ""
    if re.fullmatch(r"[a-z][a-z0-9-]*", slug) and len(slug) <= MOST_SHOWN:
        return f"lower-case letters, digits and hyphens, a letter first: {slug}"
    return "lower-case letters, digits and hyphens, a letter first: my-card-24g"


def _parent(model: type[BaseModel], path: Sequence[str | int], word: str) -> str:
    """The key beside the one that `path` leads to under which `word` would mean something."""
    if path:
        return ""
    held = [
        (field.alias or name, field.annotation)
        for name, field in model.model_fields.items()
        if any(word in inner.model_fields for inner in models_of(field))
    ]
    # under sites and the like the name of one stands between
    return next((name for name, annotation in held if get_origin(annotation) is not dict), "")
