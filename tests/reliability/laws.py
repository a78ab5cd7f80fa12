"""The metamorphic laws of tests/test_laws*.py over many examples: how many each was tried on, and held."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = ("tests/test_laws.py", "tests/test_laws_servers.py")
# What hypothesis says of each phase: "40 passing, 0 failing, and 2 invalid test cases".
COUNTED = re.compile(r"(\d+) passing(?: examples?)?, (\d+) failing")


@dataclass(frozen=True, slots=True)
class Law:
    """A law: the file and the name of its test."""

    file: str
    test: str

    @property
    def sentence(self) -> str:
        """The law in words."""
        return self.test.removeprefix("test_").replace("_", " ")


def laws() -> Iterator[Law]:
    """Every law that is tried on drawn examples."""
    for file in FILES:
        for node in ast.parse((ROOT / file).read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and any(
                isinstance(d, ast.Call) and isinstance(d.func, ast.Name) and d.func.id == "given"
                for d in node.decorator_list
            ):
                yield Law(file, node.name)


def tried(law: Law, examples: int) -> tuple[int, int, str]:
    """Examples on which `law` held and did not hold, and what pytest said where it did not."""
    run = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--hypothesis-show-statistics"),
            f"{law.file}::{law.test}",
        ],
        cwd=ROOT,
        env={**os.environ, "GLMOPT_EXAMPLES": str(examples)},
        capture_output=True,
        text=True,
        check=False,
    )
    counts = [(int(held), int(failed)) for held, failed in COUNTED.findall(run.stdout)]
    held, failed = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0)
    broken = run.returncode != 0
    return held, max(failed, int(broken)), run.stdout[-300:] if broken else ""
