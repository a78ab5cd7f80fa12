"""Laws that every answer over the document's nine cards obeys, whatever the numbers: more is never cheaper.

Each law compares two solves; one that finds no plan counts as dearer than any price.
"""

from __future__ import annotations

import dataclasses
import math
import os
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from glmopt.catalog import Catalog, load_catalog
from glmopt.result import answer, document, dumps
from glmopt.scenario import Scenario, catalog_for, price_of
from glmopt.solve import Solved, solve

NINE = (
    "a100-40g",
    "a100-80g",
    "a6000-48g",
    "ascend-910-32g",
    "ascend-910b-64g",
    "h100-80g",
    "rtx-3090-24g",
    "rtx-4060ti-16g",
    "rtx-4090-24g",
)
# more in a long run: python tests/reliability/measure.py laws --count 1000
MORE = os.environ.get("GLMOPT_EXAMPLES")
FORTY = settings(
    max_examples=int(MORE or 40),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
FEW = settings(FORTY, max_examples=int(MORE or 12))
CARD = st.sampled_from(NINE)
INFEASIBLE = math.inf


@st.composite
def asked(draw: st.DrawFn, *, gangs: bool = True, types: bool = True) -> dict[str, Any]:
    """A demand of some size over some of the nine cards, as plain values."""
    sharing = draw(st.sampled_from(("shared", "dedicated")))
    virtual = draw(st.sampled_from(("any", "any", "required", {"min_streams": 40})))
    return {
        "demand": {
            "streams": draw(st.integers(1, 400)),
            "instances": draw(st.sampled_from((0, 0, 10, 60))),
            "light_finetune": draw(st.sampled_from((0, 0, 1, 5))),
            "full_finetune": {"gangs": draw(st.integers(0, 2)) if gangs else 0, "sharing": sharing},
        },
        "cards": {"deny": tuple(sorted(draw(st.sets(CARD, max_size=4))))},
        "rules": {
            "virtualization": virtual,
            "max_card_types": draw(st.sampled_from((None, None, 1, 2, 3))) if types else None,
        },
        "prices": "cn-2026",
        "solver": {"prove": "once"},
    }


def _set(keys: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """`keys` with the values of some parts laid on: cards={"deny": ()}."""
    laid: dict[str, Any] = dict(keys)
    for name, value in parts.items():
        both = isinstance(value, dict) and isinstance(keys.get(name), dict)
        laid[name] = {**keys[name], **value} if both else value
    return laid


def _solved(keys: dict[str, Any], catalog: Catalog | None = None) -> Solved:
    scenario = Scenario.model_validate(keys)
    return solve(scenario, catalog or catalog_for(scenario))


def _cost(keys: dict[str, Any]) -> Decimal | float:
    plan = _solved(keys).plan
    if plan is None:
        return INFEASIBLE
    assert plan.totals.cost is not None
    return plan.totals.cost


def _counts(solved: Solved) -> dict[str, int]:
    return {line.card: line.count for line in solved.plan.lines} if solved.plan else {}


def _streams(keys: dict[str, Any], budget: int) -> int:
    """The most streams for a budget; none where even the other demands cost more."""
    demand = {**keys["demand"], "streams": 0}
    plan = _solved({**keys, "demand": demand, "objective": "streams", "budget": {"max": budget}}).plan
    return plan.totals.streams if plan else -1


@given(asked(), st.integers(1, 60))
@FORTY
def test_more_streams_are_never_cheaper(keys: dict[str, Any], more: int) -> None:
    larger = _set(keys, demand={"streams": keys["demand"]["streams"] + more})
    assert _cost(larger) >= _cost(keys)


@given(asked(), st.sampled_from(("instances", "light_finetune")), st.integers(1, 30))
@FORTY
def test_more_of_another_demand_is_never_cheaper(keys: dict[str, Any], what: str, more: int) -> None:
    assert _cost(_set(keys, demand={what: keys["demand"][what] + more})) >= _cost(keys)


@given(asked(), st.integers(50_000, 3_000_000), st.integers(1, 1_000_000))
@FORTY
def test_a_smaller_budget_never_buys_more_streams(keys: dict[str, Any], budget: int, less: int) -> None:
    assert _streams(keys, max(0, budget - less)) <= _streams(keys, budget)


@given(asked(), CARD, st.integers(1, 12), st.integers(1, 12))
@FORTY
def test_less_stock_is_never_cheaper(keys: dict[str, Any], card: str, stock: int, less: int) -> None:
    def cost(most: int) -> Decimal | float:
        return _cost(_set(keys, cards={"stock": {card: {"max": most}}}))

    assert cost(max(0, stock - less)) >= cost(stock) >= _cost(keys)


@given(asked())
@FORTY
def test_a_card_more_to_choose_from_is_never_dearer(keys: dict[str, Any]) -> None:
    denied = keys["cards"]["deny"]
    assume(denied)
    assert _cost(_set(keys, cards={"deny": denied[1:]})) <= _cost(keys)


RULES: tuple[dict[str, Any], ...] = (
    {"rules": {"virtualization": {"all_cards": True, "min_streams": 40}}},
    {"rules": {"max_card_types": 1}},
    {"rules": {"vendors": {"deny": ("nvidia",)}}},
    {"rules": {"vendors": {"allow": ("nvidia",)}}},
    {"demand": {"full_finetune": {"gangs": 3, "sharing": "dedicated"}}},
    {"cards": {"stock": {"a100-80g": {"min": 2}}}},
    {"cards": {"stock": {"h100-80g": {"min_order": 3}}}},
)


@given(asked(), st.sampled_from(RULES))
@FORTY
def test_a_rule_more_is_never_cheaper(keys: dict[str, Any], rule: dict[str, Any]) -> None:
    assert _cost(_set(keys, **rule)) >= _cost(keys)


def _own_prices(factor: int = 1) -> dict[str, str]:
    """The listed prices of the nine, times a factor, as prices of the scenario itself."""
    scenario = Scenario.model_validate({"demand": {}, "prices": "cn-2026"})
    prices = {card: price_of(scenario, load_catalog(), card) for card in NINE}
    return {c: f"{p.minor * factor / 100:.2f}" for c, p in prices.items() if p}


@given(asked(), st.integers(2, 50))
@FORTY
def test_prices_times_k_give_k_times_the_cost_and_the_same_plan(keys: dict[str, Any], k: int) -> None:
    once = _solved(_set(keys, prices=None, cards={"price": _own_prices()}))
    times = _solved(_set(keys, prices=None, cards={"price": _own_prices(k)}))
    assert _counts(times) == _counts(once)
    if once.plan and times.plan:
        assert once.plan.totals.cost is not None
        assert times.plan.totals.cost == once.plan.totals.cost * k


@given(asked(), st.randoms(use_true_random=False))
@FEW
def test_the_order_of_keys_and_cards_changes_no_byte(keys: dict[str, Any], random: Any) -> None:
    """Keys of the scenario and cards of the catalog in another order: the same answer, explanations too."""

    def shuffled(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        items = [(k, shuffled(v)) for k, v in value.items()]
        random.shuffle(items)
        return dict(items)

    def text(asked: dict[str, Any], catalog: Catalog) -> str:
        whole = document(answer(Scenario.model_validate(asked), catalog))
        # the scenario is shown as it was written, and the digest covers it
        return dumps({k: v for k, v in whole.items() if k not in ("run", "scenario", "digest")})

    full = _set(keys, cards={"stock": {"a100-80g": {"max": 3}, "h100-80g": {"max": 2}}})
    catalog = load_catalog()
    other = dataclasses.replace(catalog, cards=shuffled(catalog.cards))
    assert text(shuffled(full), other) == text(full, catalog)


@given(asked())
@FORTY
def test_the_plan_as_stock_gives_the_same_plan(keys: dict[str, Any]) -> None:
    solved = _solved(keys)
    assume(solved.plan is not None)
    counts = _counts(solved)
    stock = {card: {"max": counts.get(card, 0)} for card in NINE}
    again = _solved(_set(keys, cards={"stock": stock}))
    assert _counts(again) == counts


@given(asked(gangs=False, types=False), st.integers(1, 300))
@FORTY
def test_two_purchases_never_cost_less_than_one(keys: dict[str, Any], other: int) -> None:
    """Buying for T1 and for T2 apart is one way to serve T1 + T2."""
    streams = keys["demand"]["streams"]
    both = _cost(_set(keys, demand={"streams": streams + other}))
    assert both <= _cost(keys) + _cost(_set(keys, demand={"streams": other}))


@given(asked(gangs=False, types=False), st.integers(50_000, 900_000), st.integers(50_000, 900_000))
@FORTY
def test_a_split_budget_never_buys_more_streams(keys: dict[str, Any], one: int, other: int) -> None:
    keys = _set(keys, demand={"instances": 0, "light_finetune": 0}, rules={"virtualization": "any"})
    assert _streams(keys, one) + _streams(keys, other) <= _streams(keys, one + other)


@given(asked())
@FORTY
def test_a_budget_of_the_least_cost_suffices_and_one_fen_less_does_not(keys: dict[str, Any]) -> None:
    cost = _cost(keys)
    assume(isinstance(cost, Decimal) and cost > 0)
    assert isinstance(cost, Decimal)
    assert _cost(_set(keys, budget={"max": f"{cost:f}"})) == cost
    less = _solved(_set(keys, budget={"max": f"{cost - Decimal('0.01'):f}"}))
    assert less.ending.status == "infeasible"


@given(asked())
@FORTY
def test_a_card_that_is_worse_in_everything_is_never_bought(keys: dict[str, Any]) -> None:
    """Half an A100 for the price of an H100 changes nothing."""
    worse = {"vram_gb": 40, "fp16_tflops": 150, "virtualization": True, "vendor": "nvidia"}
    cards = {"define": {"worse": worse}, "price": {"worse": 400_000}}
    assert _counts(_solved(_set(keys, cards=cards))) == _counts(_solved(keys))


@given(asked())
@FEW
def test_a_second_proof_changes_no_answer(keys: dict[str, Any]) -> None:
    twice = _solved(_set(keys, solver={"prove": "twice"}))
    assert _counts(twice) == _counts(_solved(keys))
    assert len(twice.ending.proofs) == 2


@pytest.mark.parametrize("streams", [1, 200, 100_000, 100_000_000])
def test_the_cost_of_a_stream_does_not_rise_with_size(streams: int) -> None:
    """At any size a stream costs at least the best ratio of price to streams among the nine cards."""
    keys = {"demand": {"streams": streams}, "prices": "cn-2026", "solver": {"prove": "once"}}
    solved = _solved(keys)
    assert solved.plan is not None
    best = min((o.price or 0) / o.streams for o in solved.problem.open_offers if o.streams) / 100
    assert solved.plan.totals.cost is not None
    assert float(solved.plan.totals.cost) >= best * streams * (1 - 1e-12)
    assert solved.plan.totals.streams >= streams
