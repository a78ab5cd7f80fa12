"""Faults at every point in time: what a run leaves behind when it is killed, and how fast it ends.

`strike` is one blow; it returns what went wrong, nothing where all is as it should be:
the result file is the whole old one or a whole new one, Ctrl-C ends soon (within a second where that is
measured, on a machine that does nothing else) and tells the best plan so far, no solver lives on, no temp
file is left.
"""

from __future__ import annotations

import json
import math
import os
import signal
import time
import zipfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from subprocess import DEVNULL

from process import SOON_S, Run, World, hard_scenario, interrupt, work_for

from glmopt.catalog import data_root
from glmopt.result.saved import judge, read_result

OLD = '{"old": true}\n'
QUICK = data_root() / "scenarios" / "200streams.yaml"
# The goal, where it is measured.
WITHIN_S = 1.0
# Studies that last: of the hard scenario, where each solve does, and of the shipped one, by their number.
STUDIES = {
    "explain, hard": ("explain", "s.yaml"),
    "whatif, hard": ("whatif", "s.yaml"),
    "frontier, hard": ("frontier", "s.yaml", "--streams", "1..20"),
    "budgets": ("frontier", str(QUICK), "--budgets", "30万:900万"),
    "confidence": ("whatif", str(QUICK), "--confidence", "4000"),
    "whatif": ("whatif", str(QUICK), "--set", f"demand.streams={','.join(map(str, range(20, 400)))}"),
}
# Before this, Python itself is still starting, and answers signals in its own way.
AWAKE_S = 0.15


@dataclass
class Tally:
    """What a series of blows showed."""

    blows: int = 0
    wrong: list[str] = field(default_factory=list)
    slowest_s: float = 0.0
    plans: int = 0

    def add(self, run: Run, wrong: list[str]) -> None:
        """Count one blow."""
        self.blows += 1
        self.wrong += wrong
        self.slowest_s = max(self.slowest_s, run.seconds)
        self.plans += '"plan": [\n' in run.out


def strike(
    world: World, number: signal.Signals, after_s: float, *, hard: bool, within_s: float = SOON_S
) -> tuple[Run, list[str]]:
    """Run a solve, send it a signal after some seconds; how it ended, and what went wrong."""
    scenario = world.home / "s.yaml"
    # CBC as second solver: a process of its own, that must not outlive us
    quick = QUICK.read_text(encoding="utf-8") + "solver: {second: cbc}\n"
    text = hard_scenario() if hard else quick
    scenario.write_text(text, encoding="utf-8")
    out = world.home / "out"
    out.mkdir(exist_ok=True)
    for path in out.iterdir():
        path.unlink()
    (out / "result.json").write_text(OLD, encoding="utf-8")
    # Into a file: nobody would read a pipe while we wait, and a full one holds the process up.
    with (world.root / "said.json").open("w+", encoding="utf-8") as said:
        process = world.start("solve", "s.yaml", "-o", "out", "-f", "json", stdout=said)
        work_for(process, after_s)
        run = interrupt(process, number)
        said.seek(0)
        run = replace(run, out=said.read())
    wrong = [*_late(run, within_s), *_wrong(world, number, run, hard=hard)]
    return run, [f"{number.name} at {after_s:.2f} s: {w}" for w in wrong]


def strike_study(
    world: World, kind: str, after_s: float, *, within_s: float = SOON_S
) -> tuple[Run, list[str]]:
    """Run one of the studies and press Ctrl-C after some seconds; how it ended, and what went wrong."""
    (world.home / "s.yaml").write_text(hard_scenario(), encoding="utf-8")
    process = world.start(*STUDIES[kind])
    work_for(process, after_s)
    run = interrupt(process, signal.SIGINT)
    wrong = _late(run, within_s)
    if "Traceback" in run.err:
        wrong.append(f"traceback: {run.err[-300:]}")
    if run.code not in (130, 1, 0):
        wrong.append(f"exit code {run.code}")
    if alive := world.solvers_after(SOON_S):
        wrong.append(f"solvers {alive} live on")
    return run, [f"{kind} at {after_s:.2f} s: {w}" for w in wrong]


def _late(run: Run, within_s: float) -> list[str]:
    return [f"ended after {run.seconds:.2f} s"] if run.seconds > within_s else []


def _wrong(world: World, number: signal.Signals, run: Run, *, hard: bool) -> list[str]:
    wrong = []
    if "Traceback" in run.err:
        wrong.append(f"traceback: {run.err[-300:]}")
    ends = {signal.SIGINT: (130,), signal.SIGTERM: (143, -15), signal.SIGKILL: (-9,)}[number]
    if run.code not in ((*ends,) if hard else (*ends, 0)):
        wrong.append(f"exit code {run.code}")
    wrong += [w for name, judged in WHOLE.items() for w in judged(world.home / "out" / name)]
    if alive := world.solvers_after(SOON_S):
        wrong.append(f"solvers {alive} live on")
        for pid in alive:
            os.kill(pid, signal.SIGKILL)
    if number is signal.SIGKILL:
        _age(world)
        # The next run that writes here, and calls CBC, sweeps what SIGKILL left.
        world.run("solve", str(QUICK), "-o", "out", "--set", "solver.second=cbc")
    left = [p.name for p in world.temp.iterdir()]
    left += [p.name for p in (world.home / "out").iterdir() if p.name not in WHOLE]
    if left:
        wrong.append(f"left behind: {left}")
    if number is signal.SIGINT and run.out:
        document = json.loads(run.out)
        if document["status"] == "feasible" and run.code != 130:
            wrong.append("a plan that is not proved, and no word of the interrupt")
    return wrong


def _file(path: Path) -> list[str]:
    """The result file is the whole old one, or a new one that stands up to its check."""
    if path.read_text(encoding="utf-8") == OLD:
        return []
    findings = judge(read_result(path))
    return [f"result.json: {f}" for f in findings]


def _page(path: Path) -> list[str]:
    whole = not path.exists() or path.read_text(encoding="utf-8").rstrip().endswith("</html>")
    return [] if whole else ["half a report.html"]


def _workbook(path: Path) -> list[str]:
    whole = not path.exists() or (zipfile.is_zipfile(path) and zipfile.ZipFile(path).testzip() is None)
    return [] if whole else ["half a bom.xlsx"]


# The files of an answer, and what tells that one is whole.
WHOLE = {"result.json": _file, "report.html": _page, "bom.xlsx": _workbook}


def _age(world: World) -> None:
    """Let an hour pass for whatever was left behind."""
    hour = time.time() - 3600
    for path in [*world.temp.iterdir(), *(world.home / "out").iterdir()]:
        os.utime(path, (hour, hour))


def usual_s(world: World) -> float:
    """Processor seconds of a solve of the quick scenario and its reports."""
    process = world.start("solve", str(QUICK), "-o", "out", "--set", "solver.second=cbc", stdout=DEVNULL)
    used = work_for(process, math.inf)
    process.communicate()
    return used


def series(
    world: World, number: signal.Signals, points: int, *, hard: bool, within_s: float = SOON_S
) -> Tally:
    """Blows at `points` points in time, evenly over a run (over three seconds, where it would last hours).

    Seconds are those of the processor, so that a busy machine moves no point.
    """
    end = 3.0 if hard else usual_s(world)
    tally = Tally()
    for k in range(points):
        at_s = AWAKE_S + (end - AWAKE_S) * k / max(1, points - 1)
        run, wrong = strike(world, number, at_s, hard=hard, within_s=within_s)
        tally.add(run, wrong)
    return tally
