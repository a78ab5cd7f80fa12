"""Peers.

Whole processes, from nothing to an answer; CPU seconds with the solvers they start. "> n": no proved answer within
the limit of 60 s on the wall.

First, our program against the same program in other tools: 200 offers, 2,000 streams, every rule (see *Scale*). Each
tool is handed the same arrays and builds its own model of them, gap 0; linopy with HiGHS, MathOpt with SCIP, CP-SAT,
and plain pulp with its CBC. *glmopt* is handed the problem, leaves dominated offers out and proves by HiGHS once;
*plain* is the same without leaving any out.

Then `glmopt solve` (two proofs, ties, check) against Mélange's published formulation (docs/classes.md)
with pulp and CBC, which proves once what its slices allow; cost in $/h. SkyPilot was not measured: its optimizer
chooses an instance type for each task and is not asked how many serve a demand.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from figures import Cell, Table
from instances import Size, instance

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

LIMIT_S = 60
SIZE = Size(offers=200, streams=2_000)
# linopy is no dependency of the project: its interpreter may be another one.
LINOPY = os.environ.get("PEERS_PYTHON", sys.executable)
TOOLS = ("glmopt", "plain", "linopy", "mathopt", "cpsat", "pulp")
MELANGE = (
    "F0_example_834ad00",
    "F1_aibrix_v1_r1_s4",
    "F2_paper_arena_r2048_s8",
    "F2_paper_mixed_r32_s8",
)


def measure() -> list[Table]:
    """Both comparisons."""
    with tempfile.TemporaryDirectory() as folder:
        return [_models(Path(folder)), _melange(Path(folder))]


def _process(command: list[str], cwd: Path) -> tuple[float, float, Any]:
    """CPU and wall seconds of a whole process, and the JSON that it prints; None where it fails."""
    started = time.perf_counter()
    with (cwd / "out.json").open("wb") as out:
        child = subprocess.Popen(command, cwd=cwd, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    text = (cwd / "out.json").read_text(encoding="utf-8")
    last = text[text.find("{") :] if child.returncode in (0, 1) and "{" in text else ""
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - started, json.loads(last) if last else None


def _models(folder: Path) -> Table:
    from glmopt.program import build
    from glmopt.solvers.arrays import to_arrays

    problem = instance(SIZE).problem
    arrays = to_arrays(build(problem).lp)
    (folder / "problem").write_bytes(pickle.dumps(problem))
    (folder / "arrays").write_text(json.dumps(asdict(arrays)), encoding="utf-8")
    rows: list[list[Cell]] = []
    for tool in TOOLS:
        handed = "problem" if tool in ("glmopt", "plain") else "arrays"
        python = LINOPY if tool == "linopy" else sys.executable
        cpu, wall, told = _process([python, str(HERE / "peer_model.py"), tool, handed, str(LIMIT_S)], folder)
        done = told is not None and told["proved"]
        rows.append([tool, cpu if done else f"> {cpu:.1f}", wall, told["value"] if told else "failed"])
        print(rows[-1], file=sys.stderr, flush=True)
    ours = float(rows[0][1] or 0)
    for row in rows:
        row.insert(
            2, row[1] / ours if isinstance(row[1], float) else f"> {float(str(row[1])[2:]) / ours:.1f}"
        )
    size = f"{len(arrays.names):,} variables, {len(arrays.row_low):,} rows; cost in units of the program."
    return Table(("tool", "CPU s", "times ours", "wall s", "cost"), rows, size)


def _melange(folder: Path) -> Table:
    from tests.classes.instances import instances

    from glmopt.importing import melange
    from glmopt.scenario import load_scenario

    some = {one["name"]: one for one in instances()}
    rows: list[list[Cell]] = []
    for name in MELANGE:
        config = some[name]["melange"]
        (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
        for suffix, text in melange(json.dumps(config), "c.json", (), "m.yaml").texts.items():
            (folder / (f"m{suffix}" if suffix else "m.yaml")).write_text(text, encoding="utf-8")
        hours = load_scenario(folder / "m.yaml").money.hours or 1
        ours = _process([sys.executable, "-m", "glmopt", "solve", "m.yaml", "-f", "json"], folder)
        theirs = _process(
            [sys.executable, str(HERE / "peer_melange.py"), "config.json", str(LIMIT_S)], folder
        )
        slices = some[name]["slice_factor"] * sum(len(r) for r in config["workload_distribution"])
        cost = theirs[2]["cost"] if theirs[2] else None
        spent = theirs[0] if cost is not None else f"> {theirs[0]:.1f}"
        ratio = theirs[0] / ours[0] if cost is not None else f"> {theirs[0] / ours[0]:.1f}"
        value = float(ours[2]["objective"]["value"]) / hours if ours[2] else None
        rows.append([name, slices, ours[0], spent, ratio, value, "none" if cost is None else cost])
        print(rows[-1], file=sys.stderr, flush=True)
    head = ("instance", "slices", "glmopt CPU s", "peer CPU s", "peer / glmopt", "glmopt $/h", "peer $/h")
    return Table(head, rows)
