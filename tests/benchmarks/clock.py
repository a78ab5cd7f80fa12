"""CPU seconds, wall seconds and memory: of a piece of work in this process, and of whole processes."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Process:
    """What a whole process and the solvers it waited for took: seconds, and its peak of memory in MB."""

    cpu: float
    wall: float
    peak_mb: float
    code: int


def process(command: list[str], cwd: str | None = None) -> Process:
    """Run a whole process to its end; bytecode is kept, as it is at a user's."""
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    quiet = subprocess.DEVNULL
    child = subprocess.Popen(command, cwd=cwd, env=env, stdout=quiet, stderr=quiet)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    return Process(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, child.returncode)


def against(ours: list[str], theirs: list[str], repeats: int, cwd: str | None = None) -> list[float]:
    """Median CPU and wall seconds of both, run in turn, and the median of the ratios pair by pair."""
    pairs = [(process(ours, cwd), process(theirs, cwd)) for _ in range(repeats)][1:]
    cells: list[float] = []
    for key in ("cpu", "wall"):
        mine, other = [getattr(a, key) for a, _ in pairs], [getattr(b, key) for _, b in pairs]
        ratio = statistics.median(a / b for a, b in zip(mine, other, strict=True))
        cells += [statistics.median(mine), statistics.median(other), ratio]
    return cells


def cpu(work: Callable[[], Any], repeats: int = 3) -> tuple[float, Any]:
    """The least CPU seconds of `work`, here and in the solvers that it waits for, and what it gives."""
    best, given = float("inf"), None
    for _ in range(repeats):
        started = spent()
        given = work()
        best = min(best, spent() - started)
    return best, given


def spent() -> float:
    """CPU seconds of this process and of its children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
