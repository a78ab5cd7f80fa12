"""Work in a forked process of its own: its CPU seconds, its peak of memory, and what it gives."""

from __future__ import annotations

import gc
import os
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Apart:
    """What the process and the solvers it waited for took, and what it gave; None where it failed."""

    cpu: float
    peak_mb: float
    given: Any


def apart(work: Callable[[], Any]) -> Apart:
    """Run `work` in a copy of this process. The memory that the copy shares with this one counts too."""
    # or the copy searches what this process left, and copies it for that
    gc.collect()
    gc.freeze()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(reading)
            with os.fdopen(writing, "wb") as out:
                pickle.dump(work(), out)
            code = 0
        finally:
            os._exit(code)
    gc.unfreeze()
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        text = answer.read()
    _, _, usage = os.wait4(child, 0)
    given = pickle.loads(text) if text else None  # noqa: S301  our own child wrote it
    return Apart(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, given)
