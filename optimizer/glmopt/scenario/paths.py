"""Paths that a scenario writes: they stay inside the folder of the scenario, and are plain paths."""

from __future__ import annotations

import re
from pathlib import Path

from glmopt.errors import Fault, InputError, Place

_NOT_A_PATH = r"^~|\$|\\|://|^file:|\x00"


def inside(root: Path, base: Path, written: str, place: Place | None, field: str) -> Path:
    """The existing path that `written` means, seen from the folder `base`, inside the folder `root`.

    Raises InputError for URLs, absolute paths, `~`, variables, backslashes, paths or symbolic links that
    lead out of `root`, and paths that do not exist.
    """

    def refuse(code: str, message: str, action: str = "") -> InputError:
        return InputError(Fault(code, message, place, field, action))

    shown = written if len(written) <= 80 else written[:77] + "..."
    if not written.strip() or re.search(_NOT_A_PATH, written):
        raise refuse(
            "bad-path",
            f"{shown!r} is not a plain relative path",
            "write a path such as ./base.yaml, with / between folders",
        )
    if Path(written).is_absolute():
        raise refuse("bad-path", f"{shown!r} is an absolute path", "write it relative to this file")
    try:
        target = (base / written).resolve(strict=True)
    except (FileNotFoundError, NotADirectoryError):
        if not _is_under(base / written, root):
            raise refuse("bad-path", f"{shown!r} leads out of the scenario's folder") from None
        raise refuse("file-missing", f"{shown!r} does not exist") from None
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "a loop of symbolic links"
        raise refuse("file-missing", f"{shown!r} cannot be read: {reason}") from None
    if not target.is_relative_to(root.resolve()):
        raise refuse("bad-path", f"{shown!r} leads out of the scenario's folder")
    name = Path(written).name
    if target.name != name and target.name.lower() == name.lower() and not (base / written).is_symlink():
        raise refuse("file-missing", f"{shown!r} does not exist with these capitals")
    return target


def folder_of(place: Place | None, root: Path) -> Path:
    """The folder of the file a value was written in; the scenario's own, `root`, for the command line."""
    return Path(place.file).resolve().parent if place and place.line else root


def _is_under(path: Path, root: Path) -> bool:
    """Whether `path`, with its `..` taken literally, lies under `root`."""
    import os

    return Path(os.path.normpath(path)).is_relative_to(root)
