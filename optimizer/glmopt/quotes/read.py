"""The quotes in a filled-in bill of materials; every cell that is wrong is named, all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError, Place
from glmopt.language import LANGUAGES
from glmopt.quotes import cells
from glmopt.quotes.columns import FILLED_IN, titles
from glmopt.quotes.workbook import Cell, Sheet, open_workbook
from glmopt.records.faults import suggest, too_many
from glmopt.records.reading import HIDDEN
from glmopt.scenario.housing import NetworkPrices, network_id
from glmopt.units import Money

T = TypeVar("T")

HEAD_ROWS = 20
NEEDED = ("card", "quote", "currency", "quote_date")
MAX_NOTE = 200


@dataclass(frozen=True, slots=True)
class Quote:
    """What one card, a server without cards, or a part of a network was quoted for, tax included.

    `key` is where the price stands in a scenario. `source` names file, sheet and cell; `place` is where
    errors point to.
    """

    item: str
    amount: Money
    date: str
    source: str
    note: str | None
    place: Place
    key: tuple[str, ...] = ()

    @property
    def server(self) -> bool:
        """Whether it is for what only servers need: a server, a part of a network."""
        return self.key[:1] == ("nodes",)


def read_quotes(path: Path, catalog: Catalog, currency: str) -> tuple[Quote, ...]:
    """The quotes in the workbook `path`, in the order of the sheet.

    Raises InputError with every cell that is at fault: an unknown card, an amount that is no positive number
    of `currency`, another currency, a missing date, two quotes for one card; and where there is no quote.
    """
    sheet, head, columns = _bill(open_workbook(path), Place(str(path)))
    reader = _Reader(path, sheet, columns, catalog, currency)
    rows = [r for r in range(head + 1, sheet.rows + 1) if any(reader.filled(r, k) for k in FILLED_IN)]
    quotes: list[Quote] = []
    faults: list[Fault] = []
    for row in rows:
        try:
            quotes += reader.quote(row)
        except InputError as error:
            faults += error.faults
    faults += _twice(quotes)
    if faults:
        raise InputError(too_many(faults))
    if not quotes:
        action = f"fill in the column {titles('en')['quote']} / {titles('zh')['quote']}"
        place = Place(f"{path} {sheet.name}")
        raise InputError(Fault("missing-key", "no quote is filled in", place, action=action))
    return tuple(quotes)


def _bill(sheets: Iterable[Sheet], place: Place) -> tuple[Sheet, int, dict[str, int]]:
    """The sheet with the columns of a bill of materials, the row of its head, and its columns by key."""
    found = [(sheet, *head) for sheet in sheets if (head := _head(sheet))]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(sheet.name for sheet, _, _ in found)
        raise InputError(Fault("contradiction", f"more than one bill of materials: {names}", place))
    needed = ", ".join(titles("en")[key] for key in NEEDED)
    action = f"fill in a workbook that glmopt wrote, with the columns {needed}"
    raise InputError(Fault("missing-key", "no sheet is a bill of materials", place, action=action))


def _head(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    known = {title: key for lang in LANGUAGES for key, title in titles(lang).items()}
    for row in range(1, min(sheet.rows, HEAD_ROWS) + 1):
        names = {c: str(cell.value).strip() for (r, c), cell in sorted(sheet.cells.items()) if r == row}
        columns = {known[name]: c for c, name in names.items() if name in known}
        if all(key in columns for key in NEEDED):
            return row, columns
    return None


def _twice(quotes: list[Quote]) -> Iterator[Fault]:
    first: dict[str, Quote] = {}
    for quote in quotes:
        if quote.item in first:
            message = f"a second quote for {quote.item}; the first is in {first[quote.item].place}"
            yield Fault("contradiction", message, quote.place, action="keep one of the two")
        first.setdefault(quote.item, quote)


class _Reader:
    """The rows of one bill of materials."""

    def __init__(
        self, path: Path, sheet: Sheet, columns: dict[str, int], catalog: Catalog, currency: str
    ) -> None:
        self.path, self.sheet, self.columns = path, sheet, columns
        self.catalog, self.currency = catalog, currency

    def filled(self, row: int, key: str) -> bool:
        """Whether somebody has written into this cell."""
        cell = self.cell(row, key)
        return cell.value not in (None, "") or cell.formula or bool(cell.merged)

    def cell(self, row: int, key: str) -> Cell:
        """The cell of the column `key`; an empty one where the sheet has no such column."""
        return self.sheet.at(row, self.columns[key]) if key in self.columns else Cell(None, False, "")

    def place(self, row: int, key: str, name: str | None = None) -> Place:
        """`bom.xlsx BOM!F5`."""
        return Place(f"{name or self.path} {self.sheet.name}!{cells.address(row, self.columns[key])}")

    def quote(self, row: int) -> list[Quote]:
        """The quote of one row, none where only remarks are filled in; InputError with its faults."""
        if not self.filled(row, "quote"):
            if self.filled(row, "tax"):
                message = "a tax rate without a quote"
                raise InputError(Fault("contradiction", message, self.place(row, "tax")))
            return []
        if not self.filled(row, "card"):
            message = "a quote in a line without the id of a card, a server or a part of a network"
            action = (
                "leave it out: cards, servers and networks are quoted here; licences and electricity have "
                "their prices under money in the scenario"
            )
            raise InputError(Fault("contradiction", message, self.place(row, "quote"), action=action))
        faults: list[Fault] = []
        card = self._read(row, "card", self._card, faults)
        price = self._read(row, "quote", cells.amount, faults)
        currency = self._read(row, "currency", self._currency, faults)
        tax = self._read(row, "tax", cells.tax, faults) if self.filled(row, "tax") else None
        date = self._read(row, "quote_date", cells.date, faults)
        if price is not None:
            price = cells.with_tax(price, tax, self.currency, self.place(row, "quote"), faults)
        if faults or card is None or price is None or currency is None or date is None:
            raise InputError(faults)
        source = f"quote {self.place(row, 'quote', self.path.name)}"
        money, place = Money(price, currency), self.place(row, "quote")
        return [Quote(card, money, date, source, self._note(row), place, self._keys()[card])]

    def _read(self, row: int, key: str, read: Callable[[object, Place], T], faults: list[Fault]) -> T | None:
        """What the cell says; None, and the fault in `faults`, where it cannot be used."""
        cell, place = self.cell(row, key), self.place(row, key)
        try:
            return read(cells.bare(cell, place), place)
        except InputError as error:
            faults += error.faults
            return None

    def _card(self, value: object, place: Place) -> str:
        name = str(value).strip()
        known = self._keys()
        if name not in known:
            action, message = suggest(name, known), f"no card, server or part of a network {name[:60]!r}"
            raise InputError(Fault("unknown-name", message, place, action=action))
        return name

    def _keys(self) -> dict[str, tuple[str, ...]]:
        """Everything that can be quoted, by its id in the sheet, and where its price stands in a scenario."""
        catalog = self.catalog
        networks: dict[str, tuple[str, ...]] = {
            network_id(fabric.id, part): ("nodes", "network", fabric.id, part)
            for fabric in catalog.fabrics.values()
            if fabric.network is not None
            for part in NetworkPrices.model_fields
        }
        servers = {name: ("nodes", "price", name) for name in catalog.chassis}
        return networks | servers | {name: ("cards", "price", name) for name in catalog.cards}

    def _currency(self, value: object, place: Place) -> str:
        if value != self.currency:
            shown = str(value)[:20]
            message = f"a quote in {shown}, while the answer is in {self.currency}"
            action = f"quote in {self.currency}, or set money.currency"
            raise InputError(Fault("other-currency", message, place, action=action))
        return self.currency

    def _note(self, row: int) -> str | None:
        """Supplier, lead time and remark, as far as they are filled in, on one line."""
        parts = [self.cell(row, key).value for key in ("supplier", "lead_time", "remark")]
        text = "; ".join(" ".join(str(part).split()) for part in parts if part not in (None, ""))
        return HIDDEN.sub(" ", text)[:MAX_NOTE] or None
