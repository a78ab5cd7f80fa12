"""Start.

Whole processes, run in turn; seconds, and the median of the ratios of the pairs.

What was slow in the solve, by profile, and what made it fast (CPU milliseconds, the least of seven or more processes
by hand on a busy machine, before -> after; the whole process 478 -> 379, the bare imports 252 in the same run):

- That no other plan is within 2 % was proved by looking for the best other plan: now among those within 2 % only
  (44.6 -> 5.8).
- Each dataclass had its methods compiled when the first object was made, most of them for a few objects: these are
  filled now (19.2 -> 2.4).
- Modules of servers, classes and conflicts were imported for a question that has none (our own modules: 87.6 -> 60.7).
- pydantic built the schemas of all keys of a scenario: now of those that are there (12.0 -> 4.7).
- Python took down every module before it ended: now the process ends when all is said and written (357 -> 346, the
  whole process in another run).
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
