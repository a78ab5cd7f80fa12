"""A long study on file, row by row, so that it can be continued after Ctrl-C or a crash.

One JSON line for each solve that was proved. Every line carries the digest of what was asked: scenario,
catalog, kind of study and its options, and the version of glmopt. A file of another study is refused.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from glmopt import __version__
from glmopt.catalog import Catalog
from glmopt.errors import Fault, InputError, Place
from glmopt.result import dumps, effective, jsonable
from glmopt.scenario import Scenario


class Journal:
    """Rows that are done, by their key; `recall` makes those that are not, and writes them down.

    Without a path nothing is kept and every row is made.
    """

    def __init__(self, path: Path | None = None, digest: str = "") -> None:
        self.path, self.digest = path, digest
        self.rows: dict[str, Any] = {}
        if path is not None and path.exists():
            self.rows = _read(path, digest)

    def recall(self, key: str, make: Callable[[], Any]) -> Any:
        """The row under `key` as plain JSON data: from the file, else made now and written there."""
        if key in self.rows:
            return self.rows[key]
        row = make()
        if self.path is not None:
            _append(self.path, {"study": self.digest, "key": key, "row": row})
        return row


def open_journal(
    path: Path | None, kind: str, scenario: Scenario, catalog: Catalog, options: dict[str, Any]
) -> Journal:
    """The journal in the file `path`, new where there is none; an empty one that is not kept without a path.

    Raises InputError for a file that is no journal, and for one of another study.
    """
    if path is None:
        return Journal()
    asked = {
        "glmopt": __version__,
        "kind": kind,
        "options": options,
        "scenario": effective(scenario),
        "catalog": catalog.digest,
    }
    return Journal(path, hashlib.sha256(dumps(jsonable(asked)).encode()).hexdigest())


def _read(path: Path, digest: str) -> dict[str, Any]:
    try:
        data = path.read_bytes()
    except OSError as error:
        fault = Fault("file-missing", error.strerror or "cannot be read", Place(str(path)))
        raise InputError(fault) from None
    whole, _newline, torn = data.rpartition(b"\n")
    rows: dict[str, Any] = {}
    for number, line in enumerate(whole.splitlines(), start=1):
        place = Place(str(path), number, 1)
        try:
            entry = json.loads(line)
            study, key, row = entry["study"], entry["key"], entry["row"]
        except (ValueError, KeyError, TypeError):
            message = "not a row of a study"
            action = "name a file that --resume wrote, or a new one"
            raise InputError(Fault("bad-data", message, place, action=action)) from None
        if study != digest:
            message = "the rows are those of another scenario, catalog or study"
            raise InputError(Fault("other-study", message, place, action="name another file"))
        rows[key] = row
    if torn and not whole and not torn.startswith(b'{"study": '):
        fault = Fault("bad-data", "not a row of a study", Place(str(path)), action="name another file")
        raise InputError(fault)
    if torn:
        # The end of a row that a crash cut off.
        with path.open("r+b") as file:
            file.truncate(len(data) - len(torn))
    return rows


def _append(path: Path, entry: dict[str, Any]) -> None:
    line = json.dumps(entry, ensure_ascii=False, allow_nan=False).encode() + b"\n"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        with os.fdopen(handle, "ab") as file:
            file.write(line)
    except OSError as error:
        message = f"cannot be written: {error.strerror}"
        raise InputError(Fault("bad-path", message, Place(str(path)), action="name another file")) from None
