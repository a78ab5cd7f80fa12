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

Then by millions of instructions (cachegrind), which a busy machine does not blur: 1,633 -> 1,460, the bare imports 826
(the CPU milliseconds of the whole process 325 -> 296, the least of fifteen in one run).

- pydantic made a class for each kind of figure of the catalog, 35 of them: now where one is validated; and servers
  and networks, with 10 records and 18 such classes, were imported for an annotation (1,633 -> 1,542 together).
- typer had pydantic build a converter for each of 19 parameters: now for those that are given (1,542 -> 1,535).
- pydantic imported `importlib.metadata`, with it email, sockets and zip files, to look for plugins that are shut off:
  now it is loaded when something is asked of it; and records of the packed catalog asked pydantic for each default,
  and looked at each date again (1,535 -> 1,487 together).
- A dozen modules of servers, tables of classes, large questions and formats not asked for were imported; six
  patterns were compiled, and a mark was made for each figure rather than for each kind (1,487 -> 1,460).
- Dataclasses with an order had their methods compiled at once, and `numpy.typing` was imported for two names of
  types (1,468 -> 1,456, on later code).
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
