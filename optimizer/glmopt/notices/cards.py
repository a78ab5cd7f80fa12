"""Own figures and prices of cards, and own rates, that look like slips; cards that are gone."""

from __future__ import annotations

from decimal import Decimal

from glmopt.catalog import Catalog
from glmopt.notices.notice import Notice, far_off, notice, slipped, worth
from glmopt.scenario import Scenario
from glmopt.units import plain_number

# A card of more, or less, FP16 TFLOPS than this is more likely a slip of units than a card.
MOST_TFLOPS, LEAST_TFLOPS = Decimal(10_000), Decimal(1)


def about_cards(scenario: Scenario, catalog: Catalog) -> list[Notice]:
    """Cards that the scenario defines, prices and rates that it gives."""
    return [
        *_defined_cards(scenario),
        *_own_prices(scenario, catalog),
        *_own_rates(scenario, catalog),
        *_gone(scenario, catalog),
    ]


def _defined_cards(scenario: Scenario) -> list[Notice]:
    found = []
    for card, figures in scenario.cards.define.items():
        path = ("cards", "define", card, "fp16_tflops")
        if figures.fp16_tflops is None:
            continue
        if figures.fp16_tflops > MOST_TFLOPS:
            found.append(notice(scenario, path, f"{figures.fp16_tflops} TFLOPS looks like GFLOPS"))
        if figures.fp16_tflops < LEAST_TFLOPS:
            found.append(notice(scenario, path, f"{figures.fp16_tflops} TFLOPS looks like PFLOPS"))
    return found


def _own_prices(scenario: Scenario, catalog: Catalog) -> list[Notice]:
    found = []
    listed = catalog.prices.get(scenario.prices or "")
    for card, own in scenario.cards.price.items():
        path, money = ("cards", "price", card), own.amount
        if money.amount == 0:
            found.append(notice(scenario, path, "costs nothing"))
            continue
        entry = listed.get(card) if listed else None
        if entry is None or listed is None:
            continue
        theirs = worth(scenario, catalog, entry.amount, listed.currency)
        if slipped(worth(scenario, catalog, money), theirs):
            found.append(notice(scenario, path, f"{money} is far from the listed {entry.amount}"))
    return found


def _own_rates(scenario: Scenario, catalog: Catalog) -> list[Notice]:
    found = []
    for code, rate in scenario.money.rates.items():
        known = _listed_rate(scenario, catalog, code)
        if known and far_off(rate, known[0]):
            message = f"{rate} is far from {plain_number(known[0])} in {known[1]}; is it the other way round?"
            found.append(notice(scenario, ("money", "rates", code), message))
    return found


def _listed_rate(scenario: Scenario, catalog: Catalog, code: str) -> tuple[Decimal, str] | None:
    """Units of the scenario's currency for one of `code` by the first price list that says, and which."""
    target = scenario.money.currency
    for prices in catalog.prices.values():
        if prices.currency == target and code in prices.rates:
            return prices.rates[code].value, prices.id
        if prices.currency == code and target in prices.rates:
            return round(1 / prices.rates[target].value, 4), prices.id
    return None


def _gone(scenario: Scenario, catalog: Catalog) -> list[Notice]:
    """Cards of the earlier plan that the catalog does not have; they may be gone, or misspelt."""
    plan = scenario.rules.near.plan if scenario.rules.near else {}
    return [
        notice(
            scenario,
            ("rules", "near", "plan", card),
            f"{card} is not in the catalog (any more): without it {count} cards change",
        )
        for card, count in plan.items()
        if count and card not in catalog.cards
    ]
