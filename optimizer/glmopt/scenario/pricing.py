"""What a card costs in the scenario's currency, and how good that price is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from glmopt.catalog import Catalog
from glmopt.catalog.prices import PriceKind
from glmopt.errors import Fault, InputError
from glmopt.scenario.model import Scenario
from glmopt.units import Money, convert, plain_number, to_minor


@dataclass(frozen=True, slots=True)
class CardPrice:
    """The price of one card: `minor` in whole minor units of the scenario's currency.

    `kind` is that of the price list; for a price in the scenario itself `quote` where it says whose or of
    when it is, else `given`; `estimate` for every price that was converted from another currency. `how` says
    where it is from, in a few words. `includes` says what the price holds beside the card: nothing, its
    baseboard, or board and host.
    """

    card: str
    minor: int
    kind: PriceKind | str
    date: str | None
    source: tuple[str, ...]
    how: str
    includes: str = "card"


def price_of(scenario: Scenario, catalog: Catalog, card: str) -> CardPrice | None:
    """The price of `card` under `scenario`: its own, else the price list's; None where there is none.

    Raises InputError for an amount in another currency without a rate, and for more decimals than
    the currency has.
    """
    target = scenario.money.currency
    own = scenario.cards.price.get(card)
    if own is not None:
        minor, how = in_minor(scenario, catalog, own.amount, ("cards", "price", card))
        kind = "quote" if own.quoted else "given"
        said = " ".join(filter(None, (own.source or kind, own.date, how)))
        how = said if own.quoted or how else "given in the scenario"
        how += f"; {own.note}" if own.note else ""
        kind = kind if own.amount.currency in (None, target) else "estimate"
        return CardPrice(card, minor, kind, own.date, (own.source,) if own.source else (), how)
    prices = catalog.prices.get(scenario.prices or "")
    entry = prices.get(card) if prices else None
    if prices is None or entry is None:
        return None
    money = Money(entry.amount.amount, entry.amount.currency or prices.currency)
    minor, how = in_minor(scenario, catalog, money, ("prices",))
    kind = entry.kind if money.currency == target else "estimate"
    origin = f"{entry.kind} {how or entry.date}" + (f"; {entry.note}" if entry.note else "")
    return CardPrice(card, minor, kind, entry.date, entry.source, origin, entry.includes)


def in_minor(
    scenario: Scenario, catalog: Catalog, money: Money, path: tuple[str, ...], *, down: bool = False
) -> tuple[int, str]:
    """`money` in minor units of the scenario's currency, and how it was converted, if it was.

    A price is rounded half up, a limit `down`: it is worth no part of a unit more than was written.
    The rate is the scenario's own, else that of its price list. Raises InputError where there is none, and
    for more decimals than the currency has; `path` is where the amount was written.
    """
    target = scenario.money.currency
    place, field = scenario.place(*path), ".".join(path)
    amount, how = money.amount, ""
    if money.currency not in (None, target):
        rate = rate_of(scenario, catalog, str(money.currency))
        if rate is None:
            action = f"add money.rates.{money.currency}: units of {target} for one {money.currency}"
            message = f"an amount in {money.currency}, while the answer is in {target}"
            raise InputError(Fault("no-rate", message, place, field, action))
        amount = convert(money.amount, rate, target, down=down)
        how = f"{plain_number(money.amount)} {money.currency} x {plain_number(rate)}"
    try:
        return to_minor(amount, target), how
    except ValueError as error:
        raise InputError(Fault("bad-amount", str(error), place, field)) from None


def rate_of(scenario: Scenario, catalog: Catalog, currency: str) -> Decimal | None:
    """Units of the scenario's currency for one of `currency`; None where neither it nor its list says."""
    if currency in scenario.money.rates:
        return scenario.money.rates[currency]
    prices = catalog.prices.get(scenario.prices or "")
    if prices is None or prices.currency != scenario.money.currency or currency not in prices.rates:
        return None
    return prices.rates[currency].value
