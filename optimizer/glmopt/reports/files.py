"""Write files whole or not at all, one or several together."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from glmopt.errors import Fault, InputError, Place

# A machine that fails, not a name that is wrong: exit code 4.
MACHINE = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG, errno.EMFILE, errno.ENFILE}
UNFINISHED = ".glmopt-new"
# A new file is made first and locked a moment later; only one that is older may be an orphan.
YOUNG_S = 60.0


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path`: into a new file of the same folder first, which then takes the name.

    Nobody ever reads half a file, and a failure leaves the old one as it was. What a killed run left of its
    own new file is removed. Raises InputError where the name is a link, a folder or a device, where its
    folder is missing, and where the system refuses; OSError where the disk is full or fails.
    """
    write_all({path: data})


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write every file of `files`, or none: all new ones stand ready before the first takes its name.

    Where one cannot take its name, those that have it already give it back. Raises what `write_whole` raises.
    """
    with ExitStack() as undo:
        ready = [(path, _prepared(path, data, undo)) for path, data in files.items()]
        with ExitStack() as back:
            for path, fresh in ready:
                with _refusing(path):
                    _put(fresh, path, undo, back)
            back.pop_all()


@contextmanager
def growing(path: Path) -> Iterator[BinaryIO]:
    """A new file that takes the name `path` when the block ends well, and is removed when it does not.

    For what comes bit by bit. Raises what `write_whole` raises.
    """
    with ExitStack() as undo, ExitStack() as back:
        fresh = _prepared(path, b"", undo)
        with _refusing(path), fresh.open("r+b") as file:
            _lock(file.fileno())
            yield file
            file.flush()
            os.fsync(file.fileno())
        with _refusing(path):
            _put(fresh, path, undo, back)
        back.pop_all()


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    """Turn what the system refuses into an InputError about `path`."""
    try:
        yield
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno in MACHINE:
            raise OSError(error.errno, error.strerror, str(path)) from None
        reason = getattr(error, "strerror", None) or str(error)
        raise _refused(path, f"cannot be written: {reason}") from None


def _prepared(path: Path, data: bytes, undo: ExitStack) -> Path:
    """`data` in a new file beside `path`; `undo` removes it."""
    with _refusing(path):
        mode = _mode_for(path)
        fresh = _unfinished(path, undo, data)
        fresh.chmod(mode)
        return fresh


def _unfinished(path: Path, undo: ExitStack, data: bytes) -> Path:
    """`data` in a file of no lasting name beside `path`; what dead runs left of such files is removed."""
    prefix = f".{path.name[:100]}."
    _sweep(path.parent, prefix)
    handle, name = tempfile.mkstemp(UNFINISHED, prefix, path.parent)
    fresh = Path(name)
    undo.callback(fresh.unlink, missing_ok=True)
    with os.fdopen(handle, "wb") as file:
        _lock(handle)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return fresh


def _put(fresh: Path, path: Path, undo: ExitStack, back: ExitStack) -> None:
    """Give `fresh` the name `path`; `back` restores what stood there, `undo` removes what was kept of it."""
    if path.exists():
        kept = _unfinished(path, undo, path.read_bytes())
        shutil.copystat(path, kept)
        fresh.replace(path)
        back.callback(kept.replace, path)
    else:
        fresh.replace(path)
        back.callback(path.unlink, missing_ok=True)


def _lock(handle: int) -> bool:
    """Lock an open file while it is open; False where another process holds it, or there are no locks."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sweep(folder: Path, prefix: str) -> None:
    """Remove unfinished files under `prefix` whose writer is dead: nobody holds their lock any more."""
    name = re.compile(re.escape(prefix) + r"[a-z0-9_]{8}" + re.escape(UNFINISHED))
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if name.fullmatch(path.name) and time.time() - path.lstat().st_mtime > YOUNG_S:
                handle = os.open(path, flags)
                try:
                    if _lock(handle):
                        path.unlink()
                finally:
                    os.close(handle)


def _mode_for(path: Path) -> int:
    """The permissions of the file that stands at `path` already, or those of any new file."""
    try:
        old = path.lstat()
    except FileNotFoundError:
        if not path.parent.is_dir():
            fault = Fault("file-missing", "its folder does not exist", Place(str(path)))
            raise InputError(fault) from None
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
    if stat.S_ISLNK(old.st_mode):
        raise _refused(path, "is a symbolic link, and nothing is written through links")
    if not stat.S_ISREG(old.st_mode):
        raise _refused(path, "is not a regular file")
    return stat.S_IMODE(old.st_mode)


def _refused(path: Path, message: str) -> InputError:
    return InputError(Fault("bad-path", message, Place(str(path)), action="name another file"))
