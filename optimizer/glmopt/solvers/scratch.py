"""What a solver in a process of its own leaves behind when glmopt is killed: nothing that lasts.

A folder in use is locked for as long as its owner lives. Whoever comes next removes the folders that nobody
locks, so that even SIGKILL leaves no file for good. Locks, unlike process ids, also tell the truth between
containers that share a temp folder.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from glmopt.errors import SolverFailure

PREFIX = "glmopt-cbc-"
# A folder is made first and locked a moment later; only one that is older may be an orphan.
YOUNG_S = 60.0


@contextlib.contextmanager
def scratch_folder() -> Iterator[str]:
    """A new temp folder, locked; it is removed at the end, and with it the orphans of killed runs.

    Raises SolverFailure where none can be made.
    """
    try:
        folder = tempfile.mkdtemp(prefix=PREFIX)
    except OSError as error:
        raise SolverFailure(f"no temp folder for CBC: {error.strerror}") from None
    lock = _locked(folder)
    try:
        _sweep(Path(folder).parent)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _locked(folder: str) -> int | None:
    """A descriptor that holds the lock of `folder`; None where another has it or there are no locks."""
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


@functools.cache
def _sweep(temp: Path) -> None:
    """Remove what killed runs left in `temp`; once in the life of this process."""
    for folder in temp.glob(f"{PREFIX}*"):
        try:
            old = time.time() - folder.lstat().st_mtime > YOUNG_S
        except OSError:
            continue
        if old and (lock := _locked(str(folder))) is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


@functools.cache
def mortal() -> tuple[str, ...]:
    """The words before a command that make the kernel end it when we die, even by SIGKILL; empty without.

    `setpriv` is part of util-linux. Elsewhere a solver ends at its own time limit.
    """
    words = ("setpriv", "--pdeathsig", "KILL", "--")
    if shutil.which(words[0]) is None:
        return ()
    try:
        works = subprocess.run([*words, words[0], "--version"], capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return words if works.returncode == 0 else ()
