"""The shipped folder as the wheel carries it: plain data beside the files, so that no start parses them all.

`index.json` holds size, SHA-256 and plain data of each shipped file, written when the wheel was built. It
cannot be stale: where the files there are have other names or sizes it is not used at all, and a record is
made of its packed data only where its file still has the digest.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Self, TypeVar

from pydantic import BaseModel

from glmopt.catalog.shelf import Shelf
from glmopt.catalog.sources import Source, Sources
from glmopt.records import read_record
from glmopt.records.trusted import NotPlainError, construct

R = TypeVar("R", bound=BaseModel)
INDEX = "index.json"


class Packed:
    """The folder `root`; `index` by path below it: (size, SHA-256, plain data)."""

    def __init__(self, root: Path, index: Mapping[str, Any]) -> None:
        self.root, self.index = root, index

    @classmethod
    def of(cls, root: Path, files: Iterable[tuple[str, int, int]]) -> Self | None:
        """The packed folder; None where it has no index, as in a source checkout, or was changed."""
        try:
            index = json.loads((root / INDEX).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        start = f"{root}/"
        there = {name.removeprefix(start): size for name, size, _time in files if name.startswith(start)}
        return cls(root, index) if there == {name: entry[0] for name, entry in index.items()} else None

    def ids(self, kind: str) -> dict[str, Path]:
        """The file of each record of a kind, by id."""
        return {i: self.root / name for i, name in self._names.get(kind, {}).items()}

    @functools.cached_property
    def _names(self) -> dict[str, dict[str, str]]:
        """The path below the folder of each record, by kind and id."""
        names: dict[str, dict[str, str]] = {}
        for name in self.index:
            kind, _, file = name.rpartition("/")
            names.setdefault(kind, {})[file.removesuffix(".yaml")] = name
        return names

    def shelf(self, kind: str, model: Callable[[], type[R]], further: Mapping[str, R]) -> Shelf[R]:
        """The records of a kind, made when they are asked for, and `further` ones."""
        packed = {i: self.index[name][2] for i, name in self._names.get(kind, {}).items()}
        return Shelf(further, packed, lambda i: self.read(f"{kind}/{i}.yaml", model()))

    def sources(self, further: Mapping[str, Source]) -> Shelf[Source]:
        """The sources of the folder, read when one is asked for, and `further` ones."""
        packed = self.index["sources.yaml"][2]["sources"] if "sources.yaml" in self.index else {}
        read = functools.cache(lambda: self.read("sources.yaml", Sources).sources)
        return Shelf(further, packed, lambda code: read()[code])

    def read(self, name: str, model: type[R]) -> R:
        """The record in a file of the folder; InputError for one that is none."""
        path = self.root / name
        _size, digest, data = self.index[name]
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest:
            # What is not understood without validating is read from its file.
            with contextlib.suppress(NotPlainError):
                return construct(model, data)
        return read_record(model, path)
