"""One question asked again and again, of several Pythons and of both solvers: the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass

from glmopt.catalog import data_root

QUESTION = str(data_root() / "scenarios" / "200streams.yaml")
SOLVERS = ("highs", "cbc")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer states: its own digest, and that of everything it says of the plan."""

    digest: str
    plan: str


def answer(python: str, solver: str = "highs") -> Answer:
    """The answer of a Python, its first proof by `solver`."""
    command = [python, "-c", "from glmopt.__main__ import main; main()", "solve", QUESTION, "-f", "json"]
    command += ["--set", f"solver.name={solver}"] if solver != "highs" else []
    run = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")
    document = json.loads(run.stdout)
    plan = json.dumps({k: document[k] for k in ("plan", "totals", "objective", "explain", "audit")})
    return Answer(document["digest"], hashlib.sha256(plan.encode()).hexdigest())


def pythons() -> dict[str, str]:
    """The Pythons at hand by version: this one, and those whose paths GLMOPT_PYTHONS lists, by colons."""
    paths = [sys.executable, *filter(None, os.environ.get("GLMOPT_PYTHONS", "").split(":"))]
    show = "import platform; print(platform.python_version())"
    return {
        subprocess.run([path, "-c", show], capture_output=True, text=True, check=True).stdout.strip(): path
        for path in paths
    }
