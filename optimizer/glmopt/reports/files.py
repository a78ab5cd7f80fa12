"""Write files whole or not at all, one or several together."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from glmopt.errors import Fault, InputError, Place


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path`: into a new file of the same folder first, which then takes the name.

    Nobody ever reads half a file, and a failure leaves the old one as it was. Raises InputError where the
    name is a link, a folder or a device, where its folder is missing, and where the system refuses.
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
def _refusing(path: Path) -> Iterator[None]:
    """Turn what the system refuses into an InputError about `path`."""
    try:
        yield
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refused(path, f"cannot be written: {reason}") from None


def _prepared(path: Path, data: bytes, undo: ExitStack) -> Path:
    """`data` in a new file beside `path`; `undo` removes it."""
    with _refusing(path):
        mode = _mode_for(path)
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
        fresh = Path(name)
        undo.callback(fresh.unlink, missing_ok=True)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(mode)
        return fresh


def _put(fresh: Path, path: Path, undo: ExitStack, back: ExitStack) -> None:
    """Give `fresh` the name `path`; `back` restores what stood there, `undo` removes what was kept of it."""
    if path.exists():
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
        os.close(handle)
        kept = Path(name)
        undo.callback(kept.unlink, missing_ok=True)
        shutil.copy2(path, kept)
        fresh.replace(path)
        back.callback(kept.replace, path)
    else:
        fresh.replace(path)
        back.callback(path.unlink, missing_ok=True)


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
