"""CBC, the program that pulp brings along, as a second opinion: its own process, session and temp folder.

`cuts off` and `preprocess off` are the settings under which it was right on every model it is known to
get wrong with its defaults (tests/solvers/traps.json). Its solution file keeps some eight digits, so larger
values are refused instead of believed.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

from glmopt.errors import SolverFailure
from glmopt.solvers.outcome import Outcome, Solution
from glmopt.solvers.scratch import mortal, scratch_folder

EXACT = ("-allowableGap", "0", "-ratioGap", "0")
SETTINGS = ("-cuts", "off", "-preprocess", "off", *EXACT)
# Without preprocessing CBC 2.10.3 dies of a segmentation fault where tightening bounds shows a program to be
# infeasible. It is then asked again with the other settings under which it is right.
AFTER_CRASH = ("-cuts", "off", "-probing", "off", *EXACT)
MAX_VALUE = 1e8
MAX_COEFFICIENT = 1e12
MAX_BYTES = 100_000_000
GRACE_S = 0.5
LOOK_S = 0.05  # how often a wait looks whether it is still wanted

_STATUS = {
    "Optimal": Outcome.OPTIMAL,
    "Infeasible": Outcome.INFEASIBLE,
    "Integer infeasible": Outcome.INFEASIBLE,
    "Stopped on time": Outcome.UNKNOWN,
}


def executable() -> Path:
    """The CBC binary that pulp carries; SolverFailure where it has none for this machine."""
    from pulp.apis.coin_api import pulp_cbc_path

    path = Path(pulp_cbc_path)
    if not path.is_file():
        raise SolverFailure(f"pulp brings no CBC for this machine ({path.name} is missing)")
    return path


def solve(lp: Any, time_limit_s: float | None = None, stop: threading.Event | None = None) -> Solution:
    """Minimise the pulp program `lp`; once `stop` is set, CBC is ended and has failed.

    A run that stops on time gives no values: what CBC then writes may be fractional. Raises SolverFailure
    for a crash, an answer that cannot be read, and numbers beyond what its files carry.
    """
    _refuse_large_numbers(lp)
    limit = ("-timeMode", "elapsed", "-seconds", str(time_limit_s)) if time_limit_s else ()
    with scratch_folder() as folder:
        names = _write_mps(lp, Path(folder) / "model.mps")
        answer_to = ("-printingOptions", "all", "-solution", "model.sol")
        started = time.perf_counter()
        for settings in (SETTINGS, AFTER_CRASH):
            arguments = ["model.mps", *limit, *settings, "-solve", *answer_to]
            left = time_limit_s and max(0.0, time_limit_s - (time.perf_counter() - started))
            code, printed = _run([str(executable()), *arguments], folder, left, stop)
            if code >= 0:
                break
        seconds = time.perf_counter() - started
        if code != 0:
            raise SolverFailure(f"CBC ended with code {code}")
        try:
            file = Path(folder) / "model.sol"
            if file.stat().st_size > MAX_BYTES:
                raise SolverFailure("CBC's solution file is too large")
            answer = file.read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            raise SolverFailure("CBC wrote no solution file") from None
    version = re.search(r"Version:\s*(\S+)", printed)
    return _read(answer, names, version[1] if version else "unknown", seconds)


def _refuse_large_numbers(lp: Any) -> None:
    rows = [row.constant for row in lp.constraints()]
    entries = [c for row in lp.constraints() for c in row.values()]
    if any(abs(c) >= MAX_COEFFICIENT for c in (*rows, *entries, *lp.objective.values())):
        raise SolverFailure(f"CBC's files do not carry numbers of {MAX_COEFFICIENT:.0e} and more exactly")


def _write_mps(lp: Any, path: Path) -> dict[str, str]:
    """Write `lp` under names X0000000, ...; return the real name of each.

    pulp puts a dummy variable into an objective that is empty; ours is put back.
    """
    objective = lp.objective.copy()
    try:
        _variables, renamed, _rows, _objective = lp.writeMPS(str(path), rename=True)
    except OSError as error:
        raise SolverFailure(f"CBC's input cannot be written: {error.strerror}") from None
    finally:
        lp.setObjective(objective)
    return {short: name for name, short in renamed.items()}


def _run(
    command: list[str], folder: str, time_limit_s: float | None, stop: threading.Event | None
) -> tuple[int, str]:
    """Exit code and output of CBC in a session of its own; whatever happens, it ends with us."""
    process = _start([*mortal(), *command], folder)
    try:
        printed = _wait(process, None if time_limit_s is None else time_limit_s + GRACE_S, stop)
    finally:
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if process.stdout:
            process.stdout.close()
    return process.returncode, printed


def _wait(process: subprocess.Popen[str], limit_s: float | None, stop: threading.Event | None) -> str:
    """What `process` printed when it ended by itself; SolverFailure where it has to be ended."""
    deadline = None if limit_s is None else time.monotonic() + limit_s
    while True:
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        wait = left if stop is None else LOOK_S if left is None else min(left, LOOK_S)
        try:
            return process.communicate(timeout=wait)[0]
        except subprocess.TimeoutExpired:
            if stop is not None and stop.is_set():
                raise SolverFailure("CBC was not needed any more") from None
            if left is not None and left <= LOOK_S:
                raise SolverFailure("CBC ran past its time limit") from None


def _start(command: list[str], folder: str) -> subprocess.Popen[str]:
    try:
        return subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            text=True,
            errors="replace",
        )
    except OSError as error:
        raise SolverFailure(f"CBC cannot be started: {error.strerror}") from None


def _read(answer: str, names: dict[str, str], version: str, seconds: float) -> Solution:
    if answer and not answer.endswith("\n"):
        raise SolverFailure("CBC's solution file is cut short")
    lines = answer.splitlines()
    head = re.split(r" - |\(", lines[0])[0].strip() if lines else ""
    outcome = _STATUS.get(head)
    if outcome is None:
        raise SolverFailure(f"CBC ended with {head or 'an empty answer'!r}")
    if outcome is not Outcome.OPTIMAL:
        return Solution(outcome, None, None, "CBC", version, seconds)
    values: dict[str, float] = {}
    for line in lines[1:]:
        fields = line.replace("**", "").split()
        if len(fields) >= 3 and fields[1] in names:
            values[names[fields[1]]] = float(fields[2])
    if values.keys() != set(names.values()):
        raise SolverFailure(f"CBC's answer has {len(values)} of {len(names)} values")
    if any(abs(v) >= MAX_VALUE for v in values.values()):
        raise SolverFailure(f"CBC's solution file does not carry values of {MAX_VALUE:.0e} and more exactly")
    return Solution(Outcome.OPTIMAL, values, None, "CBC", version, seconds)
