"""The measured figures: one JSON file for each section of docs/performance.md."""

from __future__ import annotations

import importlib.metadata
import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "figures"
VERSIONS = ("highspy", "pulp", "numpy")

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `head` names the columns, each row has a cell for each; None is nothing to tell.

    `note` stands above it: what the rows are, and under which settings.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run of a section measured: its tables, the command that made them, and with which versions."""

    command: str
    tables: Sequence[Table]
    versions: dict[str, str] = field(default_factory=dict)


def save(name: str, command: str, tables: Sequence[Table]) -> None:
    """Write the figures of section `name`."""
    versions = {"python": platform.python_version()}
    versions |= {n: importlib.metadata.version(n) for n in VERSIONS}
    text = json.dumps(asdict(Figures(command, tables, versions)), indent=1, ensure_ascii=False)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def load(name: str) -> Figures | None:
    """The figures of section `name`; None where it was never run."""
    path = FOLDER / f"{name}.json"
    if not path.exists():
        return None
    found = json.loads(path.read_text(encoding="utf-8"))
    return Figures(found["command"], [Table(**t) for t in found["tables"]], found["versions"])
