"""The CSV of a scenario's classes: its rows as the mapping that the scenario could have written itself."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from glmopt.errors import Fault, InputError, Place
from glmopt.records import Node
from glmopt.records.rows import CsvRow, number, read_csv
from glmopt.scenario.classes import ServiceClass

_WORDS = ("llm", "batch")
COLUMNS = ("class", *ServiceClass.model_fields)


def classes_in(text: str, name: str, written: Node) -> Node:
    """The classes of the table `text`, which messages call `name`; InputError with what is wrong in it."""
    found: dict[str, Node] = {}
    faults: list[Fault] = []
    for row in read_csv(text, name, COLUMNS, needed=("class",)):
        try:
            key, node = _class(row)
        except InputError as error:
            faults += error.faults
            continue
        if key in found:
            faults.append(Fault("duplicate-key", f"the class {key} again", row.place))
        found[key] = node
    if faults:
        raise InputError(faults[:20])
    return Node(found, Place(name, 1, 1), written.key_place)


def _class(row: CsvRow) -> tuple[str, Node]:
    key = row.cells.get("class")
    if key is None:
        raise InputError(Fault("missing-key", "a class without a name", row.place, "class"))
    children = {}
    for column, text in row.cells.items():
        if column != "class":
            value = text if column in _WORDS else _plain(row, column)
            children[column] = Node(value, row.place, row.place, text)
    return key, Node(children, row.place, row.place)


def _plain(row: CsvRow, column: str) -> Any:
    """A number as YAML would have given it; it must survive as a number of JSON, a double."""
    value = number(row, column)
    if value is None:
        return None
    if value == int(value) and "." not in row.cells[column] and "e" not in row.cells[column].lower():
        return int(value)
    if Decimal(str(float(value))) != value:
        message = "a number of more than 15 digits that is no double"
        raise InputError(Fault("out-of-range", message, row.place, column))
    return value
