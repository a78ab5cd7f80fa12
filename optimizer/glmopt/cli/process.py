"""glmopt as a process: signals that end it, and streams that are closed or full."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import TextIO


class Ended(BaseException):
    """A signal that ends the process: raised where it works, so that solvers and temp files go with it."""

    def __init__(self, number: int) -> None:
        self.exit_code = 128 + number
        super().__init__(signal.Signals(number).name)


ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


def _end(number: int, _frame: FrameType | None) -> None:
    # A second signal must not cut the cleaning up short.
    signal.signal(number, signal.SIG_IGN)
    raise Ended(number)


@contextlib.contextmanager
def signals_as_errors() -> Iterator[None]:
    """SIGTERM and SIGHUP raise `Ended` here; as before afterwards. A signal that is ignored stays ignored."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in ENDING}
    for number, handler in before.items():
        if handler is signal.SIG_DFL:
            signal.signal(number, _end)
    try:
        yield
    finally:
        for number, handler in before.items():
            if handler is signal.SIG_DFL:
                signal.signal(number, handler)


@contextlib.contextmanager
def interrupts_noted() -> Iterator[Callable[[], bool]]:
    """Ctrl-C raises KeyboardInterrupt here as ever; the callable tells afterwards whether it came.

    For work whose parts take Ctrl-C as a word to stop early and keep what they have.
    """
    pressed = False

    def note(_number: int, _frame: FrameType | None) -> None:
        nonlocal pressed
        pressed = True
        raise KeyboardInterrupt

    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield lambda: False
        return
    signal.signal(signal.SIGINT, note)
    try:
        yield lambda: pressed
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def prepare_streams() -> None:
    """Streams that can always be written to: what they cannot show becomes `?`."""
    for name in ("stdout", "stderr"):
        stream: TextIO | None = getattr(sys, name)
        if stream is None:
            # for the life of the process
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def give_up(stream: TextIO) -> None:
    """Keep Python from writing what is left in `stream` when it ends: it has no reader, or no room."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
