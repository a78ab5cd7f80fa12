"""`--set demand.streams=300`, and grids of such settings."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError, Place
from glmopt.records import Node, read_text
from glmopt.records.faults import dotted
from glmopt.scenario.ranges import spelt_out

MAX_SHOWN = 80
_KEY = r"[a-z_][a-z0-9_-]*(\.[A-Za-z0-9_-]+)*"


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of the scenario with the values it is to take, and the text it came from."""

    path: tuple[str, ...]
    values: tuple[Node, ...]
    written: tuple[str, ...]

    @property
    def key(self) -> str:
        """The key as written: demand.streams."""
        return dotted(self.path)


def parse_settings(texts: Iterable[str], *, many: bool = False) -> tuple[Setting, ...]:
    """Read `key=value` texts; with `many`, `key=v1,v2,...` and `key=1..9:2` too. InputError for all else."""
    settings, faults = [], []
    for text in texts:
        place = Place(f"--set {_short(text)}")
        key, equals, value = text.partition("=")
        if not equals or not re.fullmatch(_KEY, key.strip()):
            faults.append(
                Fault("usage", "not key=value", place, action="for example --set demand.streams=300")
            )
            continue
        try:
            parts = list(spelt_out(_split(value), place)) if many else [value]
            nodes = tuple(_value(part, place) for part in parts)
        except InputError as error:
            faults += [Fault(f.code, f.message, place, key, f.action) for f in error.faults]
            continue
        settings.append(Setting(tuple(key.strip().split(".")), nodes, tuple(p.strip() for p in parts)))
    keys = [s.path for s in settings]
    faults += [
        Fault("usage", f"{dotted(k)} is set twice", Place(f"--set {dotted(k)}"))
        for k in keys
        if keys.count(k) > 1
    ]
    if faults:
        raise InputError(faults)
    return tuple(settings)


def _short(text: str) -> str:
    """A setting as it can be shown: on one line, without control characters."""
    safe = text if text.isprintable() else ascii(text)
    return safe if len(safe) <= MAX_SHOWN else safe[: MAX_SHOWN - 3] + "..."


def grid(settings: Iterable[Setting]) -> Iterator[tuple[Setting, ...]]:
    """Every combination of the settings' values, the last key running fastest."""
    singles = [
        [Setting(s.path, (v,), (w,)) for v, w in zip(s.values, s.written, strict=True)] for s in settings
    ]
    return itertools.product(*singles)


def nested(setting: Setting) -> Node:
    """A tree that holds the setting's first value at its path."""
    node = setting.values[0]
    for step in reversed(setting.path):
        node = Node({step: node}, node.place, node.place)
    return node


def _value(text: str, place: Place) -> Node:
    """The value as YAML reads it, standing on the command line."""
    if not text.strip():
        raise InputError(Fault("usage", "no value after =", place, action="write null where none is meant"))
    return _moved(read_text(text, str(place)), place)


def _moved(node: Node, place: Place) -> Node:
    if isinstance(node.value, dict):
        return Node({k: _moved(v, place) for k, v in node.value.items()}, place, place)
    if isinstance(node.value, list):
        return Node([_moved(v, place) for v in node.value], place, place)
    return Node(node.value, place, place, node.written)


def _split(text: str) -> list[str]:
    """`text` at its commas, but not inside brackets, braces or quotes."""
    parts, depth, quote, start = [], 0, "", 0
    for i, c in enumerate(text):
        if quote:
            quote = "" if c == quote else quote
        elif c in "\"'":
            quote = c
        elif c in "[{":
            depth += 1
        elif c in "]}":
            depth -= 1
        elif c == "," and depth == 0:
            parts.append(text[start:i])
            start = i + 1
    return [*parts, text[start:]]
