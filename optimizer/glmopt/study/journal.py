"""A long study on file, row by row, so that it can be continued after Ctrl-C or a crash.

One JSON line for each solve that was proved. Every line carries the digest of what was asked: scenario,
catalog, kind of study and its options, and the version of glmopt; and at its end the digest of the line
itself. A file of another study is refused, and so is a row that was changed: its proof would be believed.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from glmopt import __version__
from glmopt.catalog import Catalog
from glmopt.errors import Fault, InputError, Place
from glmopt.records.reading import open_bytes
from glmopt.result import dumps, effective, jsonable
from glmopt.scenario import Scenario

# A file that is kept in memory, and one row of a file that is not.
MAX_JOURNAL_BYTES = 100_000_000
MAX_ROW_BYTES = 10_000_000
OWN_DIGEST = b', "sha256": '


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
            append(self.path, self.digest, key, row)
        return row


def open_journal(
    path: Path | None, kind: str, scenario: Scenario, catalog: Catalog, options: dict[str, Any]
) -> Journal:
    """The journal in the file `path`, new where there is none; an empty one that is not kept without a path.

    Raises InputError for a file that is no journal, and for one of another study.
    """
    if path is None:
        return Journal()
    return Journal(path, digest_of(kind, scenario, catalog, options))


def digest_of(kind: str, scenario: Scenario, catalog: Catalog, options: dict[str, Any]) -> str:
    """What every row of a study carries: the SHA-256 of all that was asked."""
    asked = {
        "glmopt": __version__,
        "kind": kind,
        "options": options,
        "scenario": effective(scenario),
        "catalog": catalog.digest,
    }
    return hashlib.sha256(dumps(jsonable(asked)).encode()).hexdigest()


def _read(path: Path, digest: str) -> dict[str, Any]:
    """Every row of the file by its key; what a crash left of a last one is cut off."""
    with open_bytes(path, str(path), MAX_JOURNAL_BYTES) as file:
        rows = dict(_entries(file, path, digest))
    cut_torn_end(path)
    return rows


def entries(path: Path, digest: str) -> Iterator[tuple[str, Any]]:
    """Key and row of each whole line of the file, one at a time; InputError where it is of another study."""
    with open_bytes(path, str(path), None) as file:
        yield from _entries(file, path, digest)


def _entries(file: BinaryIO, path: Path, digest: str) -> Iterator[tuple[str, Any]]:
    for number in itertools.count(1):
        line = file.readline(MAX_ROW_BYTES)
        place = Place(str(path), number, 1)
        if len(line) < MAX_ROW_BYTES and not line.endswith(b"\n"):
            if number == 1 and line and not line.startswith(b'{"study": '):
                fault = Fault(
                    "bad-data", "not a row of a study", Place(str(path)), action="name another file"
                )
                raise InputError(fault)
            return
        try:
            entry = json.loads(line)
            study, key, row, _ = entry["study"], str(entry["key"]), entry["row"], entry["sha256"]
        except (ValueError, KeyError, TypeError, RecursionError):
            message = "not a row of a study"
            action = "name a file that --resume wrote, or a new one"
            raise InputError(Fault("bad-data", message, place, action=action)) from None
        if study != digest:
            message = "the rows are those of another scenario, catalog or study"
            raise InputError(Fault("other-study", message, place, action="name another file"))
        if sealed(line.rpartition(OWN_DIGEST)[0]) != line:
            message = "the row was changed after it was written"
            action = "take this line and those after it away: they are solved again"
            raise InputError(Fault("bad-data", message, place, action=action))
        yield key, row


def sealed(text: bytes) -> bytes:
    """The line whose text this is but for its end: the SHA-256 of the text, and what closes the entry."""
    return text + OWN_DIGEST + b'"' + hashlib.sha256(text).hexdigest().encode() + b'"}\n'


def cut_torn_end(path: Path) -> None:
    """Take away the end of a row that a crash cut off."""
    with path.open("r+b") as file:
        end = file.seek(0, os.SEEK_END)
        while end and (file.seek(end - 1), file.read(1))[1] != b"\n":
            end -= 1
        file.truncate(end)


def append(path: Path, digest: str, key: str, row: Any) -> None:
    """Write one row at the end of the file."""
    entry = {"study": digest, "key": key, "row": row}
    line = sealed(json.dumps(entry, ensure_ascii=False, allow_nan=False).encode().removesuffix(b"}"))
    try:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        with os.fdopen(handle, "ab") as file:
            file.write(line)
    except OSError as error:
        message = f"cannot be written: {error.strerror}"
        raise InputError(Fault("bad-path", message, Place(str(path)), action="name another file")) from None
