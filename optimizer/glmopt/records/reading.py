"""Files to text and to a tree of nodes: what cannot be read, is too large or hides characters is refused."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from glmopt.errors import Fault, InputError, Place
from glmopt.records.node import Node

MAX_BYTES = 1_000_000
# Control characters, zero-width and direction marks, lone surrogates: they show one name and mean another.
# The zero-width joiner stays, for it builds emoji.
HIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def read_yaml(path: Path, shown: str | None = None, faults: list[Fault] | None = None) -> Node:
    """The document in the file `path`, named `shown` in messages.

    Raises InputError for a file that is missing, no regular file, too large, not UTF-8 or not plain YAML.
    With `faults`, those that leave a tree to go on with (a key twice, an anchor) are added there instead.
    """
    name = shown or str(path)
    return read_text(read_file(path, name), name, faults)


def read_bytes(path: Path, name: str, most: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file of at most `most` bytes, named `name` in messages; InputError otherwise."""
    with open_bytes(path, name, most) as file:
        return file.read()


@contextmanager
def open_bytes(path: Path, name: str, most: int | None = MAX_BYTES) -> Iterator[BinaryIO]:
    """A regular file of at most `most` bytes, of any size where that is None; InputError otherwise."""
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            raise InputError(Fault("file-kind", "not a regular file", Place(name)))
        if most is not None and info.st_size > most:
            raise InputError(
                Fault("file-kind", f"{info.st_size:,} bytes; at most {most:,} are read", Place(name))
            )
        with path.open("rb") as file:
            yield file
    except FileNotFoundError:
        raise InputError(Fault("file-missing", "no such file", Place(name))) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(Fault("file-missing", f"cannot be read: {reason}", Place(name))) from None


def read_file(path: Path, name: str, most: int = MAX_BYTES) -> str:
    """The text of a regular file of at most `most` bytes in UTF-8; InputError otherwise."""
    data = read_bytes(path, name, most)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        fault = Fault(
            "encoding",
            f"byte {error.start} is not UTF-8",
            Place(name, line, 1),
            action="save the file as UTF-8 (Chinese Windows often writes GBK)",
        )
        raise InputError(fault) from None


def read_text(text: str, name: str, faults: list[Fault] | None = None) -> Node:
    """The document in `text`, named `name` in messages; for `faults` see `read_yaml`."""
    if hidden := HIDDEN.search(text):
        line = text.count("\n", 0, hidden.start()) + 1
        column = hidden.start() - text.rfind("\n", 0, hidden.start())
        code = f"U+{ord(hidden[0]):04X}"
        fault = Fault("bad-text", f"invisible or control character {code}", Place(name, line, column))
        raise InputError(fault)
    from glmopt.records.parsing import parse

    root, found = parse(text, name)
    if found and faults is None:
        raise InputError(found)
    if faults is not None:
        faults += found
    return root
