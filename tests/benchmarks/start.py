"""Start.

Whole processes, run in turn; seconds, and the median of the ratios of the pairs.
"""

from __future__ import annotations

import sys
import tempfile

from clock import against
from figures import Table
from shipped import SCENARIO

REPEATS = 9


def measure() -> list[Table]:
    """How long a command takes from nothing."""
    glmopt = [sys.executable, "-m", "glmopt"]
    bare = [sys.executable, "-c", "import typer, pydantic, ruamel.yaml, pulp, highspy"]
    typer = [sys.executable, "-c", "import typer"]
    solve = [*glmopt, "solve", str(SCENARIO)]
    with tempfile.TemporaryDirectory() as folder:
        rows = [
            ["`glmopt --help`", "`import typer`", *against([*glmopt, "--help"], typer, REPEATS, folder)],
            ["`glmopt solve 200streams.yaml`", "the imports alone", *against(solve, bare, REPEATS, folder)],
        ]
    head = ("command", "against", "CPU s", "its CPU s", "ratio", "wall s", "its wall s", "ratio")
    return [Table(head, rows)]
