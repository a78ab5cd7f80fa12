"""glmopt as a process: signals that end it, and streams that are closed or full."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any, NoReturn, TextIO

from glmopt import interrupts


class Ended(BaseException):
    """A signal that ends the process: raised where it works, so that solvers and temp files go with it."""

    def __init__(self, number: int) -> None:
        self.exit_code = 128 + number
        super().__init__(signal.Signals(number).name)


ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


def _end(number: int) -> NoReturn:
    # A second signal must not cut the cleaning up short.
    signal.signal(number, signal.SIG_IGN)
    raise Ended(number)


@contextlib.contextmanager
def signals_as_errors() -> Iterator[None]:
    """SIGTERM and SIGHUP raise `Ended` here, Ctrl-C KeyboardInterrupt, none of them inside an import.

    As before afterwards. A signal that is ignored, or that somebody else listens to, stays as it is.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    interrupts.afresh()
    usual: dict[int, Any] = dict.fromkeys(ENDING, signal.SIG_DFL) | {
        signal.SIGINT: signal.default_int_handler
    }
    before = {number: heard for number, heard in usual.items() if signal.getsignal(number) is heard}
    for number in before:
        ours = interrupts.ctrl_c if number == signal.SIGINT else interrupts.handler(_end)
        signal.signal(number, ours)
    try:
        yield
        interrupts.settle()
    except Exception:
        # A library may make an error of its own of the signal's.
        if (signalled := interrupts.acted(ENDING)) is not None:
            raise Ended(signalled) from None
        raise
    finally:
        interrupts.forget()
        for number, heard in before.items():
            signal.signal(number, heard)


@contextlib.contextmanager
def interrupts_noted() -> Iterator[Callable[[], bool]]:
    """Ctrl-C raises KeyboardInterrupt here as ever; the callable tells afterwards whether it came.

    For work whose parts take Ctrl-C as a word to stop early and keep what they have.
    """
    pressed = False

    def note(_number: int) -> NoReturn:
        nonlocal pressed
        pressed = True
        raise KeyboardInterrupt

    before = signal.getsignal(signal.SIGINT)
    if before not in (signal.default_int_handler, interrupts.ctrl_c):
        yield lambda: False
        return
    signal.signal(signal.SIGINT, interrupts.handler(note))
    try:
        yield lambda: pressed
    finally:
        signal.signal(signal.SIGINT, before)


def prepare_streams() -> None:
    """Streams that can always be written to: what they cannot show becomes `?`."""
    for name in ("stdout", "stderr"):
        stream: TextIO | None = getattr(sys, name)
        if stream is None:
            # for the life of the process
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif hasattr(stream, "reconfigure"):
            # cut in two it would leave a stream that cannot be written to any more
            with interrupts.held():
                stream.reconfigure(errors="replace")


def give_up(stream: TextIO) -> None:
    """Keep Python from writing what is left in `stream` when it ends: it has no reader, or no room."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
