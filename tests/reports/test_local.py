"""Money and dates as people of each language write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from glmopt.reports.local import date, money, span


@pytest.mark.parametrize(
    ("value", "currency", "lang", "text"),
    [
        ("1006200", "CNY", "zh", "¥1,006,200"),
        ("1006200", "CNY", "en", "CN¥1,006,200"),
        ("30823.13", "CNY", "zh", "¥30,823.13"),
        ("30823.1", "USD", "en", "$30,823.10"),
        ("1500000", "JPY", "zh", "JP¥1,500,000"),
    ],
)
def test_money_has_the_sign_of_its_currency(value: str, currency: str, lang: str, text: str) -> None:
    assert money(Decimal(value), currency, lang) == text


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("2026", "2026年", "2026"),
        ("2024-07", "2024年7月", "Jul 2024"),
        ("2026-11-23", "2026年11月23日", "Nov 23, 2026"),
    ],
)
def test_a_date_says_no_more_than_is_known(text: str, zh: str, en: str) -> None:
    assert (date(text, "zh"), date(text, "en")) == (zh, en)


def test_a_span_of_one_date_is_that_date() -> None:
    assert span("2024-07", "2024-07", "en") == "Jul 2024"
    assert span("2024-07", "2026", "zh") == "2024年7月 ~ 2026年"
