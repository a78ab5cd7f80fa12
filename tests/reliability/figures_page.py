"""docs/reliability.md from docs/reliability.json: `python tests/reliability/figures_page.py`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from figures import load

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"

TITLES = {
    "oracle": "Random models against CP-SAT",
    "oracle-later": "Random models on later code, a tie that is not settled counted as wrong",
    "edges": "Budgets one minor unit under the optimum",
    "infeasible": "Infeasible by construction, and the conflict that is named",
    "laws": "Metamorphic laws",
    "mutants-first": "Mutants of program and check that the tests notice: a first sample",
    "survivors": "The mutants that the first sample left, with the tests added for them",
    "mutants-second": "Mutants: a second sample, on later code",
    "mutants-third": "Mutants: a third sample, with the tests added for the second one",
    "mutants-fourth": "Mutants: a fourth sample, after every mutant that the quick tests left had its tests",
    "mutants": "Mutants: a fifth sample, on later code, before the tests that were added for it",
    "fuzz": "Spoiled texts through every loader",
    "fuzz-atheris": "Texts that atheris makes to reach new code",
    "faults": "Signals at points in time",
    "faults-studies": "Ctrl-C during a study",
    "time-limits": "Time limits",
    "load": "Many solves at once",
    "pythons": "The same bytes",
    "supply": "Dependencies, lowest and highest",
    "audit": "Known vulnerabilities of what is pinned: what was asked, and what was answered",
    "bad-input": "Files that must be refused",
}
HEAD = """\
# Reliability

What was run to break glmopt, and what came of it. This page is made by `tests/reliability/figures_page.py`
from `docs/reliability.json`, which the runs below write; no figure here was written by hand, and an ordinary
test run (`tests/run`) does some of each. "Wrong" counts every case that was not as it should be, and the
cases are listed. A rate of 0 in n cases says no more than: less than 3/n, at 95 %.
"""


def page(entries: dict[str, Any]) -> str:
    """The page as Markdown."""
    parts = [HEAD]
    for name, title in TITLES.items():
        if name in entries:
            parts.append(_section(title, entries[name]))
    return "\n".join(parts)


def _section(title: str, entry: dict[str, Any]) -> str:
    versions = ", ".join(f"{k} {v}" for k, v in entry["versions"].items())
    lines = [f"## {title}", ""]
    for command in entry["command"].splitlines():
        lines += [f"`{command}`", ""]
    plain = {k: v for k, v in entry["figures"].items() if not isinstance(v, dict | list)}
    rows = {k: v for k, v in entry["figures"].items() if isinstance(v, dict)}
    lists = {k: v for k, v in entry["figures"].items() if isinstance(v, list) and v}
    if plain:
        lines += [", ".join(f"{k}: {_number(v)}" for k, v in plain.items()) + ".", ""]
    if rows:
        columns = list(dict.fromkeys(c for row in rows.values() for c in row if c != "what"))
        lines += [f"| | {' | '.join(columns)} |", f"| --- |{' ---: |' * len(columns)}"]
        cells = (" | ".join(_number(row.get(c, "")) for c in columns) for row in rows.values())
        lines += [f"| {name} | {row} |" for name, row in zip(rows, cells, strict=True)]
        lines.append("")
        told = [(name, w) for name, row in rows.items() for w in row.get("what", ())]
        lines += [f"- {name}: `{w}`" for name, w in told] + ([""] if told else [])
    for name, words in lists.items():
        lines += [f"{name}:", "", *(f"- `{w}`" for w in words), ""]
    lines += [f"{entry['date']}, {_number(entry['seconds'])} s, {versions}.", ""]
    return "\n".join(lines)


def _number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


if __name__ == "__main__":
    PAGE.write_text(page(load()), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name}: {', '.join(load())}\n")
