"""Rows of a throughput table from a benchmark: what was measured, for which card, and the CSV of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError, Place
from glmopt.importing.imported import Imported, amount, fault, plain
from glmopt.records.faults import suggest

COLUMNS = ("card", "prompt", "output", "rate", "streams", "tokens_per_s", "ttft_s", "cards", "source")
THOUSAND = Decimal(1000)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says of the measurements, the card and the size of its group; else None.

    `known` are the cards of the catalog, and of the scenario that the table is for.
    """

    card: str | None
    cards: int | None
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measurement:
    """One run: mean lengths in tokens, requests/s, concurrent streams, ms of a token and to the first one."""

    card: str
    cards: int
    prompt: Decimal
    output: Decimal
    rate: Decimal
    streams: Decimal | None
    token_ms: Decimal | None
    first_ms: Decimal | None
    source: str


def card_of(asked: Asked, named: str | None, name: str, systems: dict[str, str] | None = None) -> str:
    """The card of a run: as asked, else as the file names it. Raises InputError where neither says."""
    if asked.card is not None:
        if asked.card not in asked.known:
            action = suggest(asked.card, asked.known) or "glmopt catalog list shows the cards"
            raise InputError(Fault("unknown-name", f"no card {asked.card[:60]!r}", None, "--card", action))
        return asked.card
    if named is None:
        message = "the file does not say which card was measured"
        raise InputError(Fault("missing-key", message, Place(name), "--card", "add --card ID"))
    found = (systems or {}).get(named, named)
    if found not in asked.known:
        action = suggest(found, asked.known) or "add --card ID"
        raise InputError(Fault("unknown-name", f"no card {named[:40]!r}", Place(name), "--card", action))
    return found


def optional(data: dict[str, Any], key: str, name: str, where: str = "") -> Decimal | None:
    """A number that may be missing or null. Raises InputError for anything else."""
    if data.get(key) is None:
        return None
    return amount(data[key], name, f"{where}{key}")


def table(measurements: Iterable[Measurement], notes: Iterable[str] = ()) -> Imported:
    """The CSV of `measurements`, and the notes together with those on lengths that are no whole numbers."""
    notes = list(notes)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    rounded = 0
    for m in measurements:
        prompt, output = (max(1, int(x.to_integral_value())) for x in (m.prompt, m.output))
        rounded += prompt != m.prompt or output != m.output
        speed = THOUSAND / m.token_ms if m.token_ms else None
        first = m.first_ms / THOUSAND if m.first_ms is not None else None
        cells = (m.rate, m.streams, speed, first)
        shown = ["" if x is None else plain(_six_digits(x)) for x in cells]
        writer.writerow((m.card, prompt, output, *shown, m.cards, m.source))
    if rounded:
        one = "one run had mean lengths that are no whole numbers of tokens: rounded"
        many = f"{rounded} runs had mean lengths that are no whole numbers of tokens: rounded"
        notes.append(one if rounded == 1 else many)
    return Imported({"": out.getvalue()}, tuple(notes))


def whole(value: Decimal, name: str, where: str) -> int:
    """A count from 1 to 64. Raises InputError."""
    if value != int(value) or not 1 <= value <= 64:
        raise fault(name, where, f"expected a whole number from 1 to 64, found {plain(value)}")
    return int(value)


def _six_digits(value: Decimal) -> Decimal:
    """Six digits are more than any measurement has."""
    return value if not value else round(value, 5 - value.adjusted())
