"""Quantities and the few conversions: exact rounding, amounts of money, words for numbers.

Money is Decimal outside the program and a whole number of minor units (fen, cents) inside it.
Nothing in here is a float: a price that cannot be written exactly is refused.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from fractions import Fraction

from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError

# Digits after the point of each currency that a scenario may use (ISO 4217).
MINOR_DIGITS = {"CNY": 2, "USD": 2, "EUR": 2, "GBP": 2, "HKD": 2, "JPY": 0, "KRW": 0, "TWD": 2, "SGD": 2}

# Above this the sum of a plan could leave the range in which a double holds every whole number (2^53).
MAX_MINOR = 9_000_000_000_000_000
MAX_COUNT = 2_000_000_000

_AMOUNT = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?)\s*(?P<unit>万|亿)?\s*(?P<currency>[A-Z]{3})?")
_UNITS = {None: 1, "万": 10_000, "亿": 100_000_000}


@dataclass(frozen=True, slots=True)
class Money:
    """An amount with its currency; `currency` is None where the writer left it to the scenario."""

    amount: Decimal
    currency: str | None = None

    def __str__(self) -> str:
        # never 1E+6: what is written here is read back by parse_money
        return f"{self.amount:f} {self.currency}" if self.currency else f"{self.amount:f}"


def parse_money(value: object) -> Money:
    """Read `800000`, `12.5`, `800000 CNY`, `80万` or `80万 CNY`.

    Raises ValueError with a sentence for anything else: guesses about commas, signs or letters cost money.
    """
    if isinstance(value, Money):
        money = value
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        money = Money(Decimal(value))
    elif isinstance(value, str) and (match := _AMOUNT.fullmatch(value.strip())) and value.isprintable():
        currency = match["currency"]
        if currency and currency not in MINOR_DIGITS:
            raise ValueError(f"unknown currency {currency}; known: {', '.join(MINOR_DIGITS)}")
        money = Money(Decimal(match["number"]) * _UNITS[match["unit"]], currency)
    else:
        raise ValueError("not an amount; write 800000, 800000 CNY or 80万")
    if not money.amount.is_finite() or money.amount < 0:
        raise ValueError("an amount must be finite and not negative")
    if money.amount * 100 > MAX_MINOR:
        raise ValueError(f"an amount must not exceed {MAX_MINOR // 100:,}")
    return money


def to_minor(amount: Decimal, currency: str) -> int:
    """`amount` in whole minor units of `currency`; ValueError where it has more decimals than that."""
    minor = amount.scaleb(MINOR_DIGITS[currency])
    if minor != minor.to_integral_value():
        raise ValueError(f"{amount} {currency} has more than {MINOR_DIGITS[currency]} decimals")
    return int(minor)


def from_minor(minor: int, currency: str) -> Decimal:
    """The Decimal amount of a whole number of minor units."""
    return Decimal(minor).scaleb(-MINOR_DIGITS[currency])


def convert(amount: Decimal, rate: Decimal, currency: str, *, down: bool = False) -> Decimal:
    """`amount` times `rate` in `currency`, rounded half up to the minor unit; `down` cuts instead."""
    minor = Fraction(amount) * Fraction(rate) * 10 ** MINOR_DIGITS[currency]
    return from_minor(math.floor(minor) if down else round_half_up(minor), currency)


def round_half_up(x: Fraction) -> int:
    """The whole number nearest to x >= 0; a half goes up, as in the source document's table."""
    return math.floor(x + Fraction(1, 2))


def cut(x: Fraction, decimals: int) -> Fraction:
    """X with the digits after `decimals` cut off, not rounded: 20.87 -> 20.8."""
    scale = 10**decimals
    return Fraction(math.floor(x * scale), scale)


def millionths_up(x: Fraction) -> Decimal:
    """X rounded up to six decimals."""
    return Decimal(math.ceil(x * 1_000_000)).scaleb(-6)


def ceil_div(a: int, b: int) -> int:
    """The least whole number n with n * b >= a, for b > 0."""
    return -(-a // b)


def plain_number(x: Decimal | Fraction | int) -> str:
    """A short decimal text without trailing zeros; fractions to four digits."""
    if isinstance(x, Fraction):
        if x.denominator == 1:
            return str(x.numerator)
        x = round(Decimal(x.numerator) / Decimal(x.denominator), 4)
    text = f"{x:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def parse_share(text: str) -> Decimal:
    """Read `2%` or `0.02` as the share 0.02. Raises InputError for anything else, and above 1000 %."""
    match = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(%?)\s*", text)
    share = Decimal(match[1]) / (100 if match[2] else 1) if match else None
    if share is None or share > 10:
        raise InputError(Fault("usage", f"no share: {text}", action="for example 2% or 0.02"))
    return share
