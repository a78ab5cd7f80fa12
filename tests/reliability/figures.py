"""Figures of the long runs: each with its command, its date and the versions it was taken with.

`docs/reliability.json` holds them; `figures_page.py` makes docs/reliability.md from it, and nobody writes
a figure by hand.
"""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import json
import platform
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parents[2] / "docs" / "reliability.json"


def versions() -> dict[str, str]:
    """What the figures depend on."""
    packages = ("pulp", "highspy", "ruamel.yaml", "pydantic")
    return {"python": platform.python_version()} | {p: importlib.metadata.version(p) for p in packages}


def record(
    name: str, command: str, figures: dict[str, Any], seconds: float, path: Path = FILE, *, more: bool = False
) -> None:
    """Put the figures of one run into the file, in place of those of an earlier run of the same name.

    With `more` they are added to them: a long run in pieces, each with another seed.
    """
    entries = load(path)
    earlier = entries.get(name) if more else None
    if earlier is not None:
        figures = added(earlier["figures"], figures)
        command = f"{earlier['command']}\n{command}"
        seconds += earlier["seconds"]
    entries[name] = {
        "command": command,
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "seconds": round(seconds),
        "versions": versions(),
        "figures": figures,
    }
    text = json.dumps(dict(sorted(entries.items())), indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def added(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Two pieces of a run as one: counts added up, the slowest and the most kept, lists joined."""
    found = dict(old)
    for key, value in new.items():
        before = old.get(key)
        if before is None:
            found[key] = value
        elif isinstance(value, dict):
            found[key] = added(before, value)
        elif key.startswith(("slowest", "longest", "most")):
            found[key] = max(before, value)
        else:
            found[key] = before + value
    return found


def load(path: Path = FILE) -> dict[str, Any]:
    """The figures by the name of their run; empty where there are none yet."""
    if not path.is_file():
        return {}
    entries: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return entries
