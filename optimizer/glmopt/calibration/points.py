"""Measured figures: rows of a CSV file as points, each with its llm, card and engine found in the catalog."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from glmopt.catalog import Catalog
from glmopt.errors import Fault, InputError, Place
from glmopt.records.reading import read_file

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
NEEDED = ("model", "task", "metric", "value")


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
    rows = csv.DictReader(io.StringIO(read_file(path, str(path))))
    missing = [c for c in NEEDED if c not in (rows.fieldnames or ())]
    if missing:
        action = f"the columns are {', '.join(COLUMNS)}"
        message = f"no column {', '.join(missing)}"
        raise InputError(Fault("missing-key", message, Place(str(path), 1, 1), "", action))
    points, faults = [], []
    for row in rows:
        place = Place(str(path), rows.line_num, 1)
        try:
            points.append(_point({k: (v or "").strip() for k, v in row.items() if k}, rows.line_num, catalog))
        except ValueError as error:
            faults.append(Fault("wrong-type", str(error), place))
    if faults:
        raise InputError(faults[:20])
    return tuple(points)


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
        raise ValueError("value: expected a number above 0")
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
    try:
        return float(text) if text else None
    except ValueError:
        raise ValueError(f"{column}: expected a number, found {text[:40]!r}") from None


def _whole(row: Mapping[str, str], column: str) -> int | None:
    number = _number(row, column)
    if number is None:
        return None
    if not 0 <= number <= 1e9 or number != int(number):
        raise ValueError(f"{column}: expected a whole number, found {number:g}")
    return int(number)
