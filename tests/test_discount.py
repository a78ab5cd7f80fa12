"""Price breaks: what more of a card costs each, from the scenario to the plan, its check and its reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from glmopt.catalog import Catalog
from glmopt.check import check
from glmopt.errors import InputError
from glmopt.explain import breakeven
from glmopt.language import translator
from glmopt.problem import formulate
from glmopt.reports.facts import facts
from glmopt.result import answer
from glmopt.scenario import Scenario
from glmopt.solve import solve
from glmopt.solvers import enumerate as oracle
from glmopt.units import Money

Ask = Callable[..., Scenario]

# `ten` costs 80, from three on 60, from six on 45 each.
BREAKS = ({"from": 3, "percent_off": Decimal(25)}, {"from": 6, "price": Money(Decimal(45))})


def _ask(ask: Ask, streams: int, **keys: Any) -> Scenario:
    cards = {"allow": ("ten",), "discount": {"ten": BREAKS}} | keys.pop("cards", {})
    return ask(demand={"streams": streams}, cards=cards, **keys)


@pytest.mark.parametrize(
    ("streams", "count", "each", "cost"),
    [
        (20, 2, 80, 160),
        (30, 3, 60, 180),
        # five at 60 cost 300, six at 45 cost 270
        (50, 6, 45, 270),
        (70, 7, 45, 315),
    ],
)
def test_all_cards_cost_what_the_last_break_says(
    streams: int, count: int, each: int, cost: int, ask: Ask, tiny: Catalog
) -> None:
    scenario = _ask(ask, streams)
    solved = solve(scenario, tiny)
    assert solved.plan is not None
    (line,) = solved.plan.lines
    assert (line.count, line.unit_price, line.subtotal) == (count, each, cost)
    assert solved.plan.totals.cost == cost
    assert len(solved.ending.proofs) == 2


def test_a_card_more_than_needed_is_bought_where_that_is_cheaper(ask: Ask, tiny: Catalog) -> None:
    """One budget pays for six and not for five."""
    assert solve(_ask(ask, 50, budget={"max": 270}), tiny).ending.status == "optimal"
    assert solve(_ask(ask, 50, budget={"max": 269}), tiny).ending.status == "infeasible"
    short = _ask(ask, 50, cards={"stock": {"ten": {"max": 5}}})
    plan = solve(short, tiny).plan
    assert plan is not None
    assert plan.totals.cost == 300


def test_the_most_streams_of_a_budget_know_the_breaks(ask: Ask, tiny: Catalog) -> None:
    """270 buy six tens at 45; 269 no more than four at 60."""
    for budget, streams in ((270, 60), (269, 40)):
        plan = solve(_ask(ask, 0, objective="streams", budget={"max": budget}), tiny).plan
        assert plan is not None
        assert plan.totals.streams == streams


def test_owned_cards_reach_no_break(ask: Ask, tiny: Catalog) -> None:
    """Of four tens two are there: the two that are bought cost 80 each."""
    plan = solve(_ask(ask, 40, owned=({"card": "ten", "cards": 2},)), tiny).plan
    assert plan is not None
    assert (plan.count("ten"), plan.bought("ten"), plan.totals.cost) == (4, 2, 160)


def test_the_check_knows_what_each_card_costs(ask: Ask, tiny: Catalog) -> None:
    scenario = _ask(ask, 30)
    plan = solve(scenario, tiny).plan
    assert plan is not None
    assert check(plan, scenario, tiny) == ()
    (line,) = plan.lines
    for unit in (80, 45):
        wrong = replace(plan, lines=(replace(line, unit_price=Decimal(unit), subtotal=Decimal(3 * unit)),))
        found = check(wrong, scenario, tiny)
        assert f"discount: 3 x ten at {unit}, from 3 on each costs 60.00" in found


def test_a_share_of_the_price_is_rounded_half_up(ask: Ask, tiny: Catalog) -> None:
    """0.03 CNY less 50 % is 0.015, paid as 0.02; less 33.4 % is 0.01998, paid as 0.02."""
    breaks = ({"from": 2, "percent_off": Decimal(50)},)
    scenario = ask(
        demand={"streams": 20},
        cards={"allow": ("ten",), "price": {"ten": Decimal("0.03")}, "discount": {"ten": breaks}},
    )
    (offer,) = (o for o in formulate(scenario, tiny).offers if o.card == "ten")
    assert (offer.price, offer.breaks, offer.unit(1), offer.unit(2)) == (3, ((2, 1),), 3, 2)
    assert (offer.lowest, offer.at(1).price) == (2, 1)
    assert offer.at(0).unit(2) == 0


def test_a_break_that_is_no_cheaper_is_refused(ask: Ask, tiny: Catalog) -> None:
    breaks = (*BREAKS, {"from": 9, "price": Money(Decimal(45))})
    with pytest.raises(InputError) as error:
        formulate(_ask(ask, 30, cards={"discount": {"ten": breaks}}), tiny)
    (fault,) = error.value.faults
    assert (fault.code, fault.field) == ("contradiction", "cards.discount.ten")


def test_breaks_of_a_card_without_a_price_are_refused(ask: Ask, tiny: Catalog) -> None:
    cards = {"price": {"one": 10}, "discount": {"ten": BREAKS}}
    with pytest.raises(InputError, match="ten has no price"):
        formulate(ask(demand={"streams": 3}, cards=cards), tiny)


@pytest.mark.parametrize("streams", [18, 25, 47, 66])
def test_a_break_even_price_moves_every_break(streams: int, ask: Ask, tiny: Catalog) -> None:
    """One minor unit above it the enumeration buys none, at it one plan with the card is as good."""
    scenario = ask(demand={"streams": streams}, cards={"discount": {"ten": BREAKS}})
    solved = solve(scenario, tiny)
    assert solved.plan is not None
    told = next(b for b in breakeven(solved.problem, scenario, solved.plan) if b.card == "ten")
    assert told.price is not None

    def least(price: int) -> tuple[int, dict[str, int]]:
        offers = tuple(o.at(price) if o.card == "ten" else o for o in solved.problem.offers)
        found = oracle.best(replace(solved.problem, offers=offers))
        assert found is not None
        return sum(o.unit(n) * n for o in offers if (n := found[0].get(o.card, 0))), found[0]

    minor = int(told.price * 100)
    without = least(10**6)[0]
    assert least(minor)[0] <= without
    assert least(minor + 1)[0] == without
    assert "ten" not in least(minor + 1)[1]
    assert "ten" in least(minor - 1)[1]


def test_the_answer_says_which_break_is_reached(ask: Ask, tiny: Catalog) -> None:
    said = [*facts(answer(_ask(ask, 30), tiny), translator("en"), "en")]
    assert "price break: ten 60 CNY each, from 3 on; 80 for one" in said
    assert not [
        s for s in facts(answer(_ask(ask, 20), tiny), translator("en"), "en") if s.startswith("price break")
    ]
