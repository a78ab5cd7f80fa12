"""Explanations of plans with servers: owned cards cost nothing, hosts do, limits have a nearest value."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from glmopt.catalog import Catalog
from glmopt.explain.alternatives import alternatives
from glmopt.explain.breakeven import breakeven
from glmopt.explain.conflict import conflict
from glmopt.explain.nearest import nearest
from glmopt.scenario import Scenario
from glmopt.solve import Solved, solve
from glmopt.study.confidence import confidence

BOX = "pcie-8x-4u-switched"
# 15 streams a card: seven for 100, six with an owned one in use
A100: dict[str, Any] = {
    "demand": {"streams": 100},
    "prices": "cn-2026",
    "cards": {"allow": ("a100-80g",)},
    "nodes": {"chassis": (BOX,)},
}


def _solved(catalog: Catalog, **over: Any) -> tuple[Scenario, Solved]:
    scenario = Scenario.model_validate({**A100, **over})
    return scenario, solve(scenario, catalog)


LIMITS: dict[str, tuple[dict[str, Any], str, Decimal]] = {
    # seven cards of 300 W and a host draw more than a kilowatt
    "power": ({"rules": {"max_power_kw": 1}}, "rules.max_power_kw", Decimal("2.9")),
    "power of a site": ({"sites": {"hall": {"max_power_kw": 1}}}, "sites.hall.max_power_kw", Decimal("2.9")),
    "rack": ({"rules": {"max_rack_units": 3}}, "rules.max_rack_units", Decimal(4)),
    "rack of a site": ({"sites": {"hall": {"max_rack_units": 3}}}, "sites.hall.max_rack_units", Decimal(4)),
    "streams of a site": (
        {
            "sites": {"hall": {"min_streams": 200}},
            "cards": {**A100["cards"], "stock": {"a100-80g": {"max": 7}}},
        },
        "sites.hall.min_streams",
        Decimal(105),
    ),
    "stock": (
        {"cards": {**A100["cards"], "stock": {"a100-80g": {"max": 6}}}},
        "cards.stock.a100-80g.max",
        Decimal(7),
    ),
}


@pytest.mark.parametrize("what", LIMITS)
def test_a_limit_that_is_too_tight_has_a_nearest_value_that_just_suffices(
    what: str, shipped: Catalog
) -> None:
    over, key, value = LIMITS[what]
    scenario, solved = _solved(shipped, **over)
    assert solved.ending.status == "infeasible"
    rules = tuple(c.rule for c in conflict(solved.problem, scenario))
    found = {n.rule.key: n for n in nearest(solved.problem, scenario, shipped, rules)}
    if "power" in what:
        # what the host draws is for the catalog to say
        value = Decimal(7 * 300 + int(shipped.chassis[BOX].host_power_w.value)) / 1000
    assert found[key].value == value


def test_owned_cards_have_no_break_even_price_of_their_own(shipped: Catalog) -> None:
    """One owned card is in use at any price; the price at which more are bought is found."""
    own = ({"card": "a100-80g", "chassis": BOX, "cards": 1},)
    scenario, solved = _solved(shipped, owned=own, cards={"allow": ("a100-80g", "rtx-4090-24g")})
    assert solved.plan is not None
    found = {b.card: b for b in breakeven(solved.problem, scenario, solved.plan)}
    card = found["a100-80g"]
    assert card.price is not None
    choice = {"allow": ("a100-80g", "rtx-4090-24g")}
    none = _solved(shipped, owned=own, cards={**choice, "stock": {"a100-80g": {"max": 0}}})[1].plan
    at, above = (
        _solved(shipped, owned=own, cards={**choice, "price": {"a100-80g": f"{price:f} CNY"}})[1].plan
        for price in (card.price, card.price + Decimal("0.01"))
    )
    assert none is not None
    assert at is not None
    assert above is not None
    assert (at.totals.cost or 0) <= (none.totals.cost or 0) == above.totals.cost
    assert above.bought("a100-80g") == 0


def test_a_plan_stays_right_when_nothing_changes(shipped: Catalog) -> None:
    """With one card to choose from the plan is optimal at every price, with its host and what is owned."""
    own = ({"card": "a100-80g", "chassis": BOX, "cards": 1},)
    scenario, _ = _solved(shipped, owned=own)
    found = confidence(scenario, shipped, 5)
    assert found is not None
    assert (found.draws, found.optimal, found.near) == (5, 5, 5)


def test_alternatives_beside_owned_cards_are_found(shipped: Catalog) -> None:
    """A plan with owned cards in it does not contain a smaller one for having them."""
    own = ({"card": "ascend-910-32g", "chassis": "atlas-800-9000", "nodes": 1},)
    scenario = Scenario.model_validate(
        {
            "demand": {"streams": 200},
            "prices": "cn-2026",
            "owned": own,
            "nodes": {"chassis": (BOX, "atlas-800-9000")},
            "cards": {"allow": ("a100-80g", "a6000-48g", "ascend-910-32g")},
        }
    )
    solved = solve(scenario, shipped)
    assert solved.plan is not None
    assert solved.ending.objective is not None
    found = alternatives(
        solved.problem, scenario, shipped, solved.plan, solved.ending.objective, within=Decimal(1)
    )
    assert found.plans
    assert any(line.owned for a in found.plans for line in a.plan.lines)
