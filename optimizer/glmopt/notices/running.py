"""Terms of running that look like slips, or that nothing reads."""

from __future__ import annotations

from decimal import Decimal

from glmopt.catalog import Catalog
from glmopt.notices.notice import Notice, far_off, notice
from glmopt.scenario import Scenario
from glmopt.scenario.model import MoneyTerms

# Rooms are built for 1.1 to 2; more than this is more likely a slip than a room.
MOST_PUE = Decimal(3)
# Fewer months are more likely years, more are longer than cards are kept.
LEAST_MONTHS, MOST_MONTHS = 10, 120


def about_running(scenario: Scenario, catalog: Catalog) -> list[Notice]:
    """Horizon, electricity and what cooling adds to it."""
    money, found = scenario.money, []
    if scenario.goal != "tco":
        unread = ("horizon_months", "electricity_per_kwh", "pue", "licences")
        usual = MoneyTerms.model_construct()
        return [
            notice(scenario, ("money", key), "counts only under objective: tco")
            for key in unread
            if getattr(money, key) != getattr(usual, key)
        ]
    path = ("money", "horizon_months")
    if money.horizon_months <= LEAST_MONTHS:
        found.append(notice(scenario, path, f"{money.horizon_months} months: are years meant?"))
    if money.horizon_months > MOST_MONTHS:
        message = f"{money.horizon_months} months are longer than cards are kept"
        found.append(notice(scenario, path, message))
    if money.pue > MOST_PUE:
        message = f"{money.pue} times what the machines draw; rooms need 1.1 to 2"
        found.append(notice(scenario, ("money", "pue"), message))
    prices = catalog.prices.get(scenario.prices or "")
    quote = prices.electricity_per_kwh if prices else None
    own = money.electricity_per_kwh
    theirs = (quote.value.currency or prices.currency) if prices and quote else None
    if own is not None and quote and money.currency == theirs and far_off(own, quote.value.amount):
        message = f"{own} is far from the listed {quote.value}"
        found.append(notice(scenario, ("money", "electricity_per_kwh"), message))
    return found
