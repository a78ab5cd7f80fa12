"""Money and dates as people of a language write them. The only door to Babel.

Tables keep the codes of currencies and ISO dates, which read the same everywhere; sentences take these.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from glmopt.units import MINOR_DIGITS

_LOCALES = {"zh": "zh_CN", "en": "en_US"}
# What is known of a date, by its length: a year, a month, a day.
_SKELETONS = {4: "y", 7: "yMMM", 10: "yMMMd"}


def money(value: Decimal, currency: str, lang: str) -> str:
    """¥1,006,200 in Chinese, CN¥1,006,200 in English; with minor units where there are any."""
    from babel.numbers import format_currency

    digits = MINOR_DIGITS[currency] if value != value.to_integral_value() else 0
    pattern = "¤#,##0" + (f".{'0' * digits}" if digits else "")
    return str(format_currency(value, currency, pattern, _LOCALES[lang], currency_digits=False))


def date(text: str, lang: str) -> str:
    """`2026`, `2026-11` or `2026-11-23` as `lang` writes it: 2026年11月23日, Nov 23, 2026."""
    from babel.dates import format_skeleton

    full = text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text
    day = dt.date.fromisoformat(full)
    return str(format_skeleton(_SKELETONS[len(text)], day, locale=_LOCALES[lang]))


def span(first: str, last: str, lang: str) -> str:
    """Two dates, or one where they are the same."""
    one, other = date(first, lang), date(last, lang)
    return one if one == other else f"{one} ~ {other}"
