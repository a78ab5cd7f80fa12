"""Studies of servers and classes, point by point against single solves."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from glmopt.catalog import Catalog
from glmopt.errors import InputError
from glmopt.explain import deciding
from glmopt.explain.figures import uncertain
from glmopt.explain.housing_figures import host_key, housing_shares, network_key, priced
from glmopt.problem import Problem, formulate
from glmopt.scenario import Scenario, load_scenario, parse_settings, vary
from glmopt.solve import solve
from glmopt.study import budgets, confidence, frontier, risk, tornado, tradeoff
from glmopt.study.needs import need_cases

Load = Callable[..., Scenario]

SERVERS: dict[str, Any] = {
    "demand": {"streams": 40, "full_finetune": {"gangs": 1}},
    "prices": "cn-2026",
    "cards": {"allow": ("a100-80g", "a6000-48g")},
    "nodes": {"chassis": ("pcie-8x-4u-switched", "pcie-4x-2u"), "fabric": ("roce-100g",)},
    "solver": {"prove": "once"},
}
BOX, SMALL, NET = "pcie-8x-4u-switched", "pcie-4x-2u", "roce-100g"


def _servers(load: Load, **over: Any) -> Scenario:
    return load(json.dumps({**SERVERS, **over}))


def _least(scenario: Scenario, catalog: Catalog, *settings: str) -> int | None:
    """The optimum of one solve on its own."""
    ending = solve(vary(scenario, parse_settings(settings)), catalog).ending
    return ending.objective if ending.status == "optimal" else None


def test_every_target_in_servers_costs_what_a_single_solve_says(shipped: Catalog, load: Load) -> None:
    scenario = _servers(load, budget={"max": 700_000})
    found = frontier(scenario, shipped, 30, 125)
    assert found.complete
    for step in found.steps:
        for target in sorted({step.low, (step.low + step.high) // 2, step.high}):
            assert step.objective == _least(scenario, shipped, f"demand.streams={target}"), target
    assert any(step.plan is None for step in found.steps)


def test_every_budget_for_servers_buys_what_a_single_solve_says(shipped: Catalog, load: Load) -> None:
    """At both ends of every step, one minor unit apart from the next."""
    scenario = _servers(load, demand={"streams": 10})
    found = budgets(scenario, shipped, 15_000_000, 40_000_000)
    assert found.complete
    assert len(found.steps) > 3
    for step in found.steps:
        for budget in (step.low, step.high):
            most = _least(scenario, shipped, f"budget.max={Decimal(budget) / 100}", "objective=streams")
            assert (step.plan.totals.streams if step.plan else None) == most, budget


@pytest.mark.parametrize(
    ("against", "rule", "unit"),
    [("power", "rules.max_power_kw", 1000), ("rack_units", "rules.max_rack_units", 1), ("types", "", 1)],
)
def test_points_of_two_criteria_in_servers_are_single_solves_with_a_limit(
    against: str, rule: str, unit: int, shipped: Catalog, load: Load
) -> None:
    """With the limit at a point its cost is the least; with one unit less it is the next point's."""
    scenario = _servers(load)
    found = tradeoff(scenario, shipped, against)
    rule = rule or "rules.max_card_types"
    scale = 1000 if against == "rack_units" else 1
    costs = [p.first for p in found.points]
    for k, point in enumerate(found.points):
        asked = Decimal(point.second) / unit / scale
        assert costs[k] == _least(scenario, shipped, f"{rule}={asked}")
        less = Decimal(point.second - 1) / unit / scale
        if less > 0:
            expected = costs[k + 1] if k + 1 < len(costs) else None
            assert _least(scenario, shipped, f"{rule}={less}") == expected


def test_types_against_cost_with_classes_are_single_solves(shipped: Catalog, load: Load) -> None:
    scenario = _classes(load)
    found = tradeoff(scenario, shipped, "types")
    for point in found.points:
        assert point.first == _least(scenario, shipped, f"rules.max_card_types={point.second}")


def _classes(load: Load) -> Scenario:
    chats = {"prompt": 512, "output": 256, "context": 2048, "streams": 60}
    papers = {"prompt": 6000, "output": 500, "requests_per_s": 1}
    return load(
        json.dumps(
            {
                "sizing": "roofline",
                "figures": "datasheet",
                "demand": {"classes": {"chats": chats, "papers": papers}},
                "prices": "cn-2026",
                "cards": {"allow": ("a10-24g", "l20-48g", "a100-pcie-80g")},
                "solver": {"prove": "once"},
            }
        )
    )


# ---- what is uncertain -----------------------------------------------------------------------------------


def test_hosts_and_networks_are_varied_but_not_prices_of_the_buyer(shipped: Catalog, load: Load) -> None:
    scenario = _servers(load)
    shares = housing_shares(formulate(scenario, shipped), scenario, shipped)
    half = Decimal("0.50")
    assert shares == {host_key(BOX): half, host_key(SMALL): half, network_key(NET): half}
    own = _servers(load, nodes={**SERVERS["nodes"], "price": {SMALL: 50_000}})
    assert host_key(SMALL) not in housing_shares(formulate(own, shipped), own, shipped)


def test_a_host_at_half_its_price_is_the_scenario_with_that_price(shipped: Catalog, load: Load) -> None:
    scenario = _servers(load)
    problem = formulate(scenario, shipped)
    assert problem.housing is not None
    cases = {c.key: c for c in uncertain(problem, scenario, shipped)}
    host = next(p.host for p in problem.housing.pools if p.chassis == SMALL)
    for trial, share in ((cases[host_key(SMALL)].at_low, 0.5), (cases[host_key(SMALL)].at_high, 1.5)):
        price = Decimal(host) * Decimal(str(share)) / 100
        settings = parse_settings([f"nodes.price.{SMALL}={price}"])
        assert trial.housing == formulate(vary(scenario, settings), shipped).housing


def test_running_costs_vary_with_electricity_and_power(shipped: Catalog, load: Load) -> None:
    scenario = _servers(load, objective="tco")
    problem = formulate(scenario, shipped)
    cases = {c.key: c for c in uncertain(problem, scenario, shipped)}
    assert f"{BOX}.host_power_w" in cases
    dearer = cases[f"{BOX}.host_power_w"].at_high
    assert dearer.housing is not None
    assert problem.housing is not None
    for now, then in zip(problem.housing.pools, dearer.housing.pools, strict=True):
        assert (then.host_electricity > now.host_electricity) == (now.chassis == BOX)
    # where only the purchase counts no watt does
    bought = _servers(load)
    keys = {c.key for c in uncertain(formulate(bought, shipped), bought, shipped)}
    assert not any(key.endswith(("host_power_w", "tdp_w", "per_kwh")) for key in keys)


def test_a_host_that_decides_is_told(shipped: Catalog, root: Path) -> None:
    """At the price that is told another set of cards is the cheapest: a solve on its own finds it too."""
    scenario = load_scenario(root / "scenarios" / "200streams-servers.yaml")
    solved = solve(scenario, shipped)
    assert solved.plan is not None
    found = deciding(solved.problem, scenario, shipped, solved.plan)
    bought = {line.card for line in solved.plan.lines}
    hosts = [d for d in found.deciding if d.figure.endswith(".price.host")]
    assert hosts
    for one in hosts:
        chassis = one.figure.removesuffix(".price.host")
        share = Decimal(1) + Decimal(one.change.removesuffix(" %")) / 100
        housing = solved.problem.housing
        assert housing is not None
        host = next(p.host for p in housing.pools if p.chassis == chassis)
        settings = parse_settings([f"nodes.price.{chassis}={Decimal(int(host * share)) / 100}"])
        other = solve(vary(scenario, settings), shipped)
        assert other.plan is not None
        assert {line.card for line in other.plan.lines} != bought
        assert other.ending.objective == int((one.objective or 0) * 100)


# ---- needs -----------------------------------------------------------------------------------------------


def test_each_class_and_all_of_them_vary_by_a_tenth(shipped: Catalog, load: Load) -> None:
    scenario = _classes(load)
    problem = formulate(scenario, shipped)
    cases = {c.key: c for c in need_cases(problem, scenario, shipped)}
    assert set(cases) == {"demand.classes.chats", "demand.classes.papers", "demand.classes"}
    assert problem.workload is not None
    # 66 chats are a tenth more than 60, and leave the papers as they are
    more = formulate(vary(scenario, parse_settings(["demand.classes.chats.streams=66"])), shipped)
    assert cases["demand.classes.chats"].at_high.workload == more.workload
    assert cases["demand.classes"].at_low.workload == problem.workload.times(Fraction(9, 10))


def test_lengths_and_speeds_vary_where_the_roofline_reads_them(shipped: Catalog, load: Load) -> None:
    rules = load(json.dumps({"demand": {"streams": 50}, "prices": "cn-2026"}))
    by_rules = {c.key for c in need_cases(formulate(rules, shipped), rules, shipped)}
    assert by_rules == {"demand.streams"}
    measured = vary(rules, parse_settings(["sizing=roofline", "figures=datasheet"]))
    cases = {c.key: c for c in need_cases(formulate(measured, shipped), measured, shipped)}
    assert {"demand.service.tokens_per_s", "demand.service.context"} <= set(cases)
    faster = formulate(vary(measured, parse_settings(["demand.service.tokens_per_s=22"])), shipped)
    assert cases["demand.service.tokens_per_s"].at_high == faster


def test_a_budget_that_decides_has_a_bar(shipped: Catalog, load: Load) -> None:
    scenario = _servers(load, demand={"streams": 10}, budget={"max": 300_000}, objective="streams")
    found = tornado(scenario, shipped)
    assert found is not None
    bar = next(b for b in found.bars if b.key == "budget.max")
    for end, budget in ((bar.low, 270_000), (bar.high, 330_000)):
        assert end.objective == _least(scenario, shipped, f"budget.max={budget}")


# ---- confidence ------------------------------------------------------------------------------------------


def _drawn(scenario: Scenario, problem: Problem, catalog: Catalog, plan: Any) -> tuple[int, int]:
    """How many of 12 draws keep the plan, and how many within 2 %, all worked out anew."""
    from glmopt.explain.ranges import price_range
    from glmopt.scenario import price_of

    dice = random.Random(7)  # noqa: S311
    optimal = near = 0
    shares = housing_shares(problem, scenario, catalog)
    for _ in range(12):
        prices: dict[str, int] = {}
        for o in problem.offers:
            quoted = price_of(scenario, catalog, o.card)
            assert quoted is not None
            width = int(quoted.minor * price_range(quoted.kind)) if o.open else 0
            prices[o.card] = (o.price or 0) + (dice.randint(-width, width) if width else 0)
        factors = {k: 1 + s * dice.randint(-100_000, 100_000) / 100_000 for k, s in sorted(shares.items())}
        offers = tuple(replace(o, price=prices[o.card]) for o in problem.offers)
        assert problem.housing is not None
        trial = replace(problem, offers=offers, housing=priced(problem.housing, factors))
        from glmopt.solve import ending

        best = ending(trial, scenario.solver).objective or 0
        cards = sum(prices[line.card] * line.count for line in plan.lines)
        assert trial.housing is not None
        hosts = {p.chassis: p.host for p in trial.housing.pools}
        now = cards + sum(hosts[node.chassis] * node.nodes for node in plan.nodes)
        optimal += now == best
        near += now * 100 <= best * 102
    return optimal, near


def test_draws_of_a_purchase_in_servers_are_counted_by_hand(shipped: Catalog, load: Load) -> None:
    """Without a network the bill is cards and hosts."""
    scenario = _servers(load, demand={"streams": 60}, nodes={"chassis": (BOX, SMALL), "fabric": "none"})
    solved = solve(scenario, shipped)
    assert solved.plan is not None
    told = confidence(scenario, shipped, 12, seed=7)
    assert told is not None
    assert (told.optimal, told.near) == _drawn(scenario, solved.problem, shipped, solved.plan)
    assert told.varied == 4


def test_of_streams_the_budget_must_pay_for_the_purchase(shipped: Catalog, load: Load) -> None:
    """Four A100 80G for 331,200: above 82,800 each the budget of 331,200 pays for three."""
    scenario = Scenario.model_validate(
        {
            "demand": {},
            "prices": "cn-2026",
            "cards": {"allow": ("a100-80g",), "stock": {"a100-80g": {"max": 4}}},
            "budget": {"max": 331_200},
            "objective": "streams",
        }
    )
    told = confidence(scenario, shipped, 200)
    assert told is not None
    # at or below its price of today in about half the draws, and then no more than four can be had
    assert told.optimal == told.near
    assert 70 < told.optimal < 130


def test_where_no_price_plays_a_part_none_is_drawn(shipped: Catalog, load: Load) -> None:
    with pytest.raises(InputError, match="no price plays a part"):
        confidence(_servers(load, objective="cards"), shipped, 3)


def test_prices_of_servers_and_networks_in_the_bill_are_a_fifth_off_too(shipped: Catalog, load: Load) -> None:
    """A gang of 14 over two servers: two hosts, two joined nodes and a switch are paid for; each by hand."""
    scenario = load(
        json.dumps(
            {
                "demand": {"streams": 120, "full_finetune": {"gangs": 1, "min_bandwidth_gb_s": 2}},
                "prices": "cn-2026",
                "cards": {"allow": ["rtx-4090-24g"]},
                "nodes": {"chassis": [BOX], "fabric": NET},
                "solver": {"prove": "once"},
            }
        )
    )
    plan = solve(scenario, shipped).plan
    assert plan is not None
    cost = plan.totals.cost
    assert cost is not None
    paid = {c: sum(line.subtotal for line in plan.bill if line.category == c) for c in ("hosts", "fabric")}
    assert all(paid.values())
    found = {(c.of, c.share > 0): c for c in risk(scenario, shipped, plan).prices}
    fifth = Decimal("0.2")
    expected = {host_key(BOX): paid["hosts"], network_key(NET): paid["fabric"], None: cost}
    assert {of for of, _ in found} == {*expected, "rtx-4090-24g"}
    for of, part in expected.items():
        for dearer, share in ((False, -fifth), (True, fifth)):
            case = found[of, dearer]
            assert case.pays == cost + part * share
            # one kind of card in one kind of server: nothing else can be bought
            assert case.keeps(plan)
            assert case.costs == case.pays


def test_a_server_that_gets_dearer_is_replaced(shipped: Catalog, load: Load) -> None:
    """Eight A100 in one box at 100,000 or two small servers at 55,000: a fifth more flips it."""
    scenario = _servers(
        load,
        demand={"streams": 120},
        cards={"allow": ["a100-80g"]},
        nodes={"chassis": [BOX, SMALL], "price": {BOX: 100_000, SMALL: 55_000}},
    )
    plan = solve(scenario, shipped).plan
    assert plan is not None
    assert [(n.chassis, n.cards) for n in plan.nodes] == [(BOX, 8)]
    found = {(c.of, c.share > 0): c for c in risk(scenario, shipped, plan).prices}
    cards = sum(line.subtotal for line in plan.bill if line.category == "cards")
    dearer, cheaper = found[host_key(BOX), True], found[host_key(BOX), False]
    assert (dearer.pays, dearer.costs, dearer.keeps(plan)) == (cards + 120_000, cards + 110_000, False)
    assert dearer.best is not None
    assert {n.chassis for n in dearer.best.nodes} == {SMALL}
    assert dearer.best.count("a100-80g") == plan.count("a100-80g")
    assert (cheaper.pays, cheaper.costs, cheaper.keeps(plan)) == (cards + 80_000, cards + 80_000, True)
    # both are a fifth off together: the box stays the cheaper one
    assert found[None, True].keeps(plan)
