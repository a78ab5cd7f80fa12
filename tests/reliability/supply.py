"""Everything that has to hold, tried with other versions of the dependencies than those of the lock."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
COUNTED = ("passed", "failed", "skipped", "error")


def whole(pins: str) -> dict[str, Any]:
    """tests/run with these pins on a clean clone: its counts, what failed, versions unlike the lock's."""
    with tempfile.TemporaryDirectory() as folder:
        clone, installed = Path(folder) / "clone", Path(folder) / "installed.txt"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        env = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        env |= {"PINS": pins, "FREEZE": str(installed)}
        lines, code = _told(["bash", "tests/run"], clone, env)
        there = versions(installed.read_text(encoding="utf-8")) if installed.is_file() else {}
    locked = versions((ROOT / "requirements" / "lock.txt").read_text(encoding="utf-8"))
    other = [f"{name} {min(v)}" for name, v in there.items() if not v <= locked.get(name, set())]
    failed = [line for line in lines if line.startswith(("FAILED ", "ERROR "))]
    return {
        **counts(lines),
        "exit code": code,
        "packages": len(there),
        "of another version than in the lock": len(other),
        "what": [*failed[:20], *([", ".join(other)] if other else [])],
    }


def counts(lines: list[str]) -> dict[str, int]:
    """The counts of pytest's last line; all 0 where it did not come to that."""
    ends = [line for line in lines if re.search(r"\d+ (passed|failed|error).* in [\d.]+s", line)]
    found = {word: int(n) for n, word in re.findall(r"(\d+) ([a-z]+?)s?\b", ends[-1] if ends else "")}
    return {word: found.get(word, 0) for word in COUNTED}


def versions(text: str) -> dict[str, set[str]]:
    """Every version of each package in a file of requirements; more than one where the Python decides."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", text, re.MULTILINE):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


def _told(command: list[str], folder: Path, env: dict[str, str]) -> tuple[list[str], int]:
    """The lines that a command says, shown as they come, and its exit code."""
    lines = []
    with subprocess.Popen(
        command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as run:
        for line in run.stdout or ():
            sys.stderr.write(line)
            lines.append(line.rstrip("\n"))
    return lines, run.returncode
