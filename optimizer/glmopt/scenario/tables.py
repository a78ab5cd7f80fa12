"""Tables that a scenario names: the CSV of its classes, and the CSV of measured capacities, read in place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from glmopt.errors import Fault, InputError, Place
from glmopt.records import Node
from glmopt.records.reading import read_file

# Tables are longer than scenarios: thousands of classes on dozens of cards.
MAX_TABLE_BYTES = 20_000_000

# From the path as written, its place and its field to the file and the name that messages give it.
Resolve = Callable[[str, Place, str], tuple[Path, str]]


def with_tables(tree: Node, resolve: Resolve, faults: list[Fault] | None = None) -> Node:
    """`tree` with the tables that it names read in: as demand.classes and demand.capacity.text.

    Raises InputError for a table that cannot be read. With `faults` what is wrong is added there instead, and
    the table left out.
    """
    demand = tree.value.get("demand")
    if demand is None or not isinstance(demand.value, dict):
        return tree
    children = dict(demand.value)
    for key, read in (("classes", _read_classes), ("capacity", _read_capacity)):
        try:
            if key in children:
                children[key] = read(children[key], resolve)
        except InputError as error:
            if faults is None:
                raise
            faults += error.faults
            del children[key]
    if children.keys() == demand.value.keys() and all(
        demand.value[k] is here for k, here in children.items()
    ):
        return tree
    whole = Node(children, demand.place, demand.key_place)
    return Node({**tree.value, "demand": whole}, tree.place, tree.key_place)


def _read_classes(classes: Node, resolve: Resolve) -> Node:
    """The classes of the table that is named; those that are written as they are."""
    if not isinstance(classes.value, str):
        return classes
    from glmopt.scenario.class_rows import classes_in

    path, name = resolve(classes.value, classes.place, "demand.classes")
    return classes_in(read_file(path, name, MAX_TABLE_BYTES), name, classes)


def _read_capacity(capacity: Node, resolve: Resolve) -> Node:
    """`capacity` with the text of the table that it names."""
    table = capacity.value.get("table") if isinstance(capacity.value, dict) else None
    if table is None or not isinstance(table.value, str) or _is_read(capacity, table):
        return capacity
    path, name = resolve(table.value, table.place, "demand.capacity.table")
    text = Node(read_file(path, name, MAX_TABLE_BYTES), table.place)
    return Node({**capacity.value, "text": text}, capacity.place, capacity.key_place)


def _is_read(capacity: Node, table: Node) -> bool:
    """Whether the text of this very table is there already; InputError where a text was written beside it."""
    text = capacity.value.get("text")
    if text is not None and text.key_place is not None:
        message = "a table and a text: give one of them"
        raise InputError(Fault("contradiction", message, text.key_place, "demand.capacity"))
    return text is not None and bool(text.place == table.place)
