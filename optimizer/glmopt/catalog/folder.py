"""One catalog folder, read whole: every record, every fault, the digest of every byte."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from glmopt.catalog.sources import Source, Sources
from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError, Place
from glmopt.records import read_record
from glmopt.records.faults import suggest
from glmopt.records.reading import MAX_BYTES

# Folder and record of each kind; servers and networks are only imported where one is read.
FOLDERS: dict[str, str] = {
    "cards": "cards.Card",
    "chassis": "chassis.Chassis",
    "fabrics": "fabrics.Fabric",
    "llms": "llms.Llm",
    "efficiencies": "efficiencies.Efficiency",
    "rules": "rules.SizingRules",
    "prices": "prices.PriceList",
}

Known = Mapping[str, dict[str, Path]]


def record_of(kind: str) -> type[BaseModel]:
    """The class of the records of a folder: cards, chassis, ..."""
    module, _, name = FOLDERS[kind].partition(".")
    found: type[BaseModel] = getattr(importlib.import_module(f"glmopt.catalog.{module}"), name)
    return found


@dataclass()
class Folder:
    """What a folder holds: records by kind and id, sources by code, all faults, the digest of its bytes.

    `unread` are the names of files that are no records, by kind; they may be what others refer to.
    """

    records: dict[str, dict[str, Any]] = field(default_factory=lambda: {kind: {} for kind in FOLDERS})
    unread: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in FOLDERS})
    sources: dict[str, Source] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    digest: bytes = b""


def read_folder(root: Path, known: Known) -> Folder:
    """Everything in the folder `root`. The files of ids met before are in `known`, which is added to."""
    if not root.is_dir():
        return Folder(faults=[Fault("file-missing", "no such catalog folder", Place(str(root)))])
    folder = Folder(digest=digest_of(root))
    for kind, path in _files(root):
        try:
            if kind is None:
                folder.sources |= read_record(Sources, path).sources
                continue
            record: Any = read_record(record_of(kind), path)
        except InputError as error:
            folder.faults += error.faults
            if kind is not None:
                folder.unread[kind].append(path.stem)
                known[kind].setdefault(path.stem, path)
            continue
        place = Place(str(path), 1, 1)
        if record.id != path.stem:
            folder.faults.append(Fault("bad-data", f"id {record.id!r} in {path.name}", place, "id"))
        if first := known[kind].get(record.id):
            message = f"{record.id!r} is also defined in {Place(str(first), 1, 1)}"
            folder.faults.append(Fault("bad-data", message, place, "id"))
        folder.records[kind][record.id] = record
        known[kind][record.id] = path
    return folder


def _files(root: Path) -> Iterator[tuple[str | None, Path]]:
    """Every file of a folder with the kind of its record; None for the sources, which come last."""
    for kind in FOLDERS:
        for path in sorted((root / kind).glob("*.yaml")):
            yield kind, path
    if (root / "sources.yaml").is_file():
        yield None, root / "sources.yaml"


def digest_of(root: Path) -> bytes:
    """SHA-256 over names and bytes of the files of a folder."""
    digest = hashlib.sha256()
    for _kind, path in _files(root):
        if path.is_file() and path.stat().st_size <= MAX_BYTES:
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.digest()


def joined(digests: Iterable[bytes]) -> str:
    """One digest of those of several folders."""
    return hashlib.sha256(b"".join(digests)).hexdigest()


def dangling_parts(cards: Mapping[str, Any], known: Known) -> list[Fault]:
    """Generic cards that point to parts there are not."""
    return [
        _dangling(part, "parts", known["cards"][card.id], known)
        for card in cards.values()
        for part in (card.parts.candidates if card.parts else ())
        if part not in known["cards"]
    ]


def dangling_fits(chassis: Mapping[str, Any], known: Known) -> list[Fault]:
    """Servers that take cards there are not."""
    return [
        _dangling(card, "accepts", known["chassis"][h.id], known)
        for h in chassis.values()
        for card in h.accepts.named()
        if card not in known["cards"]
    ]


def _dangling(card: str, key: str, path: Path, known: Known) -> Fault:
    place = Place(str(path), 1, 1)
    return Fault("unknown-name", f"no such card: {card}", place, key, suggest(card, known["cards"]))
