"""What is legal but looks wrong, or rests on weak figures: said in one line each, never silently accepted."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from glmopt.catalog import Catalog
from glmopt.errors import Place
from glmopt.records.faults import dotted
from glmopt.scenario import Scenario

# A card of more, or less, FP16 TFLOPS than this is more likely a slip of units than a card.
MOST_TFLOPS, LEAST_TFLOPS = Decimal(10_000), Decimal(1)
# An own price or rate this many times off the listed one is more likely a slip of digits.
FAR_OFF = 5


@dataclass(frozen=True, slots=True)
class Notice:
    """A warning: what was seen, and where."""

    message: str
    place: Place | None = None
    field: str = ""

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        what = f"{self.field}: " if self.field else ""
        return f"{where}warning: {what}{self.message}"


def notices(scenario: Scenario, catalog: Catalog) -> tuple[Notice, ...]:
    """Everything about `scenario` that a careful reader would ask about."""
    return (
        *_defined_cards(scenario),
        *_own_prices(scenario, catalog),
        *_own_rates(scenario, catalog),
        *_gone(scenario, catalog),
    )


def _notice(scenario: Scenario, path: tuple[str, ...], message: str) -> Notice:
    return Notice(message, scenario.place(*path), dotted(path))


def _defined_cards(scenario: Scenario) -> list[Notice]:
    found = []
    for card, figures in scenario.cards.define.items():
        path = ("cards", "define", card, "fp16_tflops")
        if figures.fp16_tflops is None:
            continue
        if figures.fp16_tflops > MOST_TFLOPS:
            found.append(_notice(scenario, path, f"{figures.fp16_tflops} TFLOPS looks like GFLOPS"))
        if figures.fp16_tflops < LEAST_TFLOPS:
            found.append(_notice(scenario, path, f"{figures.fp16_tflops} TFLOPS looks like PFLOPS"))
    return found


def _gone(scenario: Scenario, catalog: Catalog) -> list[Notice]:
    """Cards of the earlier plan that the catalog does not have; they may be gone, or misspelt."""
    plan = scenario.rules.near.plan if scenario.rules.near else {}
    return [
        _notice(
            scenario,
            ("rules", "near", "plan", card),
            f"{card} is not in the catalog (any more): without it {count} cards change",
        )
        for card, count in plan.items()
        if count and card not in catalog.cards
    ]


def _own_prices(scenario: Scenario, catalog: Catalog) -> list[Notice]:
    found = []
    listed = catalog.prices.get(scenario.prices or "")
    for card, own in scenario.cards.price.items():
        path, money = ("cards", "price", card), own.amount
        if money.amount == 0:
            found.append(_notice(scenario, path, "costs nothing"))
            continue
        entry = listed.get(card) if listed else None
        currency = money.currency or scenario.money.currency
        if entry and currency == (entry.amount.currency or (listed.currency if listed else None)):
            ratio = money.amount / entry.amount.amount
            if not 1 / Decimal(FAR_OFF) <= ratio <= FAR_OFF:
                found.append(_notice(scenario, path, f"{money} is far from the listed {entry.amount}"))
    return found


def _own_rates(scenario: Scenario, catalog: Catalog) -> list[Notice]:
    found = []
    for code, rate in scenario.money.rates.items():
        for prices in catalog.prices.values():
            known = prices.rates.get(code)
            if known and prices.currency == scenario.money.currency:
                if not 1 / Decimal(FAR_OFF) <= rate / known.value <= FAR_OFF:
                    message = f"{rate} is far from {known.value} in {prices.id}; is it the other way round?"
                    found.append(_notice(scenario, ("money", "rates", code), message))
                break
    return found
