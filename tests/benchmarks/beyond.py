"""Beyond one machine.

A sweep of cheap points (bare cards, 100 targets x budgets) as a whole process that writes its rows to a file as they
come: CPU and wall seconds, and the peak of memory of the process that gives the points out. Then the same 1,000 points by
each engine with two workers of its own; `equal` where the file is that of one process.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from clock import process
from figures import Cell, Table
from shipped import SCENARIO

LENGTHS = (1_000, 10_000, 30_000, 100_000)
TARGETS = 100
ENGINES = ("local", "dask", "ray")


def measure() -> list[Table]:
    """Memory by length, then every engine."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [_length(Path(folder), points) for points in LENGTHS]
        truth = (Path(folder) / f"{LENGTHS[0]}.csv").read_bytes()
        others = [_engine(Path(folder), engine, truth) for engine in ENGINES]
    head = ("points", "CPU s", "wall s", "points/wall s", "peak of memory, MB")
    return [Table(head, rows), Table(("engine", "CPU s", "wall s", "peak of memory, MB", "equal"), others)]


def command(points: int, out: Path, *more: str) -> list[str]:
    """`glmopt whatif` over so many points, into `out`."""
    many = points // TARGETS
    targets = ",".join(str(50 + k) for k in range(TARGETS))
    budgets = ",".join(str(300_000 + 1_000_000 * k // many) for k in range(many))
    grid = ["--set", f"demand.streams={targets}", "--set", f"budget.max={budgets}"]
    return [sys.executable, "-m", "glmopt", "whatif", str(SCENARIO), *grid, "--out", str(out), *more]


def _length(folder: Path, points: int) -> list[Cell]:
    out = folder / f"{points}.csv"
    took = process(command(points, out))
    if took.code or out.read_bytes().count(b"\n") != points + 2:
        raise SystemExit(f"{points} points: exit code {took.code}")
    return [points, took.cpu, took.wall, points / took.wall, took.peak_mb]


def _engine(folder: Path, engine: str, truth: bytes) -> list[Cell]:
    out = folder / f"{engine}.csv"
    took = process(command(LENGTHS[0], out, "--engine", engine, "--workers", "2"))
    equal = "yes" if took.code == 0 and out.read_bytes() == truth else f"no, exit code {took.code}"
    return [engine, took.cpu, took.wall, took.peak_mb, equal]
