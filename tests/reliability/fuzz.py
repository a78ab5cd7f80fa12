"""Inputs that nobody would write, through every loader: no other end than a record or an InputError.

Every input is watched: how it ends, how long it takes, and that nothing is written, started or sent. The seed
fixes every input of a run; each find belongs into tests/badinput.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from fuzz_loaders import BESIDE, as_file, loaders
from fuzz_texts import corpus, mutated

from glmopt.errors import InputError

HANG_S = 2.0
EACH = 5  # so many inputs at the least for every loader
# What a loader may never do; opening a file to write to it is among the events `open`.
DEEDS = ("os.", "shutil.", "subprocess.", "socket.", "tempfile.", "pickle.", "ctypes.", "ftplib.", "urllib.")
HARMLESS = ("os.listdir", "os.scandir", "os.walk", "os.fwalk", "os.putenv")


@dataclass
class Findings:
    """What a run of inputs showed: how many, those that broke something, those that took too long."""

    inputs: int = 0
    accepted: int = 0
    slowest_s: float = 0.0
    codes: set[str] = field(default_factory=set)
    broken: dict[str, str] = field(default_factory=dict)
    hanging: list[str] = field(default_factory=list)


class Hanging(BaseException):
    """An input that takes more than HANG_S of the processor."""


class Watch:
    """Tries inputs one by one: a folder for those that are files, an alarm, an eye on what is done."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.loaders = loaders()
        self.deeds: list[str] | None = None
        self.found = {kind: Findings() for kind in self.loaders}
        for kind, loader in self.loaders.items():
            if loader.in_file:
                self._folder(kind).mkdir()
                (self._folder(kind) / BESIDE).write_text(loader.beside or "demand: {}\n", encoding="utf-8")
        sys.addaudithook(self._see)

    def _folder(self, kind: str) -> Path:
        return self.folder / kind

    def try_one(self, kind: str, data: bytes) -> None:
        """Load the bytes as the kind of text they claim to be, and note how that ended."""
        loader, here, path = (
            self.loaders[kind],
            self.found[kind],
            self._folder(kind) / ("t.csv" if self.loaders[kind].beside else "s.yaml"),
        )
        if loader.in_file:
            path.write_bytes(as_file(kind, data))
        here.inputs += 1
        began = time.process_time()
        try:
            with self._watched() as deeds:
                loader.load(data, path)
            here.accepted += 1
        except InputError as error:
            here.codes |= {fault.code for fault in error.faults}
        except Hanging:
            here.hanging.append(_shown(data))
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            kept = f"{type(error).__name__} in {Path(where.filename).name}:{where.lineno}"
            here.broken.setdefault(kept, _shown(data))
        here.slowest_s = max(here.slowest_s, time.process_time() - began)
        for deed in () if loader.writes else deeds:
            here.broken.setdefault(deed, _shown(data))

    @contextmanager
    def _watched(self) -> Iterator[list[str]]:
        self.deeds = deeds = []
        before = signal.signal(signal.SIGVTALRM, _hangs)
        signal.setitimer(signal.ITIMER_VIRTUAL, HANG_S)
        try:
            yield deeds
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, before)
            self.deeds = None

    def _see(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.deeds is None:
            return
        if event == "open":
            _, mode, flags = arguments
            writes = isinstance(mode, str) and set(mode) & set("wax+")
            if writes or (isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
                self.deeds.append("opened a file to write to it")
        elif event.startswith(DEEDS) and event not in HARMLESS:
            self.deeds.append(event)


def _hangs(_number: int, _frame: FrameType | None) -> None:
    raise Hanging


def _shown(data: bytes) -> str:
    return ascii(data if len(data) <= 400 else data[:200] + b" ... " + data[-200:])


@contextmanager
def quick_folder() -> Iterator[Path]:
    """An empty folder, in memory where the machine has one: a disk would take longer than the loaders."""
    memory = "/dev/shm"  # noqa: S108
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)


def fuzz(watch: Watch, count: int, seconds: float, seed: int) -> dict[str, Findings]:
    """`count` mutated texts through the loaders, as often through each as its share says."""
    draw = random.Random(seed)  # noqa: S311
    texts = corpus()
    kinds, shares = zip(*((kind, loader.share) for kind, loader in watch.loaders.items()), strict=True)
    deadline = time.monotonic() + seconds
    each = kinds * EACH
    for number, kind in enumerate([*each, *draw.choices(kinds, shares, k=max(0, count - len(each)))]):
        if number % 100 == 0 and time.monotonic() > deadline:
            break
        watch.try_one(kind, mutated(draw, texts[kind], watch.loaders[kind].whole))
    return watch.found


def figures(found: dict[str, Findings]) -> dict[str, dict[str, Any]]:
    """What is written down of each kind of text that was tried."""
    return {
        kind: {
            "inputs": f.inputs,
            "accepted": f.accepted,
            "most codes of faults": len(f.codes),
            "tracebacks": len(f.broken),
            "over 2 s": len(f.hanging),
            "slowest in s": round(f.slowest_s, 2),
            **({"what": [*map(list, f.broken.items()), *f.hanging][:5]} if f.broken or f.hanging else {}),
        }
        for kind, f in found.items()
        if f.inputs
    }
