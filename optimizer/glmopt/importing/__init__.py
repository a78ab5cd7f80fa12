"""Files of other tools, read as they are and turned into scenarios and tables.

Each reader takes texts of files and gives texts to write; nothing is written here. A further benchmark is one
file, its name in `BENCHMARKS` and the help of its command in cli/imports.py.
"""

from __future__ import annotations

from collections.abc import Callable

from glmopt.importing.aiconfigurator import aiconfigurator
from glmopt.importing.guidellm import guidellm
from glmopt.importing.imported import Imported
from glmopt.importing.melange import melange
from glmopt.importing.rows import Asked
from glmopt.importing.vllm_bench import vllm_bench

# From the texts of files by name to one throughput table.
BENCHMARKS: dict[str, Callable[[dict[str, str], Asked], Imported]] = {
    "vllm-bench": vllm_bench,
    "aiconfigurator": aiconfigurator,
    "guidellm": guidellm,
}

__all__ = ["BENCHMARKS", "Asked", "Imported", "melange"]
