"""Write a file whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from glmopt.errors import Fault, InputError, Place


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path`: into a new file of the same folder first, which then takes the name.

    Nobody ever reads half a file, and a failure leaves the old one as it was. Raises InputError where the
    name is a link, a folder or a device, where its folder is missing, and where the system refuses.
    """
    try:
        mode = _mode_for(path)
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
        fresh = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            fresh.chmod(mode)
            fresh.replace(path)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refused(path, f"cannot be written: {reason}") from None


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
