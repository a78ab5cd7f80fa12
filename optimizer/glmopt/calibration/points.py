"""Measured figures: rows of a CSV file as points, each with its llm, card and engine found in the catalog."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError, Place
from glmopt.records.faults import too_many
from glmopt.records.tables import read_table

COLUMNS = (
    "model",
    "params_b",
    "card",
    "n_cards",
    "engine",
    "precision",
    "task",
    "prompt_len",
    "output_len",
    "batch_or_concurrency",
    "metric",
    "value",
    "unit",
    "source_url_or_repo_path",
    "note",
)
# Not what Python also takes for a number: nan, 1_000, digits of other scripts.
_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,3})?")
NEEDED = ("model", "task", "metric", "value")


class Unpredictable(Exception):
    """A point that cannot be predicted; the text says why."""


@dataclass(frozen=True, slots=True)
class Point:
    """One measured figure. `llm` and `card` are ids of the catalog, empty where it has none of that name.

    prompt, output and batch are None where the row leaves them open. `line` is that of the file.
    """

    line: int
    row: Mapping[str, str]
    llm: str
    card: str
    cards: int
    engine: str
    precision: str
    task: str
    prompt: int | None
    output: int | None
    batch: int | None
    metric: str
    value: float
    unit: str
    source: str
    note: str


def read_points(path: Path, catalog: Catalog) -> tuple[Point, ...]:
    """The points in the CSV file `path`.

    Raises InputError for a file without the columns, or cells that are no numbers. Names that the catalog
    does not have are kept, and left for the prediction to tell.
    """
    points, faults = [], []
    for row in read_table(path, COLUMNS, NEEDED):
        try:
            points.append(_point(row.cells, row.line, catalog))
        except _WrongCell as wrong:
            column, message = wrong.args
            faults.append(Fault("wrong-type", message, Place(str(path), row.line, 1), column))
    if faults:
        raise InputError(too_many(faults))
    return tuple(points)


class _WrongCell(ValueError):
    """A cell that is not what its column wants: column and message."""


def card_named(name: str, cards: Iterable[str]) -> str:
    """The card id that `name` means: the id itself, its parts in any order, or without its memory size.

    RTX4090 is rtx-4090-24g, A100-80G-PCIe is a100-pcie-80g. Empty where none or several fit.
    """
    ids, flat = list(cards), _flat(name)
    exact = [i for i in ids if _flat(i) == flat or sorted(i.split("-")) == sorted(name.lower().split("-"))]
    without_memory = [i for i in ids if re.fullmatch(rf"{re.escape(flat)}\d+g", _flat(i))] if flat else []
    for found in (exact, without_memory):
        if len(found) == 1:
            return found[0]
    return ""


def llm_named(name: str, catalog: Catalog) -> str:
    """The llm id that `name` means: an id or an alias. Empty where there is none."""
    wanted = name.lower()
    return next((m.id for m in catalog.llms.values() if wanted in (m.id, *m.aliases)), "")


def _flat(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _point(row: Mapping[str, str], line: int, catalog: Catalog) -> Point:
    value = _number(row, "value")
    if value is None or not 0 < value < float("inf"):
        raise _WrongCell("value", "expected a number above 0")
    return Point(
        line=line,
        row=row,
        llm=llm_named(row["model"], catalog),
        card=card_named(row.get("card", ""), catalog.cards),
        cards=_whole(row, "n_cards") or 1,
        engine=row.get("engine", ""),
        precision=row.get("precision", "") or "fp16",
        task=row["task"],
        prompt=_whole(row, "prompt_len"),
        output=_whole(row, "output_len"),
        batch=_whole(row, "batch_or_concurrency"),
        metric=row["metric"],
        value=value,
        unit=row.get("unit", ""),
        source=row.get("source_url_or_repo_path", ""),
        note=row.get("note", ""),
    )


def _number(row: Mapping[str, str], column: str) -> float | None:
    text = row.get(column, "")
    if text and not _NUMBER.fullmatch(text):
        raise _WrongCell(column, f"expected a number, found {text[:40]!r}")
    return float(text) if text else None


def _whole(row: Mapping[str, str], column: str) -> int | None:
    number = _number(row, column)
    if number is None:
        return None
    if not 0 <= number <= 1e9 or number != int(number):
        raise _WrongCell(column, f"expected a whole number, found {number:g}")
    return int(number)
