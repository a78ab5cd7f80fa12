"""Figures that decide the plan, and what one more costs, against enumeration."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from glmopt.catalog import Catalog
from glmopt.explain import deciding, marginal
from glmopt.explain.figures import figure_cases, price_cases
from glmopt.explain.ranges import FIGURE_RANGES
from glmopt.problem import Problem, formulate
from glmopt.result import answer, document, dumps, why
from glmopt.scenario import Scenario
from glmopt.sizing import tdp_w
from glmopt.solve import solve
from glmopt.solvers import enumerate as oracle

Ask = Callable[..., Scenario]

# the document's figures and estimated prices, small enough for enumeration
SEED = Scenario.model_validate(
    {
        "demand": {"streams": 40},
        "cards": {"allow": ("a100-80g", "h100-80g", "ascend-910b-64g")},
        "prices": "cn-2026",
        "solver": {"prove": "once"},
    }
)


def _best_cost(problem: Problem, cards: frozenset[str] | None = None) -> int | None:
    kept = problem.offers if cards is None else tuple(o for o in problem.offers if o.card in cards)
    found = oracle.best(replace(problem, offers=kept))
    if found is None:
        return None
    prices = {o.card: o.price or 0 for o in problem.offers}
    return sum(prices[c] * n for c, n in found[0].items())


def test_the_deciding_figures_are_those_where_enumeration_buys_other_types(shipped: Catalog) -> None:
    solved = solve(SEED, shipped)
    assert solved.plan is not None
    mine = frozenset(line.card for line in solved.plan.lines)
    told = deciding(solved.problem, SEED, shipped, solved.plan)
    cases = [*price_cases(solved.problem, SEED, shipped), *figure_cases(solved.problem, SEED, shipped)]
    assert told.varied == len(cases) > 3
    expected = set()
    for case in cases:
        for change, trial in ((case.low, case.at_low), (case.high, case.at_high)):
            if _best_cost(trial, mine) != _best_cost(trial):
                expected.add((case.key, change))
    assert {(d.figure, d.change) for d in told.deciding} == expected
    assert expected


def test_given_prices_and_sure_figures_decide_nothing(ask: Ask, tiny: Catalog) -> None:
    scenario = ask(demand={"streams": 13})
    solved = solve(scenario, tiny)
    assert solved.plan is not None
    assert deciding(solved.problem, scenario, tiny, solved.plan).varied == 0


def test_a_contradicted_figure_varies_as_far_as_the_data_sheet(shipped: Catalog) -> None:
    """Ascend 910B: 400 TFLOPS in the document, 376 dense by the data sheet of its part: 6 % less."""
    card = shipped.cards["ascend-910b-64g"]
    assert card.published is not None
    assert card.parts is not None
    sheet = shipped.cards[card.parts.default].datasheet
    assert sheet is not None
    assert card.published.fp16_tflops.confidence == "D"
    share = sheet.fp16_dense_tflops.value / min(card.published.fp16_tflops.value) - 1
    problem = formulate(SEED, shipped)
    case = next(
        c for c in figure_cases(problem, SEED, shipped) if c.key == "ascend-910b-64g.published.fp16_tflops"
    )
    assert (case.low, case.high) == (f"{share * 100:+.0f} %", "0 %")
    assert case.at_high == problem


def test_ranges_widen_as_confidence_falls() -> None:
    assert list(FIGURE_RANGES.values()) == sorted(FIGURE_RANGES.values())
    assert FIGURE_RANGES["A"] == 0


def test_the_roofline_varies_bandwidth_and_efficiencies(shipped: Catalog) -> None:
    scenario = Scenario.model_validate(
        {
            "demand": {"streams": 100},
            "sizing": "roofline",
            "figures": "datasheet",
            "cards": {"allow": ("l20-48g", "a800-pcie-80g")},
            "prices": "cn-2026",
        }
    )
    keys = {c.key for c in figure_cases(formulate(scenario, shipped), scenario, shipped)}
    assert {"l20-48g.datasheet.mem_bw_gb_s", "default.speed.eta_b"} <= keys
    assert not any("mindformers" in key for key in keys)


# ---- what one more costs ---------------------------------------------------------------------------------


def test_one_kilowatt_less_costs_what_enumeration_says(shipped: Catalog) -> None:
    solved = solve(SEED, shipped)
    assert solved.plan is not None
    assert solved.ending.objective is not None
    problem = solved.problem
    watts = {o.card: tdp_w(shipped.cards[o.card], shipped) or 0 for o in problem.open_offers}
    now = sum(watts[line.card] * line.count for line in solved.plan.lines)
    told = {m.need: m.cost for m in marginal(problem, SEED, shipped, solved.plan, solved.ending.objective)}
    offers = {o.card: o for o in problem.open_offers}
    costs = [
        sum((o.price or 0) * n for o, n in zip(offers.values(), counts, strict=True))
        for counts in itertools.product(range(9), repeat=len(offers))
        if sum(o.streams * n for o, n in zip(offers.values(), counts, strict=True)) >= 40
        and sum(watts[c] * n for c, n in zip(offers, counts, strict=True)) <= now - 1000
    ]
    expected = Decimal(min(costs) - solved.ending.objective) / 100 if costs else None
    assert told.get("1 kW less") == expected


def test_where_streams_are_the_goal_the_next_costs_what_the_budget_lacks(ask: Ask, tiny: Catalog) -> None:
    """100 buys 12 streams (ten + 2 one); 13 cost 110."""
    scenario = ask(demand={}, objective="streams", budget={"max": 100})
    solved = solve(scenario, tiny)
    assert solved.plan is not None
    told = marginal(solved.problem, scenario, tiny, solved.plan, solved.ending.objective or 0)
    assert (told[0].need, told[0].cost) == ("streams", Decimal(10))


def test_what_makes_no_sense_is_refused_by_name(ask: Ask, tiny: Catalog) -> None:
    told = why(ask(demand={"streams": 13}, objective="cards"), tiny)
    assert told.reasons.breakeven == ()
    assert told.reasons.refused == ("break-even prices: only where cost is minimised or limited",)


# ---- in the result ---------------------------------------------------------------------------------------


def test_reasons_are_in_the_result_where_they_are_asked(ask: Ask, tiny: Catalog, shipped: Catalog) -> None:
    tiny = replace(tiny, fabrics=shipped.fabrics)
    scenario = ask(demand={"streams": 13}, solver={"prove": "once"})
    assert "breakeven" not in document(answer(scenario, tiny))["explain"]
    told = document(answer(scenario, tiny, wants_reasons=True))
    explain = json.loads(dumps(told))["explain"]
    prices = {b["card"]: b["price"] for b in explain["breakeven"]}
    assert prices["four"] == 33.33
    assert explain["marginal"][0] == {"need": "streams", "cost": 5}
    assert explain["deciding"] == {"varied": 0, "figures": []}
    assert (explain["conflicts"], explain["ways"]) == ([], [])


def test_an_infeasible_answer_counts_the_other_conflicts(
    load: Callable[..., Scenario], tiny: Catalog, shipped: Catalog
) -> None:
    """13 streams: 110 is more than the budget of 100, and there are too few cards: two conflicts."""
    text = """
        demand: {streams: 13}
        cards:
          price: {one: 10, four: 35, ten: 80}
          stock: {one: {max: 2}, four: {max: 0}, ten: {max: 1}}
        budget: {max: 80}
        solver: {prove: once}
        """
    tiny = replace(tiny, fabrics=shipped.fabrics)
    told = document(answer(load(text), tiny, wants_reasons=True))
    explain = json.loads(dumps(told))["explain"]
    assert explain["other_conflicts"] == {"count": len(explain["conflicts"]) - 1, "complete": True}
    assert len(explain["conflicts"]) == 2
    assert all(":" in rule["place"] for one in explain["conflicts"] for rule in one)
    assert explain["ways"]
    assert explain["ways_complete"]


@pytest.mark.parametrize("form", ["table", "csv", "md", "json"])
def test_explain_writes_every_form(form: str, root: Path) -> None:
    """Of a plan, and of nothing that fits."""
    from glmopt.reports.why import render
    from glmopt.scenario import catalog_for, load_scenario, parse_settings

    for settings in ((), ("budget.max=80万",)):
        scenario = load_scenario(root / "scenarios" / "200streams.yaml", parse_settings(settings))
        told = render(why(scenario, catalog_for(scenario)), form, "zh")
        assert "h100-80g" in told or "demand.streams" in told
        if form == "json":
            assert json.loads(told)["status"] == ("infeasible" if settings else "optimal")
