"""Every uncertain figure that a plan rests on, at both ends of its range: prices, cards, efficiencies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from glmopt.catalog import Card, Catalog, Efficiency
from glmopt.catalog.cards import Range
from glmopt.errors import InputError
from glmopt.explain.case import Case, percent
from glmopt.explain.housing_figures import housing_cases
from glmopt.explain.ranges import FIGURE_RANGES, price_range
from glmopt.problem import Problem, formulate
from glmopt.records import Figure
from glmopt.scenario import Scenario, price_of

# What sizing reads of a data sheet, by the rules and by the roofline.
READ = {
    "rules": ("fp16_dense_tflops", "vram_gb"),
    "roofline": ("mem_bw_gb_s", "fp16_dense_tflops", "vram_gb"),
}


def uncertain(problem: Problem, scenario: Scenario, catalog: Catalog) -> Iterator[Case]:
    """Everything that a plan rests on and that is not sure: prices, servers, cards, efficiencies."""
    yield from price_cases(problem, scenario, catalog)
    yield from housing_cases(problem, scenario, catalog)
    yield from figure_cases(problem, scenario, catalog)


def price_cases(problem: Problem, scenario: Scenario, catalog: Catalog) -> Iterator[Case]:
    """Each card's price within the range of its kind; prices without one (list, given) are left out."""
    for offer in problem.open_offers:
        price = price_of(scenario, catalog, offer.card)
        share = price_range(price.kind) if price else None
        if price is None or not share:
            continue
        low, high = (_priced(problem, offer.card, int(price.minor * (1 + s))) for s in (-share, share))
        yield Case(f"cards.price.{offer.card}", percent(-share), percent(share), low, high)


def figure_cases(problem: Problem, scenario: Scenario, catalog: Catalog) -> Iterator[Case]:
    """Each figure that sizing reads within the range of its confidence; none that changes nothing."""
    varied = [*_cards(problem, scenario, catalog), *_efficiencies(scenario, catalog)]
    for key, low, high, catalogs in varied:
        try:
            trials = [problem if c is None else formulate(scenario, c) for c in catalogs]
        except InputError:
            # A figure so low that the question has no answer at all is no case.
            continue
        # What a rule bars may change as it likes.
        if any(trial.open_offers != problem.open_offers for trial in trials):
            yield Case(key, percent(low), percent(high), trials[0], trials[1])


Varied = tuple[str, Decimal, Decimal, tuple[Catalog | None, Catalog | None]]


def _cards(problem: Problem, scenario: Scenario, catalog: Catalog) -> Iterator[Varied]:
    seen = set()
    for offer in problem.open_offers:
        card = catalog.cards[offer.card]
        published = scenario.figures == "seed" and scenario.sizing == "rules"
        if card.parts and not published:
            card = catalog.cards[card.parts.default]
        if card.id in seen:
            continue
        seen.add(card.id)
        group = "published" if published else "datasheet"
        record = getattr(card, group)
        if record is None:
            continue
        for name in _names(card, scenario, group):
            figure: Figure[Any] | None = getattr(record, name)
            if figure is None:
                continue
            low, high = _range(card, name, figure, catalog)
            ends = [
                _with(catalog, card, group, name, _scaled(figure.value, s)) if s else None
                for s in (low, high)
            ]
            if low or high:
                yield f"{card.id}.{group}.{name}", low, high, (ends[0], ends[1])


def _names(card: Card, scenario: Scenario, group: str) -> tuple[str, ...]:
    """The figures of a card that its capacity is made of."""
    if group == "datasheet":
        return READ[scenario.sizing]
    if card.published and "streams" in card.published.overrides:
        # There the published streams stand instead of the computed ones.
        return ("streams", "vram_gb")
    return ("fp16_tflops", "vram_gb")


def _range(card: Card, name: str, figure: Figure[Any], catalog: Catalog) -> tuple[Decimal, Decimal]:
    """The shares by which the figure may be off, downwards and upwards."""
    share = FIGURE_RANGES[figure.confidence]
    if figure.confidence == "D" and name == "fp16_tflops":
        part = catalog.cards[card.parts.default] if card.parts else card
        if part.datasheet is not None:
            truth = part.datasheet.fp16_dense_tflops.value / min(figure.value) - 1
            return min(truth, Decimal(0)), max(truth, Decimal(0))
    return -share, share


def _scaled(value: Any, share: Decimal) -> Any:
    factor = 1 + share
    if isinstance(value, tuple):
        return tuple(v * factor for v in value)
    if isinstance(value, Range):
        return Range(low=int(value.low * factor), high=int(value.high * factor))
    return value * factor


def _with(catalog: Catalog, card: Card, group: str, name: str, value: Any) -> Catalog:
    """`catalog` with one figure of one card changed."""
    record = getattr(card, group)
    figure = getattr(record, name).model_copy(update={"value": value})
    changed = card.model_copy(update={group: record.model_copy(update={name: figure})})
    return catalog.with_cards([changed])


def _efficiencies(scenario: Scenario, catalog: Catalog) -> Iterator[Varied]:
    """Each factor of speed that has a range of its own, in the sets that may be used."""
    if scenario.sizing != "roofline":
        return
    named = {"default", *scenario.demand.efficiency.values()}
    for one in catalog.efficiencies.values():
        if one.id not in named and not one.vendors:
            continue
        for name in type(one.speed).model_fields:
            factor = getattr(one.speed, name)
            # The estimate that is asked for stands at one end already.
            now, *ends = (Decimal(str(factor.at(end))) for end in (scenario.estimate, "low", "high"))
            shares = [end / now - 1 if now else Decimal(0) for end in ends]
            if not any(shares):
                continue
            catalogs = [
                _with_factor(catalog, one, name, end) if s else None
                for end, s in zip(ends, shares, strict=True)
            ]
            yield f"{one.id}.speed.{name}", shares[0], shares[1], (catalogs[0], catalogs[1])


def _with_factor(catalog: Catalog, one: Efficiency, name: str, value: Decimal) -> Catalog:
    factor = getattr(one.speed, name).model_copy(update=dict.fromkeys(("low", "value", "high"), value))
    changed = one.model_copy(update={"speed": one.speed.model_copy(update={name: factor})})
    return replace(catalog, efficiencies={**catalog.efficiencies, one.id: changed})


def _priced(problem: Problem, card: str, minor: int) -> Problem:
    offers = (o.at(minor) if o.card == card else o for o in problem.offers)
    return replace(problem, offers=tuple(offers))
