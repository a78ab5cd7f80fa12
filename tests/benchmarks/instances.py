"""Seeded instances: many offers of many vendors, ten server types, and every rule at once.

An offer is a vendor's price for a kind of card. Kinds are cards of the shipped catalog, the further ones with
figures of their own (drawn around those of a shipped card); vendors of the same kind differ in price, stock and
smallest order, as in a price comparison. Prices and stock are drawn, limits are set from what a good plan
needs: the fluid optimum of the needs alone.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from glmopt.catalog import Card, Catalog, Chassis, load_catalog
from glmopt.catalog.cards import Parts
from glmopt.problem import Problem, formulate
from glmopt.records import Text
from glmopt.scenario import Scenario

CHASSIS = (
    "atlas-800-9000", "atlas-800t-a2", "dgx-a100", "dgx-h100", "gaudi3-8x", "hgx-b200", "mi300x-8x",
    "pcie-4x-2u", "pcie-8x-4u-direct", "pcie-8x-4u-switched",
)  # fmt: skip
HOSTS = {"pcie-4x-2u": 55_000, "pcie-8x-4u-direct": 98_000, "pcie-8x-4u-switched": 126_000}
DEAR_HOST = 210_000
# CNY for a card without a price in the list, by GB of its memory.
PER_GB = 1_150


@dataclass(frozen=True, slots=True)
class Size:
    """What an instance is drawn from; `kinds` None: forty, or every offer a kind of its own where fewer."""

    offers: int = 1_000
    streams: int = 2_000
    classes: int = 0
    kinds: int | None = None
    survive: int = 0
    seed: int = 1

    @property
    def name(self) -> str:
        """The instance in one word."""
        kinds = f"_k{self.kinds}" if self.kinds else ""
        classes = f"_c{self.classes}" if self.classes else ""
        survive = f"_m{self.survive}" if self.survive else ""
        return f"o{self.offers}{kinds}_s{self.streams}{classes}{survive}_{self.seed}"


@dataclass(frozen=True, slots=True)
class Instance:
    """A question and what it is asked of."""

    scenario: Scenario
    catalog: Catalog
    problem: Problem


def instance(size: Size) -> Instance:
    """The instance of `size`: the same for the same size, on every machine."""
    draw = random.Random(repr(size))  # noqa: S311  no secret: the same every time
    shipped = load_catalog()
    offers, prices = _offers(draw, size, shipped)
    catalog = replace(shipped, cards={**shipped.cards, **offers}, chassis=dict(_chassis(shipped)))
    vendors = sorted({offers[c].vendor for c in prices})
    asked = _scenario(size, prices, denied=vendors[7 % len(vendors)])
    loose = formulate(Scenario.model_validate_json(json.dumps(asked)), catalog)
    scenario = Scenario.model_validate_json(json.dumps(asked | _limits(size, asked["rules"], loose)))
    return Instance(scenario, catalog, formulate(scenario, catalog))


def _offers(draw: random.Random, size: Size, shipped: Catalog) -> tuple[dict[str, Card], dict[str, int]]:
    """Cards by id, kinds first, and the price in CNY of each offer."""
    amounts = {p.card: p.amount for p in shipped.prices["cn-2026"].prices}
    parts = [c for c in shipped.cards.values() if c.datasheet and c.datasheet.tdp_w and _goes_in(c)]
    kinds: list[tuple[Card, int]] = []
    for k in range(min(size.offers, size.kinds or 40)):
        part = parts[k % len(parts)]
        listed = amounts.get(part.id)
        price = int(part.datasheet.vram_gb.value) * PER_GB if part.datasheet else 0
        if listed is not None:
            price = int(listed.amount * (Decimal("7.2") if listed.currency == "USD" else 1))
        if k >= len(parts):
            part, price = _varied(draw, part, k), int(price * draw.uniform(0.8, 1.25))
        kinds.append((part, price))
    cards = {part.id: part for part, _ in kinds}
    prices: dict[str, int] = {}
    for k in range(size.offers):
        part, price = kinds[k % len(kinds)]
        vendor = f"vendor-{draw.randrange(40):02}"
        offer = f"{part.id}-{k:04}"
        means = Parts(default=part.id, candidates=(part.id,))
        cards[offer] = Card(id=offer, name=Text(zh=offer, en=offer), vendor=vendor, parts=means)
        prices[offer] = round(price * draw.lognormvariate(0, 0.09) / 100) * 100
    return cards, prices


def _goes_in(card: Card) -> bool:
    return card.datasheet is not None and card.datasheet.form.value in (
        "pcie", "sxm4", "sxm5", "oam", "hccs", "sxm6",
    )  # fmt: skip


def _varied(draw: random.Random, part: Card, number: int) -> Card:
    """A card that is not on sale anywhere: `part` with other figures."""
    sheet = part.datasheet
    if sheet is None:
        raise ValueError(part.id)
    tflops = sheet.fp16_dense_tflops
    updated: dict[str, Any] = {
        "fp16_dense_tflops": tflops.model_copy(update={"value": _near(draw, tflops.value)}),
        "fp16_sparse_tflops": None,
    }
    for name in ("vram_gb", "mem_bw_gb_s", "tdp_w"):
        figure = getattr(sheet, name)
        if figure is not None:
            updated[name] = figure.model_copy(update={"value": _near(draw, figure.value)})
    name = f"{part.id}-k{number}"
    return part.model_copy(update={"id": name, "datasheet": sheet.model_copy(update=updated)})


def _near(draw: random.Random, value: Decimal) -> Decimal:
    return Decimal(max(1, round(float(value) * draw.uniform(0.75, 1.3))))


def _chassis(shipped: Catalog) -> Iterator[tuple[str, Chassis]]:
    """Ten server types, each for every card of its form."""
    for name in CHASSIS:
        chassis = shipped.chassis[name]
        yield name, chassis.model_copy(update={"accepts": chassis.accepts.model_copy(update={"only": None})})


def _scenario(size: Size, prices: dict[str, int], denied: str) -> dict[str, Any]:
    """The question without its limits on power, space and money."""
    draw = random.Random(repr(size) + " scenario")  # noqa: S311
    scale = max(1, size.streams // 200)
    stock: dict[str, Any] = {}
    discount: dict[str, Any] = {}
    for offer, price in prices.items():
        entry: dict[str, Any] = {}
        if draw.random() < 0.6:
            entry["max"] = draw.randint(4, 64) * scale
        if draw.random() < 0.25:
            entry["min_order"] = min(draw.choice((2, 4, 8, 16)), entry.get("max", 16))
        stock[offer] = entry
        if draw.random() < 0.25:
            first = draw.choice((8, 16, 32)) * max(1, scale // 4)
            parts = ((first, draw.choice((0.95, 0.96))), (first * 4, draw.choice((0.9, 0.92))))
            discount[offer] = [
                {"from": start, "price": f"{round(price * part / 20) * 20} CNY"} for start, part in parts
            ]
    demand: dict[str, Any] = {
        "instances": size.streams // 20,
        "light_finetune": max(1, size.streams // 100),
        "full_finetune": {"gangs": 3, "min_bandwidth_gb_s": 20},
    }
    if size.classes:
        parts = [draw.uniform(0.5, 1.5) for _ in range(size.classes)]
        demand["classes"] = {
            f"class-{k}": {
                "prompt": draw.choice((256, 512, 1024, 2048, 4096)),
                "output": draw.choice((128, 256, 512)),
                "streams": max(1, round(size.streams * part / sum(parts))),
                "tokens_per_s": draw.choice((8, 10, 15)),
                "ttft_s": draw.choice((2, 3, 5)),
            }
            for k, part in enumerate(parts)
        }
    else:
        demand["streams"] = size.streams
    rules: dict[str, Any] = {
        "max_card_types": 4,
        "vendors": {"deny": [denied]},
        "virtualization": {"kind": "any", "min_instances": size.streams // 40},
    }
    if not size.classes:
        rules["virtualization"]["min_streams"] = size.streams // 5
        rules["survive_nodes"] = size.survive
    unwanted = draw.sample(sorted(prices), 3)
    return {
        "figures": "datasheet",
        "sizing": "roofline" if size.classes else "rules",
        "demand": demand,
        "cards": {
            "allow": [c for c in prices if c not in unwanted],
            "deny": unwanted,
            "stock": {c: e for c, e in stock.items() if c not in unwanted},
            "price": {c: f"{p} CNY" for c, p in prices.items()},
            "discount": {c: b for c, b in discount.items() if c not in unwanted},
        },
        "nodes": {
            "chassis": list(CHASSIS),
            "fabric": "roce-100g",
            "price": {c: f"{HOSTS.get(c, DEAR_HOST)} CNY" for c in CHASSIS},
        },
        "rules": rules,
        "prices": "cn-2026",
        "objective": "capex",
    }


def _limits(size: Size, rules: dict[str, Any], loose: Problem) -> dict[str, Any]:
    """Limits that bind without leaving nothing: power and space between what the cheapest and the leanest need.

    Of servers full of one card that are never short, each alone for every stream or class.
    """
    if loose.housing is None:
        raise ValueError("the instance has no servers")
    free = {o.card: o for o in loose.open_offers if o.stock is None and not o.minimum_order}
    alone = loose.workload.alone if loose.workload else {}
    figures: list[tuple[float, float, float]] = []
    for pool in loose.housing.pools:
        offer = free.get(pool.card)
        if offer is None or not pool.buyable:
            continue
        serving = alone.get(pool.card, 0) if size.classes else offer.streams and size.streams / offer.streams
        each = offer.capacity.instances
        if serving and each:
            cards = max(serving, loose.instances / each)
            nodes = cards / pool.slots
            watts = pool.card_power_w * cards + pool.host_power_w * nodes
            figures.append(((offer.price or 0) * cards + pool.host * nodes, watts, pool.rack * nodes))
    cheap, lean = min(figures), min(figures, key=lambda f: f[1])
    flat = min(figures, key=lambda f: f[2])
    watts = (0.5 * cheap[1] + 0.5 * lean[1]) * 1.15 + 15_000
    rack = max((0.5 * cheap[2] + 0.5 * flat[2]) * 1.2, lean[2] * 1.1) + 12_000
    budget = max(cheap[0], lean[0], flat[0]) * 1.6 / 100 + 3_000_000
    return {
        "rules": rules | {"max_power_kw": math.ceil(watts / 1000), "max_rack_units": math.ceil(rack / 1000)},
        "budget": {"max": f"{math.ceil(budget)} CNY"},
    }
