"""Dated, sourced price lists. What is an estimate is called one."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from glmopt.records import Date, Figure, Id, Money, Number, Record, Text
from glmopt.units import MINOR_DIGITS

PriceKind = Literal["list", "street", "contract", "estimate"]
Rate = Annotated[Number, Field(gt=0, le=100_000)]


class Quote(Figure[Money]):
    """What something other than a card was offered for, in the currency of the source."""

    value: Money
    kind: PriceKind


class Price(Record):
    """What one card was offered for; `amount` is in the currency of the source.

    `includes` says what a share of a larger price contains beside the card: its baseboard, or board and host.
    """

    card: Id
    amount: Money
    kind: PriceKind
    date: Date
    source: tuple[str, ...] = Field(min_length=1)
    confidence: Literal["A", "B", "C", "D"]
    includes: Literal["card", "board", "host"] = "card"
    note: str | None = None


class PriceList(Record):
    """Prices of one market; `rates` gives units of `currency` for one unit of another currency.

    `licences`: what software costs for one card and year, by the kind of virtualization that needs it.
    """

    schema_: Literal["glmopt/prices@1"] = Field(default="glmopt/prices@1", alias="schema")
    id: Id
    name: Text
    currency: str
    as_of: Date
    rates: dict[str, Figure[Rate]] = Field(default_factory=dict)
    licences: dict[Literal["vgpu"], Quote] = Field(default_factory=dict)
    electricity_per_kwh: Quote | None = None
    prices: tuple[Price, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for code in (self.currency, *self.rates):
            if code not in MINOR_DIGITS:
                raise ValueError(f"unknown currency {code}; known: {', '.join(MINOR_DIGITS)}")
        seen: set[str] = set()
        for price in self.prices:
            if price.card in seen:
                raise ValueError(f"two prices for {price.card}")
            seen.add(price.card)
        return self

    def get(self, card: str) -> Price | None:
        """The price of `card`, if the list has one."""
        return next((p for p in self.prices if p.card == card), None)
