"""Numbers for people: thousands separated, no needless decimals, signs on differences."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def amount(value: Decimal | int | None) -> str:
    """1006200 -> 1,006,200 ; 30823.13 stays with its decimals; nothing for None."""
    if value is None:
        return ""
    whole = value == int(value)
    return f"{int(value):,}" if whole else f"{value:,.2f}"


def exact(value: Decimal | int) -> str:
    """All of its decimals, thousands separated: 474,096.26 ; 18.348 ; 0.195."""
    return amount(value) if value == int(value) else f"{Decimal(value).normalize():,f}"


def difference(value: Decimal | int | None) -> str:
    """A change with its sign: +1,000, -1,000, 0."""
    if value is None:
        return ""
    return f"+{amount(value)}" if value > 0 else amount(value)


def between(low: int, high: int) -> str:
    """A range, or one number where both ends are the same."""
    return amount(low) if low == high else f"{amount(low)}~{amount(high)}"


def share(part: Decimal | Fraction) -> str:
    """A part of 1 in percent; what rounds to nothing or to the whole, and is neither, says so."""
    shown = f"{100 * float(part):.1f} %"
    if part > 0 and shown == "0.0 %":
        return "< 0.1 %"
    if part < 1 and shown == "100.0 %":
        return "> 99.9 %"
    return shown


def percent(part: Decimal, whole: Decimal) -> str:
    """Part of whole in percent to one decimal; a dash where the whole is nothing."""
    return f"{100 * part / whole:.1f} %" if whole else "-"
