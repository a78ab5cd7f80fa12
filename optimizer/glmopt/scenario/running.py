"""What running costs over the horizon: electricity and licences, in whole minor units a piece."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from glmopt.catalog import Catalog
from glmopt.errors import Fault, InputError
from glmopt.scenario.model import Scenario
from glmopt.scenario.pricing import in_minor
from glmopt.units import MINOR_DIGITS, Money, round_half_up

# Hours of a mean month: 365.25 x 24 / 12.
HOURS_PER_MONTH = Fraction("730.5")


def electricity_of(scenario: Scenario, catalog: Catalog, watts: Decimal | int) -> int:
    """e = W / 1000 x 730.5 h x months x PUE x price, rounded half up to a minor unit for each piece.

    At full power all the time: an upper bound. Raises InputError where neither scenario nor price list says
    what electricity costs.
    """
    money = scenario.money
    kwh = Fraction(watts) / 1000 * HOURS_PER_MONTH * money.horizon_months * Fraction(money.pue)
    return round_half_up(kwh * electricity_price(scenario, catalog) * 10 ** MINOR_DIGITS[money.currency])


def electricity_price(scenario: Scenario, catalog: Catalog) -> Fraction:
    """Units of the scenario's currency for one kWh: its own, else the price list's."""
    own = scenario.money.electricity_per_kwh
    if own is not None:
        return Fraction(own)
    prices = catalog.prices.get(scenario.prices or "")
    quote = prices.electricity_per_kwh if prices else None
    path = ("money", "electricity_per_kwh")
    if quote is None:
        message = "objective tco needs the price of electricity, and the price list has none"
        fault = Fault(
            "no-price", message, scenario.place("objective"), ".".join(path), "add it: units for one kWh"
        )
        raise InputError(fault)
    amount, currency = quote.value.amount, quote.value.currency or (prices.currency if prices else None)
    if currency == scenario.money.currency:
        return Fraction(amount)
    from glmopt.scenario.pricing import rate_of

    rate = rate_of(scenario, catalog, str(currency))
    if rate is None:
        message = f"electricity is priced in {currency}, while the answer is in {scenario.money.currency}"
        raise InputError(
            Fault("no-rate", message, scenario.place("money"), ".".join(path), f"add {'.'.join(path)}")
        )
    return Fraction(amount) * Fraction(rate)


def licence_of(scenario: Scenario, catalog: Catalog) -> int:
    """Minor units for one card with vGPU over the horizon: price of a year x months / 12, rounded half up.

    Raises InputError where neither scenario nor price list has a price.
    """
    own = scenario.money.licences.get("vgpu")
    prices = catalog.prices.get(scenario.prices or "")
    quote = prices.licences.get("vgpu") if prices else None
    money: Money | None = own or (quote.value if quote else None)
    path = ("money", "licences", "vgpu")
    if money is None:
        message = "objective tco needs the price of a vGPU licence, and the price list has none"
        fault = Fault(
            "no-price", message, scenario.place("objective"), ".".join(path), "add it: for one card and year"
        )
        raise InputError(fault)
    year, _ = in_minor(scenario, catalog, money, path)
    return round_half_up(Fraction(year) * scenario.money.horizon_months / 12)
