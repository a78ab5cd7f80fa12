"""Rows of a throughput table: what was measured, on which card, and everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError, Place
from glmopt.records.faults import suggest, too_many
from glmopt.records.rows import CsvRow, number, read_csv, whole
from glmopt.scenario import Scenario

COLUMNS = (
    "card",
    "class",
    "prompt",
    "output",
    "rate",
    "streams",
    "tokens_per_s",
    "ttft_s",
    "cards",
    "llm",
    "source",
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One row: what a group of `cards` cards carried, and the speed and first token that each request got."""

    place: Place
    card: str
    name: str | None
    lengths: tuple[int, int] | None
    amount: dict[str, Fraction]
    tokens_per_s: Fraction | None
    ttft_s: Fraction | None
    cards: int
    llm: str | None


def table_of(scenario: Scenario, catalog: Catalog) -> tuple[str, str, frozenset[str] | None]:
    """The text of the scenario's table, its name, and the cards that its rows may be of (None: any)."""
    capacity = scenario.demand.capacity
    if capacity is None or capacity.text is None:
        raise InputError(Fault("missing-key", "the table was not read", None, "demand.capacity.text"))
    name = capacity.table or "demand.capacity.text"
    return capacity.text, name, known_cards(scenario, catalog)


def known_cards(scenario: Scenario, catalog: Catalog) -> frozenset[str] | None:
    """The cards that a row may be of: those of the catalog, and those that the scenario or a what-if defines.

    None where any name is taken: of a saved result, whose file was judged when it was read and whose catalog
    holds only what is on offer.
    """
    if scenario.origin is None:
        return None
    return frozenset(catalog.cards).union(*map(_defined, scenario.what_if.values()))


def _defined(block: dict[str, Any]) -> Iterable[str]:
    """The cards that a what-if defines in place."""
    cards = block.get("cards")
    define = cards.get("define") if isinstance(cards, dict) else None
    return define if isinstance(define, dict) else ()


# One table is asked again and again in a study.
@lru_cache(maxsize=4)
def measured_rows(text: str, name: str, known: frozenset[str] | None) -> tuple[Measured, ...]:
    """The rows of the CSV `text`, which messages call `name`, of cards that are `known` (None: of any).

    Raises InputError with every fault in it.
    """
    rows: list[Measured] = []
    faults: list[Fault] = []
    for row in read_csv(text, name, COLUMNS, needed=("card",)):
        try:
            rows.append(_measured(row))
        except InputError as error:
            faults += error.faults
    if known is not None:
        faults += _strangers(rows, known)
    if faults:
        raise InputError(too_many(faults))
    return tuple(rows)


def _strangers(rows: Iterable[Measured], known: frozenset[str]) -> Iterator[Fault]:
    """A fault for each card that nothing knows, where it is first named: its rows would count for nothing."""
    first: dict[str, Place] = {}
    for row in rows:
        if row.card not in known:
            first.setdefault(row.card, row.place)
    for card, place in first.items():
        action = suggest(card, sorted(known)) or "glmopt catalog list shows the cards"
        yield Fault("unknown-name", f"no card {card[:60]!r}", place, "card", action)


def _measured(row: CsvRow) -> Measured:
    def fault(message: str, column: str) -> InputError:
        return InputError(Fault("missing-key", message, row.place, column))

    prompt, output = whole(row, "prompt"), whole(row, "output")
    name, card = row.cells.get("class"), row.cells.get("card")
    if card is None:
        raise fault("a row without a card", "card")
    if (prompt is None) != (output is None):
        raise fault("prompt and output go together", "output" if output is None else "prompt")
    if name is None and prompt is None:
        raise fault("a row needs a class, or prompt and output", "class")
    amount = {}
    for unit, column in (("requests/s", "rate"), ("streams", "streams")):
        value = number(row, column, most=1e9)
        if value is not None:
            amount[unit] = Fraction(value)
    if not amount:
        raise fault("a row needs a rate in requests/s, or streams", "rate")
    speed, first = number(row, "tokens_per_s"), number(row, "ttft_s")
    return Measured(
        place=row.place,
        card=card,
        name=name,
        lengths=None if prompt is None or output is None else (prompt, output),
        amount=amount,
        tokens_per_s=None if speed is None else Fraction(speed),
        ttft_s=None if first is None else Fraction(first),
        cards=whole(row, "cards", most=64) or 1,
        llm=row.cells.get("llm"),
    )
