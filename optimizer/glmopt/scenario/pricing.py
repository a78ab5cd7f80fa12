"""What a card costs in the scenario's currency, and how good that price is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from glmopt.catalog import Catalog
from glmopt.catalog.prices import PriceKind
from glmopt.errors import Fault, InputError
from glmopt.scenario.model import Scenario
from glmopt.units import MINOR_DIGITS, convert, plain_number, to_minor


@dataclass(frozen=True, slots=True)
class CardPrice:
    """The price of one card: `minor` in whole minor units of the scenario's currency.

    `kind` is that of the price list, `given` for a price in the scenario itself, and `estimate` for every
    price that was converted from another currency. `how` says where it is from, in a few words.
    """

    card: str
    minor: int
    kind: PriceKind | str
    date: str | None
    source: tuple[str, ...]
    how: str


def price_of(scenario: Scenario, catalog: Catalog, card: str) -> CardPrice | None:
    """The price of `card` under `scenario`: its own, else the price list's; None where there is none.

    Raises InputError for an amount in another currency without a rate, and for more decimals than
    the currency has.
    """
    own = scenario.cards.price.get(card)
    path = ("cards", "price", card)
    if own is not None:
        currency = own.currency or scenario.money.currency
        amount, how = _in_currency(scenario, own.amount, currency, {}, path)
        kind = "given" if currency == scenario.money.currency else "estimate"
        text = how.format(kind="given") if how else "given in the scenario"
        return CardPrice(card, _minor(scenario, amount, path), kind, None, (), text)
    if scenario.prices is None:
        return None
    prices = catalog.prices[scenario.prices]
    entry = prices.get(card)
    if entry is None:
        return None
    rates = (
        {code: figure.value for code, figure in prices.rates.items()}
        if _same(scenario, prices.currency)
        else {}
    )
    currency = entry.amount.currency or prices.currency
    amount, how = _in_currency(scenario, entry.amount.amount, currency, rates, ("prices",))
    kind = entry.kind if currency == scenario.money.currency else "estimate"
    text = how.format(kind=entry.kind) if how else f"{entry.kind} {entry.date}"
    if entry.note:
        text += f"; {entry.note}"
    return CardPrice(card, _minor(scenario, amount, ("prices",)), kind, entry.date, entry.source, text)


def _same(scenario: Scenario, currency: str) -> bool:
    return currency == scenario.money.currency


def _in_currency(
    scenario: Scenario, amount: Decimal, currency: str, rates: dict[str, Decimal], path: tuple[str, ...]
) -> tuple[Decimal, str]:
    """`amount` in the scenario's currency, and a few words on the conversion, if there was one."""
    target = scenario.money.currency
    if currency == target:
        return amount, ""
    rate = scenario.money.rates.get(currency) or rates.get(currency)
    if rate is None:
        raise InputError(
            Fault(
                "no-rate",
                f"an amount in {currency}, while the answer is in {target}",
                scenario.place(*path),
                ".".join(path),
                f"add money.rates.{currency}: units of {target} for one {currency}",
            )
        )
    return convert(amount, rate, target), f"{plain_number(amount)} {currency} {{kind}} x {plain_number(rate)}"


def _minor(scenario: Scenario, amount: Decimal, path: tuple[str, ...]) -> int:
    currency = scenario.money.currency
    try:
        return to_minor(amount, currency)
    except ValueError:
        digits = MINOR_DIGITS[currency]
        fault = Fault(
            "bad-amount", f"{amount} has more than {digits} decimals", scenario.place(*path), ".".join(path)
        )
        raise InputError(fault) from None
