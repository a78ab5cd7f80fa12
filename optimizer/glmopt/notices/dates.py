"""Dates of own prices that look like slips. They depend on the day, so that no result holds them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from glmopt.notices.notice import Notice, notice
from glmopt.scenario import Scenario
from glmopt.scenario.own_price import Priced

# Prices of cards do not stand still for so long.
MOST_YEARS = 2


def about_dates(scenario: Scenario, today: dt.date) -> list[Notice]:
    """Own prices of cards, servers and networks from after `today`, or from years before."""
    found = []
    for path, price in _own(scenario):
        date = price.date
        if date is None:
            continue
        # a date is a year, a month or a day; compared as far as it says
        if date > today.isoformat()[: len(date)]:
            found.append(notice(scenario, (*path, "date"), f"{date} is still to come"))
        elif date < today.replace(year=today.year - MOST_YEARS, day=1).isoformat()[: len(date)]:
            message = f"a price of {date} is more than {MOST_YEARS} years old"
            found.append(notice(scenario, (*path, "date"), message))
    return found


def _own(scenario: Scenario) -> Iterator[tuple[tuple[str, ...], Priced]]:
    for card, price in scenario.cards.price.items():
        yield ("cards", "price", card), price
    for chassis, price in (scenario.nodes.price if scenario.nodes else {}).items():
        yield ("nodes", "price", chassis), price
    for fabric, own in (scenario.nodes.network if scenario.nodes else {}).items():
        for part in type(own).model_fields:
            if (price := getattr(own, part)) is not None:
                yield ("nodes", "network", fabric, part), price
