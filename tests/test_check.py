"""Each check of check/ fires on a plan with its fault, and on that alone; a true plan passes them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from glmopt.catalog import Catalog
from glmopt.check import CHECKS, check
from glmopt.plan import BillLine, Line, Plan, Share, Totals
from glmopt.scenario import Scenario
from glmopt.solve import solve

# What the three cards do, as in conftest: streams low and high, instances, light jobs, gang cards, price.
DOES = {"four": (4, 6, 5, 1, 4, 35), "one": (1, 1, 1, 0, 20, 10), "ten": (10, 10, 10, 1, 2, 80)}
Ask = Callable[..., Scenario]


def _line(card: str, count: int, gangs: int = 0, *, dedicated: bool = False) -> Line:
    """The true line of so many cards."""
    low, high, instances, light, gang, price = DOES[card]
    away = gangs * gang if dedicated else 0
    n = count - away
    unit = Decimal(price)
    return Line(
        card, count, unit, unit * count, n * low, n * high, n * instances, n * light, gangs, gang, away
    )


def _plan(*lines: Line, high: bool = False) -> Plan:
    """The true plan of these lines."""
    total: dict[str, Any] = {
        name: sum(getattr(x, name) for x in lines)
        for name in ("streams_low", "streams_high", "instances", "light_finetune", "gangs")
    }
    cost = sum((x.subtotal or Decimal(0) for x in lines), Decimal(0))
    streams = total["streams_high" if high else "streams_low"]
    bill = tuple(
        BillLine("cards", x.card, x.count, x.unit_price, x.unit_price * x.count)
        for x in lines
        if x.unit_price is not None
    )
    return Plan("CNY", lines, Totals(cost, sum(x.count for x in lines), streams, **total), bill=bill)


# 3 x four, 2 x one and 2 x ten: 12 + 2 + 20 = 34 streams, 15 + 2 + 20 = 37 instances, 3 + 0 + 2 = 5 light
# jobs, one gang on the two tens; 105 + 20 + 160 = 285 CNY.
TRUE = _plan(_line("four", 3), _line("one", 2), _line("ten", 2, gangs=1))
DEMAND = {"streams": 34, "instances": 37, "light_finetune": 5, "full_finetune": True}
ALL = {
    "demand": DEMAND,
    "cards": {
        "stock": {
            "four": {"max": 3, "min": 3, "min_order": 3},
            "one": {"max": 2},
            "ten": {"max": 2, "min_order": 2},
        }
    },
    "rules": {
        "virtualization": {"min_streams": 32, "min_instances": 35},
        "max_card_types": 3,
        "vendors": {"allow": ("east", "west")},
    },
    "budget": {"max": 285},
}


def test_a_true_plan_at_all_its_limits_passes(ask: Ask, tiny: Catalog) -> None:
    assert check(TRUE, ask(**ALL), tiny) == ()


def test_the_totals_are_those_worked_out_by_hand() -> None:
    assert TRUE.totals == Totals(Decimal(285), 7, 34, 34, 40, 37, 5, 1)


def _merged(base: Any, over: Any) -> Any:
    if not (isinstance(base, dict) and isinstance(over, dict)):
        return over
    return base | {k: _merged(base.get(k), v) for k, v in over.items()}


# Scenarios that TRUE misses by one, each under one rule only: the check that fires, and what it says.
ONE_SHORT: dict[str, tuple[str, dict[str, Any], str]] = {
    "a stream": ("streams", {"demand": {"streams": 35}}, "34 of 35 streams"),
    "an instance": ("instances", {"demand": {"instances": 38}}, "37 of 38 instances"),
    "a light job": ("light_finetune", {"demand": {"light_finetune": 6}}, "5 of 6 light fine-tuning jobs"),
    "a gang": ("full_finetune", {"demand": {"full_finetune": {"gangs": 2}}}, "1 of 2 gangs"),
    "virtual streams": (
        "virtualization",
        {"rules": {"virtualization": {"min_streams": 33}}},
        "32 of 33 streams on cards with virtualization",
    ),
    "virtual instances": (
        "virtualization",
        {"rules": {"virtualization": {"min_instances": 36}}},
        "35 of 36 instances on cards with virtualization",
    ),
    "stock": ("stock", {"cards": {"stock": {"one": {"max": 1}}}}, "2 x one, there are 1"),
    "minimum": ("minimum", {"cards": {"stock": {"one": {"min": 3, "max": 3}}}}, "2 x one, at least 3"),
    "minimum order": (
        "minimum_order",
        {"cards": {"stock": {"ten": {"max": 3, "min_order": 3}}}},
        "2 x ten, the smallest order is 3",
    ),
    "card types": ("card_types", {"rules": {"max_card_types": 2}}, "3 card types, at most 2"),
    "budget": ("budget", {"budget": {"max": "284.99"}}, "285.00 spent, 284.99 allowed"),
    "vendor denied": ("availability", {"rules": {"vendors": {"deny": ("west",)}}}, "ten is from west"),
    "vendor allowed": ("availability", {"rules": {"vendors": {"allow": ("east",)}}}, "ten is from west"),
    "card denied": ("availability", {"cards": {"deny": ("one",)}}, "one is in cards.deny"),
    "card allowed": ("availability", {"cards": {"allow": ("four", "ten")}}, "one is not in cards.allow"),
    "all virtual": ("availability", {"rules": {"virtualization": {"all_cards": True}}}, "one has no virtu"),
}


@pytest.mark.parametrize("what", ONE_SHORT)
def test_a_rule_that_is_missed_by_one_is_found_alone(what: str, ask: Ask, tiny: Catalog) -> None:
    name, change, says = ONE_SHORT[what]
    keys = _merged(ALL, change)
    keys["cards"].setdefault("price", {"one": 10, "four": 35, "ten": 80})
    findings = check(TRUE, ask(**keys), tiny)
    assert len(findings) == 1
    assert findings[0].startswith(f"{name}: {says}")


def _with(card: str, **changes: Any) -> Plan:
    """TRUE with fields of one line changed, totals as they were."""
    lines = tuple(replace(x, **changes) if x.card == card else x for x in TRUE.lines)
    return replace(TRUE, lines=lines)


def _total(**changes: Any) -> Plan:
    return replace(TRUE, totals=replace(TRUE.totals, **changes))


# Plans that say something untrue, and the one check that finds it.
UNTRUE: dict[str, tuple[str, Plan]] = {
    "lines out of order": ("counts", replace(TRUE, lines=TRUE.lines[::-1])),
    "a gang of another size": ("counts", _with("ten", gang_cards=1)),
    "another unit price": ("prices", _with("one", unit_price=Decimal("9.99"))),
    "no unit price": ("prices", _with("one", unit_price=None)),
    "another currency": ("prices", replace(TRUE, currency="USD")),
    "low streams of a line": ("capacities", _with("four", streams_low=11, streams_high=18)),
    "high streams of a line": ("capacities", _with("four", streams_high=19)),
    "instances of a line": ("capacities", _with("four", instances=16)),
    "light jobs of a line": ("capacities", _with("one", light_finetune=2)),
    "dedicated cards of a line": ("capacities", _with("ten", dedicated_cards=2)),
    "a bill that leaves something out": ("bill", replace(TRUE, bill=TRUE.bill[1:])),
    "a bill with something else": ("bill", replace(TRUE, bill=(*TRUE.bill, TRUE.bill[0]))),
    "a line of the bill that does not add up": (
        "bill",
        replace(TRUE, bill=(replace(TRUE.bill[0], subtotal=Decimal(104)), *TRUE.bill[1:])),
    ),
    "power that is not known": ("totals", _total(power_w=1)),
    "servers that nobody asked for": ("totals", _total(nodes=1)),
    "rack units of bare cards": ("totals", _total(rack_units=Decimal(1))),
    "running costs without tco": ("totals", _total(running=Decimal(0))),
    "total cost": ("totals", _total(cost=Decimal("284.99"))),
    "no total cost": ("totals", _total(cost=None)),
    "total cards": ("totals", _total(cards=6)),
    "total streams": ("totals", _total(streams=40)),
    "total low streams": ("totals", _total(streams_low=35)),
    "total high streams": ("totals", _total(streams_high=41)),
    "total instances": ("totals", _total(instances=36)),
    "total light jobs": ("totals", _total(light_finetune=6)),
    "total gangs": ("totals", _total(gangs=2)),
    # more of it in tests/classes/test_check.py
    "a share of no class": (
        "classes",
        replace(
            TRUE, shares=(Share("a", "day", "one", "day", 1, "chatglm3-6b", 1, Fraction(1), Decimal(1)),)
        ),
    ),
}
# A line that is changed takes its part of the totals with it.
ALSO_TOTALS = {
    "low streams of a line",
    "high streams of a line",
    "instances of a line",
    "light jobs of a line",
}


@pytest.mark.parametrize("what", UNTRUE)
def test_a_plan_that_says_something_untrue_is_found(what: str, ask: Ask, tiny: Catalog) -> None:
    name, plan = UNTRUE[what]
    found = {finding.partition(":")[0] for finding in check(plan, ask(**ALL), tiny)}
    assert found == ({name, "totals"} if what in ALSO_TOTALS else {name})


def test_a_subtotal_is_price_times_count(ask: Ask, tiny: Catalog) -> None:
    """2 x 10 is 20, not 19."""
    assert check(_with("one", subtotal=Decimal(19)), ask(**ALL), tiny) == ("prices: 2 x one is 19",)


def test_a_card_is_not_owned_because_the_plan_says_so(ask: Ask, tiny: Catalog) -> None:
    plan = _with("one", owned=1, subtotal=Decimal(10))
    assert "owned: 1 owned x one, there are 0" in check(plan, ask(**ALL), tiny)


def test_owned_cards_cost_nothing(ask: Ask, tiny: Catalog) -> None:
    """Of two cards that are needed and one that is there, one is bought."""
    scenario = ask(demand={"streams": 20}, owned=({"card": "ten", "cards": 1},))
    plan = solve(scenario, tiny).plan
    assert plan is not None
    assert (plan.count("ten"), plan.bought("ten"), plan.totals.cost) == (2, 1, 80)
    assert check(plan, ask(demand={"streams": 20}), tiny) != ()


def test_a_gang_needs_its_cards(ask: Ask, tiny: Catalog) -> None:
    """Two gangs of two do not fit on three cards, nor one of 20 on two."""
    plan = _plan(_line("ten", 3, gangs=2))
    found = check(plan, ask(demand={"full_finetune": {"gangs": 2}}), tiny)
    assert found == ("full_finetune: 2 gangs of 2 in 3 x ten",)


def test_cards_of_a_dedicated_gang_serve_nothing(ask: Ask, tiny: Catalog) -> None:
    """Three tens with one dedicated gang of two serve 10 streams, not 30."""
    demand = {"streams": 10, "full_finetune": {"gangs": 1, "sharing": "dedicated"}}
    assert check(_plan(_line("ten", 3, gangs=1, dedicated=True)), ask(demand=demand), tiny) == ()
    found = check(_plan(_line("ten", 3, gangs=1)), ask(demand=demand), tiny)
    assert [f.partition(":")[0] for f in found] == ["capacities"]
    more = check(_plan(_line("ten", 3, gangs=1, dedicated=True)), ask(demand=demand | {"streams": 11}), tiny)
    assert more == ("streams: 10 of 11 streams",)


def test_the_high_estimate_counts_high_streams(ask: Ask, tiny: Catalog) -> None:
    """Two fours serve 8 to 12 streams."""
    plan = _plan(_line("four", 2), high=True)
    assert check(plan, ask(demand={"streams": 12}, estimate="high"), tiny) == ()
    found = {f.partition(":")[0] for f in check(plan, ask(demand={"streams": 12}), tiny)}
    assert found == {"totals", "streams"}


@pytest.mark.parametrize("count", [0, -1])
def test_a_line_buys_something(count: int, ask: Ask, tiny: Catalog) -> None:
    findings = check(_plan(_line("one", count)), ask(), tiny)
    assert findings[0] == f"counts: {count} x one"


def test_one_card_in_two_lines_is_refused(ask: Ask, tiny: Catalog) -> None:
    findings = check(_plan(_line("one", 1), _line("one", 1)), ask(), tiny)
    assert findings == ("counts: the lines are not in the order of card ids, each once",)


def test_a_card_that_does_not_exist_is_refused(ask: Ask, tiny: Catalog) -> None:
    plan = replace(TRUE, lines=(replace(TRUE.lines[0], card="five"),))
    assert check(plan, ask(), tiny) == ("five is not a card of the catalog",)


def test_a_card_without_a_price_is_refused_where_cost_counts(ask: Ask, tiny: Catalog) -> None:
    line = replace(_line("one", 2), unit_price=None, subtotal=None)
    plan = replace(_plan(line), totals=replace(_plan(line).totals, cost=None), bill=())
    scenario = ask(objective="capex", cards={"price": {"ten": 80}})
    assert check(plan, scenario, tiny) == ("availability: one has no price",)
    assert check(plan, ask(objective="cards", cards={"price": {}}), tiny) == ()


def test_a_bill_with_a_price_missing_is_refused(ask: Ask, tiny: Catalog) -> None:
    line = replace(_line("one", 2), unit_price=None, subtotal=None)
    plan = replace(_plan(line), totals=replace(_plan(line).totals, cost=None), bill=TRUE.bill[:1])
    found = check(plan, ask(objective="cards", cards={"price": {}}), tiny)
    assert found == ("bill: there is a bill, but not every price",)


@pytest.mark.parametrize("changes", [0, 1, 2])
def test_changes_to_an_earlier_plan_are_counted_card_by_card(changes: int, ask: Ask, tiny: Catalog) -> None:
    """3 x four, 2 x one and 2 x ten after 3 x four and 4 x ten: two more and two fewer."""
    near = {"plan": {"four": 3, "ten": 4}, "changes": changes + 2}
    found = check(TRUE, ask(**_merged(ALL, {"rules": {"near": near}})), tiny)
    told = f"near: 4 cards more or fewer than in the earlier plan, at most {changes + 2}"
    assert found == ((told,) if changes < 2 else ())


def test_a_budget_in_another_currency_is_converted_exactly(ask: Ask, tiny: Catalog) -> None:
    """285 CNY are 40 USD at 7.125, and a cent less is too little."""
    money = {"rates": {"USD": Decimal("7.125")}}
    assert check(TRUE, ask(budget={"max": "40 USD"}, money=money), tiny) == ()
    found = check(TRUE, ask(budget={"max": "39.99 USD"}, money=money), tiny)
    assert [f.partition(":")[0] for f in found] == ["budget"]


# Fired in test_check_servers.py, in test_discount.py, and in tests/classes and tests of earlier plans.
IN_SERVERS = {
    "classes",
    "discount",
    "near",
    "owned",
    "slots",
    "fabric",
    "power",
    "rack_units",
    "ports",
    "site_streams",
    "survive_nodes",
}


def test_every_check_has_fired_here() -> None:
    fired = {name for name, *_ in ONE_SHORT.values()} | {name for name, _ in UNTRUE.values()}
    assert fired | IN_SERVERS == set(CHECKS)


def test_no_order_is_not_too_small_an_order(ask: Ask, tiny: Catalog) -> None:
    """13 streams are ten + 3 one; `four` is not bought, so its smallest order of 3 does not matter."""
    scenario = ask(demand={"streams": 13}, cards={"stock": {"four": {"min_order": 3}}})
    solved = solve(scenario, tiny)
    assert solved.plan is not None
    assert solved.plan.count("four") == 0
    assert check(solved.plan, scenario, tiny) == ()
