"""What a card costs in the scenario's currency, and how good that price is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from glmopt.catalog import Catalog
from glmopt.catalog.prices import Price, PriceKind
from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError
from glmopt.kept import Kept
from glmopt.scenario.model import Scenario
from glmopt.scenario.own_price import OwnPrice
from glmopt.units import Money, convert, from_minor, plain_number, round_half_up, to_minor

KEPT: Kept[CardPrice] = Kept()
# Where a price is from that the scenario gives without saying whose it is.
GIVEN = "given in the scenario"


@dataclass(frozen=True, slots=True)
class CardPrice:
    """The price of one card: `minor` in whole minor units of the scenario's currency.

    `kind` is that of the price list; for a price in the scenario itself `quote` where it says whose or of
    when it is, else `given`; `estimate` for every price that was converted from another currency. `how` says
    where it is from, in a few words. `includes` says what the price holds beside the card: nothing, its
    baseboard, or board and host. Where a price break is reached: `start` cards or more cost that, `single` is
    the price of one.
    """

    card: str
    minor: int
    kind: PriceKind | str
    date: str | None
    source: tuple[str, ...]
    how: str
    includes: str = "card"
    start: int | None = None
    single: int | None = None


def price_of(scenario: Scenario, catalog: Catalog, card: str) -> CardPrice | None:
    """The price of `card` under `scenario`: its own, else the price list's; None where there is none.

    Raises InputError for an amount in another currency without a rate, and for more decimals than
    the currency has.
    """
    target = scenario.money.currency
    own = scenario.cards.price.get(card)
    if own is not None:
        minor, kind, how = own_price(scenario, catalog, own, ("cards", "price", card))
        return CardPrice(card, minor, kind, own.date, (own.source,) if own.source else (), how)
    prices = catalog.prices.get(scenario.prices or "")
    entry = prices.get(card) if prices else None
    if prices is None or entry is None:
        return None
    money = Money(entry.amount.amount, entry.amount.currency or prices.currency)
    if money.currency != target:
        return _listed(scenario, catalog, entry, card, money)
    # hangs on no rate: the same for every scenario with this list
    key = (scenario.prices, target, card)
    return KEPT.get(catalog, key, lambda: _listed(scenario, catalog, entry, card, money))


def own_price(
    scenario: Scenario, catalog: Catalog, own: OwnPrice, path: tuple[str, ...]
) -> tuple[int, PriceKind | str, str]:
    """A price that the scenario gives itself: minor units, kind and `how` as of a CardPrice."""
    minor, how = in_minor(scenario, catalog, own.amount, path)
    kind = "quote" if own.quoted else "given"
    said = " ".join(filter(None, (own.source or kind, own.date, how)))
    how = said if own.quoted or how else GIVEN
    how += f"; {own.note}" if own.note else ""
    return minor, kind if own.amount.currency in (None, scenario.money.currency) else "estimate", how


def _listed(scenario: Scenario, catalog: Catalog, entry: Price, card: str, money: Money) -> CardPrice:
    """The price of `card` by its `entry` in the scenario's list, which is `money`."""
    target = scenario.money.currency
    minor, how = in_minor(scenario, catalog, money, ("prices",))
    kind = entry.kind if money.currency == target else "estimate"
    origin = f"{entry.kind} {how or entry.date}" + (f"; {entry.note}" if entry.note else "")
    return CardPrice(card, minor, kind, entry.date, entry.source, origin, entry.includes)


def price_for(scenario: Scenario, catalog: Catalog, card: str, pieces: int) -> CardPrice | None:
    """What each of `pieces` cards bought together costs: the price of the last break that they reach."""
    price = price_of(scenario, catalog, card)
    if price is None:
        return None
    reached = [b for b in breaks_of(scenario, catalog, price) if b[0] <= pieces]
    if not reached:
        return price
    start, off = reached[-1]
    return replace(price, minor=price.minor - off, start=start, single=price.minor)


def breaks_of(scenario: Scenario, catalog: Catalog, price: CardPrice) -> tuple[tuple[int, int], ...]:
    """(F, D) for each break of a card: who buys F or more pays D minor units less for each than `price`.

    A share of the price is taken off so that what is left is rounded half up. Raises InputError where a
    break is no cheaper than the one before it.
    """
    found: list[tuple[int, int]] = []
    for number, step in enumerate(scenario.cards.discount.get(price.card, ())):
        path = ("cards", "discount", price.card)
        if step.price is not None:
            minor, _ = in_minor(scenario, catalog, step.price, path)
        else:
            minor = round_half_up(price.minor * (1 - Fraction(step.percent_off or 0) / 100))
        off = price.minor - minor
        if off <= (found[-1][1] if found else 0):
            amount = plain_number(from_minor(minor, scenario.money.currency))
            message = f"{price.card} from {step.from_} on costs {amount}, no less than fewer of them"
            place = scenario.place(*path, number)
            action = "let prices fall as the number rises"
            raise InputError(Fault("contradiction", message, place, f"cards.discount.{price.card}", action))
        found.append((step.from_, off))
    return tuple(found)


def in_minor(
    scenario: Scenario, catalog: Catalog, money: Money, path: tuple[str, ...], *, down: bool = False
) -> tuple[int, str]:
    """`money` in minor units of the scenario's currency, and how it was converted, if it was.

    A price is rounded half up, a limit `down`: it is worth no part of a unit more than was written.
    The rate is the scenario's own, else that of its price list. Raises InputError where there is none, and
    for more decimals than the currency has; `path` is where the amount was written.
    """
    target = scenario.money.currency
    amount, how = money.amount, ""
    if money.currency not in (None, target):
        rate = rate_of(scenario, catalog, str(money.currency))
        if rate is None:
            action = f"add money.rates.{money.currency}: units of {target} for one {money.currency}"
            message = f"an amount in {money.currency}, while the answer is in {target}"
            raise InputError(Fault("no-rate", message, scenario.place(*path), ".".join(path), action))
        amount = convert(money.amount, rate, target, down=down)
        how = f"{plain_number(money.amount)} {money.currency} x {plain_number(rate)}"
    try:
        return to_minor(amount, target), how
    except ValueError as error:
        raise InputError(Fault("bad-amount", str(error), scenario.place(*path), ".".join(path))) from None


def rate_of(scenario: Scenario, catalog: Catalog, currency: str) -> Decimal | None:
    """Units of the scenario's currency for one of `currency`; None where neither it nor its list says."""
    if currency in scenario.money.rates:
        return scenario.money.rates[currency]
    prices = catalog.prices.get(scenario.prices or "")
    if prices is None or prices.currency != scenario.money.currency or currency not in prices.rates:
        return None
    return prices.rates[currency].value
