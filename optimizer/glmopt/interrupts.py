"""Signals are heard before and after a library is loaded and a delicate step is made, never in the middle.

Python raises a signal's exception wherever it happens to be. While a library is loaded that is no place for
it: the types of highspy's C code cannot be registered a second time, pulp takes whatever comes while it
imports highspy for "not installed", and pydantic makes an error of its own of what comes while it builds a
class, so that a Ctrl-C is lost. Such a signal is told again a moment later.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from types import FrameType
from typing import NoReturn

LATER_S = 0.01
OURS = ("__main__", "glmopt")

Handler = Callable[[int, FrameType | None], None]

_held = 0
_waiting: set[int] = set()
_acted: list[int] = []
_left_running = False


def handler(act: Callable[[int], None]) -> Handler:
    """A handler that does `act` with the number of its signal, as soon as that can do no harm."""

    def heard(number: int, frame: FrameType | None) -> None:
        if _busy(frame) and _later(number):
            return
        _acted.append(number)
        act(number)

    return heard


def afresh() -> None:
    """What was acted upon before this is over."""
    _acted.clear()


def acted(numbers: Iterable[int]) -> int | None:
    """The last of these signals that was acted upon; None where none came."""
    return next((number for number in reversed(_acted) if number in numbers), None)


@contextlib.contextmanager
def held() -> Iterator[None]:
    """A step that no signal with a handler of this module cuts in two: it comes right after."""
    global _held  # noqa: PLW0603
    _held += 1
    try:
        yield
    finally:
        _held -= 1
    if not _held:
        settle()


def settle() -> None:
    """Tell what waits now: nothing delicate is going on here, and there may be no later."""
    if _waiting:
        _tell()


def forget() -> None:
    """Nothing that waits is told any more, and no clock runs: SIGALRM would end a Python that is closing."""
    _waiting.clear()
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)


def left_running() -> None:
    """A library still works in a thread of its own and was not to be stopped."""
    global _left_running  # noqa: PLW0603
    _left_running = True


def leave(code: int) -> None:
    """End the process at once with `code`, all being said and written.

    Python, closing its doors, takes down every module and object one by one, a tenth of what a short command
    takes; and a thread of C++ that is left running in a way that aborts the whole process. Where other
    threads of Python are at work, a pool's or a cluster's, it is left to end them: this returns.
    """
    if not _left_running:
        if threading.active_count() > 1:
            return
        atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)


def _interrupt(_number: int) -> NoReturn:
    raise KeyboardInterrupt


ctrl_c = handler(_interrupt)


def _busy(frame: FrameType | None) -> bool:
    """Whether this is inside a step that is held, a module that is being imported, or pydantic's own code."""
    if _held:
        return True
    while frame is not None:
        package = str(frame.f_globals.get("__name__")).split(".", maxsplit=1)[0]
        if package in OURS and frame.f_code.co_name == "main":
            return False  # whoever runs us is not asked
        if package == "pydantic" or _imports(frame):
            return True
        frame = frame.f_back
    return False


def _imports(frame: FrameType) -> bool:
    """Whether this is Python's import at work: who runs a script, or a worker of a pool, is no import."""
    return frame.f_code.co_filename.startswith("<frozen importlib")


def _later(number: int) -> bool:
    """Have the signal told again; False where the system has no clock for it."""
    if not hasattr(signal, "setitimer"):
        return False
    _waiting.add(number)
    if signal.getsignal(signal.SIGALRM) is not _again:
        signal.signal(signal.SIGALRM, _again)
    signal.setitimer(signal.ITIMER_REAL, LATER_S)
    return True


def _again(_number: int, frame: FrameType | None) -> None:
    if _busy(frame):
        signal.setitimer(signal.ITIMER_REAL, LATER_S)
    else:
        _tell()


def _tell() -> None:
    """Send ourselves what waits; each is heard as if it came just now."""
    numbers = sorted(_waiting)
    forget()
    for number in numbers:
        signal.raise_signal(number)
