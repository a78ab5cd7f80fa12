"""Read catalog folders: the shipped one, and any further ones a scenario names."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from glmopt.catalog.cards import Card, FigureSet, Spec, spec
from glmopt.catalog.chassis import Chassis
from glmopt.catalog.efficiencies import Efficiency
from glmopt.catalog.fabrics import Fabric
from glmopt.catalog.llms import Llm
from glmopt.catalog.prices import PriceList
from glmopt.catalog.rules import SizingRules
from glmopt.catalog.sources import Source, Sources
from glmopt.errors import Fault, InputError, Place
from glmopt.records import Text, read_record
from glmopt.records.faults import suggest
from glmopt.records.reading import MAX_BYTES

R = TypeVar("R", bound=BaseModel)

FOLDERS: dict[str, type[BaseModel]] = {
    "cards": Card,
    "chassis": Chassis,
    "fabrics": Fabric,
    "llms": Llm,
    "efficiencies": Efficiency,
    "rules": SizingRules,
    "prices": PriceList,
}


@dataclass(frozen=True)
class Catalog:
    """Everything that can be bought and sized with, by id; `digest` covers every byte it was read from."""

    cards: dict[str, Card]
    llms: dict[str, Llm]
    rules: dict[str, SizingRules]
    prices: dict[str, PriceList]
    sources: dict[str, Source]
    digest: str = ""
    chassis: dict[str, Chassis] = field(default_factory=dict)
    fabrics: dict[str, Fabric] = field(default_factory=dict)
    efficiencies: dict[str, Efficiency] = field(default_factory=dict)

    def spec(self, card: str, figures: FigureSet) -> Spec | None:
        """What sizing reads of `card`; None where it has no such figures."""
        return spec(self.cards[card], figures, self.cards)

    @property
    def errata(self) -> tuple[Mapping[str, Text], ...]:
        """For each row of the source document: its input figures that the data sheet contradicts."""
        return tuple(c.published.errata for c in self.cards.values() if c.published)  # type: ignore[misc]

    def with_cards(self, cards: Iterable[Card]) -> Catalog:
        """This catalog and the cards that a scenario defines in place."""
        return replace(self, cards={**self.cards, **{c.id: c for c in cards}})

    def with_llms(self, llms: Iterable[Llm]) -> Catalog:
        """This catalog and further llms."""
        return replace(self, llms={**self.llms, **{m.id: m for m in llms}})


def data_root() -> Path:
    """The folder that holds the shipped `catalog` and `scenarios`: in the wheel, or in a source checkout."""
    package = Path(__file__).resolve().parent.parent
    packed = package / "_data"
    return packed if packed.is_dir() else package.parent.parent


def load_catalog(further: Iterable[Path] = ()) -> Catalog:
    """The shipped catalog and the `further` folders, each laid out like it.

    Raises InputError with every fault found: files that are no records, ids that differ from the file's
    name, one id in two folders, generic cards that point nowhere.
    """
    folders = (data_root() / "catalog", *further)
    return _load(folders, _stamp(folders))


def _stamp(folders: tuple[Path, ...]) -> tuple[tuple[str, int, int], ...]:
    """Name, size and time of every file: a catalog that was edited is read anew."""
    paths = (path for folder in folders for path in sorted(_yaml_files(folder)))
    return tuple((str(p), info.st_size, info.st_mtime_ns) for p in paths for info in (p.stat(),))


def _yaml_files(folder: Path) -> Iterator[Path]:
    """The files that a catalog folder may be read from; links that lead nowhere are told when it is read."""
    for place in (folder, *(folder / kind for kind in FOLDERS)):
        with contextlib.suppress(OSError):
            yield from (path for path in place.glob("*.yaml") if path.exists())


@functools.lru_cache(maxsize=8)
def _load(folders: tuple[Path, ...], _files: tuple[tuple[str, int, int], ...]) -> Catalog:
    records: dict[str, dict[str, Any]] = {kind: {} for kind in FOLDERS}
    sources: dict[str, Source] = {}
    places: dict[tuple[str, str], Place] = {}
    faults: list[Fault] = []
    digest = hashlib.sha256()
    for folder in folders:
        if not folder.is_dir():
            faults.append(Fault("file-missing", "no such catalog folder", Place(str(folder))))
            continue
        reader = _Reader(folder)
        for kind, model in FOLDERS.items():
            for path in sorted((folder / kind).glob("*.yaml")):
                try:
                    record: Any = reader.read(path, model)
                except InputError as error:
                    faults += error.faults
                    continue
                place = Place(str(path), 1, 1)
                if record.id != path.stem:
                    faults.append(Fault("bad-data", f"id {record.id!r} in {path.name}", place, "id"))
                if record.id in records[kind]:
                    first = places[kind, record.id]
                    faults.append(Fault("bad-data", f"{record.id!r} is also defined in {first}", place, "id"))
                records[kind][record.id] = record
                places[kind, record.id] = place
        if (folder / "sources.yaml").is_file():
            try:
                sources |= reader.read(folder / "sources.yaml", Sources).sources
            except InputError as error:
                faults += error.faults
        digest.update(reader.digest.digest())
    faults += _dangling_parts(records["cards"], places)
    faults += _dangling_fits(records["chassis"], records["cards"], places)
    if faults:
        raise InputError(faults)
    return Catalog(**records, sources=sources, digest=digest.hexdigest())


def _dangling_parts(cards: dict[str, Card], places: dict[tuple[str, str], Place]) -> list[Fault]:
    return [
        Fault(
            "unknown-name", f"no such card: {part}", places["cards", card.id], "parts", suggest(part, cards)
        )
        for card in cards.values()
        for part in (card.parts.candidates if card.parts else ())
        if part not in cards
    ]


def _dangling_fits(
    chassis: dict[str, Chassis], cards: dict[str, Card], places: dict[tuple[str, str], Place]
) -> list[Fault]:
    return [
        Fault("unknown-name", f"no such card: {c}", places["chassis", h.id], "accepts", suggest(c, cards))
        for h in chassis.values()
        for c in h.accepts.named()
        if c not in cards
    ]


def load_prices(path: Path, shown: str | None = None) -> tuple[PriceList, str]:
    """The price list in the file `path`, and the digest of its bytes."""
    record = read_record(PriceList, path, shown)
    return record, hashlib.sha256(path.read_bytes()).hexdigest()


class _Reader:
    """Reads the records of one folder, and remembers the digest of all it read.

    The wheel carries `index.json`: the plain data of each shipped file under the SHA-256 of its bytes,
    written when the wheel was built. It saves parsing some sixty YAML files on every start, and cannot be
    stale, for a file that was changed has another digest and is parsed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.digest = hashlib.sha256()
        index = folder / "index.json"
        self.index: dict[str, Any] = {}
        if folder == data_root() / "catalog" and index.is_file():
            self.index = json.loads(index.read_text(encoding="utf-8"))

    def read(self, path: Path, model: type[R]) -> R:
        if path.is_file() and path.stat().st_size <= MAX_BYTES:
            data = path.read_bytes()
            self.digest.update(path.name.encode() + b"\0" + data)
            packed = self.index.get(hashlib.sha256(data).hexdigest())
            if packed is not None:
                # A packed record that is refused is read from its file, which knows the place of each fault.
                with contextlib.suppress(ValidationError):
                    return model.model_validate(_unpack(packed))
        return read_record(model, path)


def _unpack(value: Any) -> Any:
    """JSON data as the YAML reader would have given it: tuples for lists, Decimal for {"decimal": "20.8"}."""
    from decimal import Decimal

    if isinstance(value, list):
        return tuple(_unpack(v) for v in value)
    if isinstance(value, dict):
        if value.keys() == {"decimal"}:
            return Decimal(value["decimal"])
        return {k: _unpack(v) for k, v in value.items()}
    return value
