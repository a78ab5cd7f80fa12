"""What one cell says: an amount, a tax rate, a date. Nothing is guessed: a text is no number."""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal
from fractions import Fraction

from glmopt.errors import Fault, InputError, Place
from glmopt.quotes.workbook import Cell
from glmopt.units import MAX_MINOR, MINOR_DIGITS, from_minor, round_half_up, to_minor

_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
MOST_TAX = Decimal(1)


def address(row: int, column: int) -> str:
    """The name of a cell: (5, 6) is F5."""
    letters = ""
    while column:
        column, last = divmod(column - 1, 26)
        letters = chr(ord("A") + last) + letters
    return f"{letters}{row}"


def bare(cell: Cell, place: Place) -> object:
    """The value of a cell that stands for itself."""
    if cell.merged:
        message = f"stands in the merged cells {cell.merged}"
        raise InputError(Fault("bad-cell", message, place, action="unmerge them: one cell for each card"))
    if cell.value is None or cell.value == "":
        if cell.formula:
            action = "open the file in a spreadsheet program and save it"
            raise InputError(Fault("bad-cell", "a formula without a saved value", place, action=action))
        raise InputError(Fault("missing-key", "is empty", place, action="fill it in beside the quote"))
    return cell.value


def number(value: object, place: Place) -> Decimal:
    """A finite number; a text that looks like one is refused."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        shown = repr(str(value)[:40])
        action = "enter a bare number, without separators, currency or quotes"
        raise InputError(Fault("bad-cell", f"not a number: {shown}", place, action=action))
    if not math.isfinite(value):
        raise InputError(Fault("bad-cell", f"not a finite number: {value}", place))
    return Decimal(str(value))


def amount(value: object, place: Place) -> Decimal:
    """A price above nothing."""
    found = number(value, place)
    if found <= 0:
        action = "leave it empty where there is no quote"
        raise InputError(Fault("bad-amount", f"a price of {found}", place, action=action))
    if found * 100 > MAX_MINOR:
        raise InputError(Fault("bad-amount", f"{found} is more than can be reckoned with", place))
    return found


def tax(value: object, place: Place) -> Decimal:
    """A tax rate as a share: 13 % is 0.13."""
    found = number(value, place)
    if not 0 <= found <= MOST_TAX:
        raise InputError(Fault("bad-amount", f"a tax rate of {found}", place, action="write 13% or 0.13"))
    return found


def with_tax(
    price: Decimal, rate: Decimal | None, currency: str, place: Place, faults: list[Fault]
) -> Decimal | None:
    """`price` with the tax on it, rounded half up to the minor unit; None and a fault for finer prices."""
    try:
        minor = to_minor(price, currency)
    except ValueError as error:
        digits = MINOR_DIGITS[currency]
        action = f"round it to {digits} decimals"
        faults.append(Fault("bad-amount", str(error), place, action=action))
        return None
    return from_minor(round_half_up(minor * (1 + Fraction(rate or 0))), currency)


def date(value: object, place: Place) -> str:
    """A day, as a date of the spreadsheet or as text: 2026-11-23."""
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str) and (match := _DATE.fullmatch(value.strip())):
        try:
            return dt.date(*map(int, match.groups())).isoformat()
        except ValueError:
            pass
    shown = repr(str(value)[:40])
    raise InputError(
        Fault("bad-cell", f"not a date: {shown}", place, action="enter a date such as 2026-11-23")
    )
