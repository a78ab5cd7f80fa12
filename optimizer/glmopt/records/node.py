"""The tree of a file: values that know where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import Any

from glmopt.dataclass import dataclass
from glmopt.errors import Place


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a file: a scalar, a list of nodes or a mapping of nodes, and where it stands."""

    value: Any
    place: Place
    key_place: Place | None = field(default=None, compare=False)
    written: str | None = None

    def items(self) -> Iterator[tuple[str | int, Node]]:
        """Children of a mapping or a list, with their key or index."""
        if isinstance(self.value, dict):
            yield from self.value.items()
        elif isinstance(self.value, list):
            yield from enumerate(self.value)


def plain(node: Node) -> Any:
    """The bare data of a tree: dict, tuple, str, int, Decimal, bool, None."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return tuple(plain(child) for child in node.value)
    return node.value


def child(node: Node, step: str | int) -> Node | None:
    """The child of a mapping or list under one key or index; None where there is none."""
    if isinstance(node.value, dict):
        return node.value.get(step)
    if isinstance(node.value, list) and isinstance(step, int) and 0 <= step < len(node.value):
        found: Node = node.value[step]
        return found
    return None


def locate(node: Node, path: tuple[str | int, ...], *, key: bool = False) -> Place:
    """The place of the value at `path`, or of its key; of the nearest parent that exists."""
    place = node.place
    for step in path:
        below = child(node, step)
        if below is None:
            return place
        node = below
        place = (node.key_place if key else None) or node.place
    return place


def merge(base: Node, over: Node) -> Node:
    """`over` laid on `base`: mappings merge key by key, everything else is replaced."""
    if not (isinstance(base.value, dict) and isinstance(over.value, dict)):
        return over
    children = dict(base.value)
    for key, child in over.value.items():
        children[key] = merge(children[key], child) if key in children else child
    return Node(children, over.place, over.key_place)


def from_plain(value: Any, place: Place) -> Node:
    """The tree of bare data, every part of it standing at `place`."""
    if isinstance(value, dict):
        return Node({k: from_plain(v, place) for k, v in value.items()}, place, place)
    if isinstance(value, list | tuple):
        return Node([from_plain(v, place) for v in value], place, place)
    return Node(value, place, place, str(value))
