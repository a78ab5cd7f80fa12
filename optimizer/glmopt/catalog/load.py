"""Read catalog folders: the shipped one, and any further ones a scenario names."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from glmopt.catalog.cards import Card, FigureSet, Spec, spec
from glmopt.catalog.digest import Digest
from glmopt.catalog.efficiencies import Efficiency
from glmopt.catalog.folder import (
    FOLDERS,
    dangling_fits,
    dangling_parts,
    digest_of,
    joined,
    read_folder,
    record_of,
)
from glmopt.catalog.llms import Llm
from glmopt.catalog.packed import Packed
from glmopt.catalog.prices import PriceList
from glmopt.catalog.rules import SizingRules
from glmopt.catalog.shelf import Shelf, peek
from glmopt.catalog.sources import Source
from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError
from glmopt.kept import Kept
from glmopt.records import Text, read_record

if TYPE_CHECKING:
    from glmopt.catalog.chassis import Chassis
    from glmopt.catalog.fabrics import Fabric

R = TypeVar("R", bound=BaseModel)
KEPT: Kept[Spec | None] = Kept()


@dataclass(frozen=True)
class Catalog:
    """Everything that can be bought and sized with, by id.

    `digests` of what it was read from; that of the shipped folder is only computed when it is asked for.
    """

    cards: Mapping[str, Card]
    llms: Mapping[str, Llm]
    rules: Mapping[str, SizingRules]
    prices: Mapping[str, PriceList]
    sources: Mapping[str, Source]
    digests: tuple[str | Callable[[], str], ...] = ()
    chassis: Mapping[str, Chassis] = field(default_factory=dict)
    fabrics: Mapping[str, Fabric] = field(default_factory=dict)
    efficiencies: Mapping[str, Efficiency] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """What covers every byte that it was read from."""
        return "+".join(d if isinstance(d, str) else d() for d in self.digests)

    def spec(self, card: str, figures: FigureSet) -> Spec | None:
        """What sizing reads of `card`; None where it has no such figures."""
        return KEPT.get(self, (card, figures), lambda: self._spec(card, figures))

    def _spec(self, card: str, figures: FigureSet) -> Spec | None:
        kinds = ("given", "published" if figures == "seed" else "datasheet", "parts")
        if all(peek(self.cards, card, kind) is None for kind in kinds[: 2 if figures == "seed" else 3]):
            return None
        return spec(self.cards[card], figures, self.cards)

    @property
    def vendors(self) -> frozenset[str]:
        """Who makes the cards."""
        return frozenset(peek(self.cards, card, "vendor") for card in self.cards)

    @property
    def errata(self) -> tuple[Mapping[str, Text], ...]:
        """For each row of the source document: its input figures that the data sheet contradicts."""
        rows = (self.cards[c].published for c in self.cards if peek(self.cards, c, "published"))
        return tuple(row.errata for row in rows if row)  # type: ignore[misc]

    def with_cards(self, cards: Iterable[Card]) -> Catalog:
        """This catalog and the cards that a scenario defines in place."""
        return replace(self, cards=_and(self.cards, {c.id: c for c in cards}))

    def with_llms(self, llms: Iterable[Llm]) -> Catalog:
        """This catalog and further llms."""
        return replace(self, llms=_and(self.llms, {m.id: m for m in llms}))

    def with_prices(self, name: str, prices: PriceList, digest: str) -> Catalog:
        """This catalog and a price list under the name that a scenario gives it."""
        listed = _and(self.prices, {name: prices})
        return replace(self, prices=listed, digests=(*self.digests, digest))


@dataclass(frozen=True)
class Readable:
    """A catalog of all that could be read; `unread` are the names of the files that could not, by folder."""

    catalog: Catalog
    unread: Mapping[str, frozenset[str]]
    faults: tuple[Fault, ...]


def _and(records: Mapping[str, R], further: Mapping[str, R]) -> Mapping[str, R]:
    if not further:
        return records
    return records.with_(further) if isinstance(records, Shelf) else {**records, **further}


def data_root() -> Path:
    """The folder that holds the shipped `catalog` and `scenarios`: in the wheel, or in a source checkout."""
    package = Path(__file__).resolve().parent.parent
    packed = package / "_data"
    return packed if packed.is_dir() else package.parent.parent


def load_catalog(further: Iterable[Path] = (), *, whole: bool = False) -> Catalog:
    """The shipped catalog and the `further` folders, each laid out like it.

    Records of the shipped folder are made when they are first used, where the wheel carries its index;
    `whole` reads and validates all of them at once. Raises InputError with every fault found: files that
    are no records, ids that differ from the file's name, one id in two folders, generic cards that point
    nowhere.
    """
    read = readable(further, whole=whole)
    if read.faults:
        raise InputError(read.faults)
    return read.catalog


def readable(further: Iterable[Path] = (), *, whole: bool = False) -> Readable:
    """What of the shipped catalog and the `further` folders can be read, and what is wrong with the rest."""
    folders = (data_root() / "catalog", *further)
    return _load(folders, _stamp(folders), whole)


def _stamp(folders: tuple[Path, ...]) -> tuple[tuple[str, int, int], ...]:
    """Name, size and time of every file: a catalog that was edited is read anew."""
    found = []
    for folder in folders:
        for place in (folder, *(folder / kind for kind in FOLDERS)):
            with contextlib.suppress(OSError), os.scandir(place) as entries:
                for entry in entries:
                    # Links that lead nowhere are told when the folder is read.
                    with contextlib.suppress(OSError):
                        if entry.name.endswith(".yaml"):
                            info = entry.stat()
                            found.append((entry.path, info.st_size, info.st_mtime_ns))
    return tuple(sorted(found))


@functools.lru_cache(maxsize=8)
def _load(folders: tuple[Path, ...], files: tuple[tuple[str, int, int], ...], whole: bool) -> Readable:
    packed = None if whole else Packed.of(folders[0], files)
    own = folders[1 if packed else 0 :]
    # only what is read can meet the ids of the shipped folder
    known = {kind: packed.ids(kind) if packed and own else {} for kind in FOLDERS}
    read = [read_folder(folder, known) for folder in own]
    faults = [fault for folder in read for fault in folder.faults]
    records = {kind: {i: r for folder in read for i, r in folder.records[kind].items()} for kind in FOLDERS}
    sources = {code: source for folder in read for code, source in folder.sources.items()}
    faults += dangling_parts(records["cards"], known)
    faults += dangling_fits(records["chassis"], known)
    unread = {kind: frozenset(i for folder in read for i in folder.unread[kind]) for kind in FOLDERS}
    digests = [folder.digest for folder in read]
    if packed is None:
        catalog = Catalog(**records, sources=sources, digests=(joined(digests),))
        return Readable(catalog, unread, tuple(faults))
    shelves: dict[str, Any] = {
        kind: packed.shelf(kind, functools.partial(record_of, kind), made) for kind, made in records.items()
    }
    digest = Digest(functools.partial(digest_of, folders[0]), digests)
    catalog = Catalog(**shelves, sources=packed.sources(sources), digests=(digest,))
    return Readable(catalog, unread, tuple(faults))


def load_prices(path: Path, shown: str | None = None) -> tuple[PriceList, str]:
    """The price list in the file `path`, and the digest of its bytes."""
    record = read_record(PriceList, path, shown)
    return record, hashlib.sha256(path.read_bytes()).hexdigest()
