"""What a text is shown on: its width, its encoding, whether it takes colour."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from typing import TextIO

from glmopt.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Screen:
    """`width` in columns, None where lines may be of any length; `encoding` of the stream."""

    width: int | None = None
    encoding: str = "utf-8"
    colour: bool = False

    @classmethod
    def of(cls, stream: TextIO, environ: Mapping[str, str]) -> Screen:
        """The screen behind `stream`. COLUMNS counts everywhere; without it only a terminal has a width."""
        terminal = stream.isatty()
        columns = environ.get("COLUMNS", "")
        width = int(columns) if columns.isdecimal() and int(columns) > 0 else None
        if width is None and terminal:
            width = shutil.get_terminal_size().columns
        colour = terminal and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
        return cls(width, stream.encoding or "ascii", colour)

    @property
    def unicode(self) -> bool:
        """Whether the stream takes every character."""
        return self.encoding.lower().replace("-", "").startswith("utf")

    def fit(self, text: str) -> str:
        """`text` with a question mark for each character that the stream cannot carry."""
        return text.encode(self.encoding, "replace").decode(self.encoding)


# A file or a pipe: lines of any length, every character, no colour.
FILE = Screen()
