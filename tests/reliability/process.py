"""glmopt as a process of its own, in a small world: its folder, its temp folder, its CBC, its signals."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import stat
import subprocess
import sys
import textwrap
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# What the program does, with another CBC in the place that pulp names, where one is given, and with what a
# test wants done before. A shell that put the tests in the background made them deaf to some signals; here
# they are heard.
START = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
if os.environ.get("OTHER_CBC"):
    import pulp.apis.coin_api
    pulp.apis.coin_api.pulp_cbc_path = os.environ["OTHER_CBC"]
exec(os.environ.get("PRELUDE", ""))
from glmopt.__main__ import main
main()
"""


STANDS_STILL_S = 3.0
# What an ordinary test asks of an end that takes a tenth of a second, or ten minutes where it hangs. How fast
# it is, is measured and not tested (measure.py): a busy machine is no fault of ours.
SOON_S = 20.0
# A process that sleeps so long waits for another process: reading a file takes less.
RESTS_S = 0.3


@dataclass(frozen=True, slots=True)
class Run:
    """How a process ended: exit code (negative for a signal), output, seconds from `since` to its end.

    Seconds in which it was ready to run and the machine ran something else are not counted.
    """

    code: int
    out: str
    err: str
    seconds: float

    def document(self) -> dict[str, Any]:
        """The one JSON document on stdout."""
        return json.loads(self.out)


@dataclass
class World:
    """A folder to work in and a temp folder of its own, so that whatever is left behind is seen."""

    root: Path
    environ: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self.temp.mkdir(parents=True, exist_ok=True)

    @property
    def home(self) -> Path:
        """Where the scenario stands and glmopt runs."""
        return self.root / "home"

    @property
    def temp(self) -> Path:
        """TMPDIR of the process."""
        return self.root / "temp"

    def cbc(self, program: str) -> None:
        """Put a Python program in the place of CBC."""
        path = self.root / "cbc"
        path.write_text(f"#!{sys.executable}\n{textwrap.dedent(program)}", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        self.environ["OTHER_CBC"] = str(path)

    def start(self, *arguments: str, **keys: Any) -> subprocess.Popen[str]:
        """Start glmopt in the home folder."""
        environ = {**os.environ, "TMPDIR": str(self.temp), "PYTHONWARNINGS": "default", **self.environ}
        keys = {"cwd": self.home, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **keys}
        return subprocess.Popen(
            [sys.executable, "-c", START, *arguments],
            env={k: v for k, v in environ.items() if v},
            stdin=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            errors="replace",
            **keys,
        )

    def run(self, *arguments: str, timeout: float = 120, **keys: Any) -> Run:
        """Run glmopt to its end."""
        started = time.monotonic()
        process = self.start(*arguments, **keys)
        return finish(process, started, timeout)

    def solvers(self) -> list[int]:
        """Processes that work in the temp folder of this world: solvers that are still alive."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    inside = (entry / "cwd").readlink().is_relative_to(self.temp)
                    alive = ") Z " not in (entry / "stat").read_text()
                except OSError:
                    continue
                if inside and alive:
                    found.append(int(entry.name))
        return found

    def second_proof(self, process: subprocess.Popen[str], timeout: float = 30) -> None:
        """Wait until CBC works and glmopt does nothing but wait for it: then the first proof is there.

        CBC is started beside the first solver, so that it may be there before the first plan.
        """
        deadline, since = time.monotonic() + timeout, time.monotonic()
        while (now := time.monotonic()) < deadline and now - since < RESTS_S:
            if not self.solvers() or not sleeps(process.pid):
                since = time.monotonic()
            time.sleep(0.005)

    def solvers_after(self, seconds: float) -> list[int]:
        """Solvers that are still alive after at most `seconds`."""
        deadline = time.monotonic() + seconds
        while (alive := self.solvers()) and time.monotonic() < deadline:
            time.sleep(0.02)
        return alive


def sleeps(pid: int) -> bool:
    """Whether no thread of a process works, or waits for a processor or a disk."""
    threads = Path(f"/proc/{pid}/task").glob("*/stat")
    try:
        told = [t.read_text(encoding="utf-8", errors="replace") for t in threads]
    except OSError:
        return False
    return {text.rpartition(")")[2].split()[0] for text in told} == {"S"}


def used_s(pid: int) -> float | None:
    """Processor seconds of a process so far, all its threads together; None where it has ended."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    state, *fields = text.rpartition(")")[2].split()
    return None if state == "Z" else (int(fields[10]) + int(fields[11])) / os.sysconf("SC_CLK_TCK")


def work_for(process: subprocess.Popen[str], seconds: float) -> float:
    """Wait until a process has had so many processor seconds: those that it was seen to have.

    Points in time of its own, whatever else the machine does. Also where it ends before, or stands still
    because nobody reads what it says.
    """
    seen, since = 0.0, time.monotonic()
    while (used := used_s(process.pid)) is not None and used < seconds:
        if used > seen:
            seen, since = used, time.monotonic()
        elif time.monotonic() - since > STANDS_STILL_S:
            break
        time.sleep(0.005)
    return seen


class Queueing(threading.Thread):
    """Looks, while a process runs, how long it has been ready to run without being run: `seconds`.

    Linux counts that for each thread; between two looks the one that waited longest counts, for the others
    may have waited for it. Elsewhere it is 0, and a busy machine counts as slowness of ours.
    """

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.folder, self.over = Path(f"/proc/{pid}/task"), threading.Event()
        self.waited, self.seen = 0.0, self._look()
        self.start()

    def _look(self) -> dict[str, float]:
        found = {}
        # the process, or a thread of it, may end at any moment
        with contextlib.suppress(OSError):
            for folder in self.folder.iterdir():
                with contextlib.suppress(OSError, IndexError, ValueError):
                    found[folder.name] = int((folder / "schedstat").read_text().split()[1]) / 1e9
        return found

    def run(self) -> None:
        """Look a hundred times a second, as long as there is something to see."""
        while (now := self._look()) and not self.over.wait(0.01):
            self.waited += max(seconds - self.seen.get(thread, seconds) for thread, seconds in now.items())
            self.seen = now

    @property
    def seconds(self) -> float:
        """Seconds of waiting since this began."""
        self.over.set()
        return self.waited


def finish(process: subprocess.Popen[str], since: float, timeout: float = 60) -> Run:
    """The end of a process; one that hangs is killed, with exit code -9 and the seconds it had."""
    queueing = Queueing(process.pid)
    try:
        out, err = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
    took = time.monotonic() - since
    return Run(process.returncode, out or "", err or "", max(0.0, took - queueing.seconds))


def interrupt(process: subprocess.Popen[str], number: signal.Signals, timeout: float = 60) -> Run:
    """Send a signal and wait for the end; `seconds` counts from the signal."""
    sent = time.monotonic()
    process.send_signal(number)
    return finish(process, sent, timeout)


def hard_scenario(time_limit_s: float = 600) -> str:
    """Hours of search: 40 cards with prices nearly proportional to what they do, four needs at once."""
    draw = random.Random(1)  # noqa: S311  the same every time
    define, price, stock = [], [], []
    streams = instances = virtual_streams = virtual_instances = 0
    for k in range(40):
        a, vram = draw.randint(1000, 9999), draw.randint(100, 900) * 10
        virtual = draw.random() < 0.5
        fen = (a + vram) * 100 + draw.randint(-40, 40)
        define.append(
            f"    c{k:02}: {{vram_gb: {vram}, fp16_tflops: 100, virtualization: {str(virtual).lower()}, "
            f"streams: {{low: {a}, high: {a}}}}}"
        )
        price.append(f"    c{k:02}: {fen // 100}.{fen % 100:02}")
        stock.append(f"    c{k:02}: {{max: 3}}")
        streams, instances = streams + 3 * a, instances + 3 * (vram // 16)
        virtual_streams += 3 * a * virtual
        virtual_instances += 3 * (vram // 16) * virtual
    return "\n".join(
        [
            "name: hard",
            f"demand: {{streams: {streams // 2}, instances: {instances // 2}}}",
            "cards:",
            "  allow: []",
            "  define:",
            *define,
            "  price:",
            *price,
            "  stock:",
            *stock,
            "rules:",
            "  max_card_types: 22",
            "  virtualization:",
            f"    min_streams: {virtual_streams // 3}",
            f"    min_instances: {virtual_instances // 3}",
            f"solver: {{time_limit_s: {time_limit_s}}}",
            "",
        ]
    )
