"""Why this plan, and why none: each explanation is compared with solves done by hand."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from glmopt.catalog import Catalog
from glmopt.explain import Short, audit, binding, conflict, nearest
from glmopt.problem import Offer, Problem, Rule, formulate
from glmopt.problem.dropping import without
from glmopt.scenario import Scenario, parse_settings, vary
from glmopt.sizing import Capacity
from glmopt.solve import Solved, solve
from glmopt.solvers import enumerate as oracle

Ask = Callable[..., Scenario]
ANY = Scenario.model_validate({"demand": {}, "solver": {"prove": "once"}})


# ---- which rules bind ------------------------------------------------------------------------------------


def _binding(solved: Solved, scenario: Scenario) -> dict[str, Decimal | None]:
    assert solved.ending.objective is not None
    found = binding(solved.problem, scenario, solved.ending.objective)
    return {b.rule.key: b.saving for b in found}


def test_a_rule_binds_by_what_the_plan_would_cost_without_it(ask: Ask, tiny: Catalog) -> None:
    """13 streams cost 110 (ten + 3 one); without any demand nothing, without the stock of one also 110.

    With `one` denied: ten + four = 115, so that the denial costs 5.
    """
    scenario = ask(demand={"streams": 13}, cards={"deny": ("one",), "stock": {"four": {"max": 9}}})
    solved = solve(scenario, tiny)
    assert solved.plan is not None
    assert solved.plan.totals.cost == 115
    assert _binding(solved, scenario) == {"demand.streams": Decimal(115), "cards.deny": Decimal(5)}


def test_every_saving_is_that_of_a_solve_without_the_rule(ask: Ask, tiny: Catalog) -> None:
    scenario = ask(
        demand={"streams": 31, "instances": 30, "full_finetune": True},
        cards={"stock": {"ten": {"max": 1}, "four": {"min_order": 3}, "one": {"min": 2}}},
        rules={"max_card_types": 2, "virtualization": {"min_streams": 20}},
    )
    solved = solve(scenario, tiny)
    assert solved.plan is not None
    told = _binding(solved, scenario)
    for rule in solved.problem.rules():
        truth = oracle.best(without(solved.problem, (rule,)))
        assert truth is not None
        prices = {o.card: o.price or 0 for o in solved.problem.offers}
        least = Decimal(sum(prices[c] * n for c, n in truth[0].items())) / 100
        assert told.get(rule.key, Decimal(0)) == solved.plan.totals.cost - least, rule
    assert told


def test_the_budget_binds_where_streams_are_maximised(ask: Ask, tiny: Catalog) -> None:
    """Without it there is no end of streams: no number is put on that."""
    scenario = ask(objective="streams", budget={"max": 100})
    solved = solve(scenario, tiny)
    assert solved.plan is not None
    assert solved.plan.totals.streams == 12
    assert _binding(solved, scenario) == {"budget.max": None}


# ---- why nothing fits ------------------------------------------------------------------------------------


@st.composite
def crowded(draw: st.DrawFn) -> Problem:
    """Two cards with a few streams under many rules, most of them hard to meet together."""
    offers = []
    for card in ("a", "b"):
        streams = draw(st.integers(1, 3))
        offers.append(
            Offer(
                card,
                "east",
                draw(st.sampled_from((100, 200))),
                streams,
                Capacity(streams, streams, draw(st.integers(0, 2)), draw(st.integers(0, 1)), 2),
                draw(st.booleans()),
                stock=draw(st.sampled_from((None, 1, 2, 3))),
                minimum=draw(st.sampled_from((0, 0, 1))),
                barred_by=draw(
                    st.sampled_from(((), (Rule("availability", ("cards", "deny"), "none of", "it"),)))
                ),
            )
        )
    return Problem(
        tuple(offers),
        "capex",
        "CNY",
        streams=draw(st.integers(1, 9)),
        instances=draw(st.sampled_from((0, 2, 5))),
        light_finetune=draw(st.sampled_from((0, 2))),
        gangs=draw(st.sampled_from((0, 1))),
        virtual_streams=draw(st.sampled_from((0, 0, 3))),
        card_types=draw(st.sampled_from((None, 1))),
        budget=draw(st.sampled_from((None, 200, 400))),
    )


def _feasible(problem: Problem, rules: tuple[Rule, ...]) -> bool:
    """Whether some plan meets these rules of the problem; by enumeration."""
    return oracle.best(without(problem, (r for r in problem.rules() if r not in rules))) is not None


@given(crowded())
@settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
def test_a_conflict_is_one_of_the_minimal_ones_that_brute_force_finds(problem: Problem) -> None:
    rules = problem.rules()
    assume(not _feasible(problem, rules))
    found = tuple(c.rule for c in conflict(problem, ANY))
    assert not _feasible(problem, found)
    for size in range(len(found)):
        for fewer in itertools.combinations(found, size):
            assert _feasible(problem, fewer), (found, fewer)


def test_a_conflict_by_hand_with_its_places(load: Callable[..., Scenario], shipped: Catalog) -> None:
    """Four A100 80G for a gang cost more than 30万: demand and budget conflict, the rest does not matter."""
    text = """
        demand: {streams: 10, full_finetune: true}
        cards:
          allow: [a100-80g, h100-80g]
        prices: cn-2026
        rules: {max_card_types: 2}
        budget: {max: 30万}
    """
    scenario = load(text)
    solved = solve(scenario, shipped)
    assert solved.ending.status == "infeasible"
    found = conflict(solved.problem, scenario)
    assert [c.rule.key for c in found] == ["demand.full_finetune", "cards.allow", "budget.max"]
    assert [c.place.line for c in found if c.place] == [1, 3, 6]


# ---- the nearest scenarios that can be met ---------------------------------------------------------------

NEAREST = {
    # three gangs are not what conflicts: 13 streams cost 110
    "budget": ({"streams": 13}, {"budget": {"max": 100}}, {"budget.max=110", "demand.streams=12"}),
    # 10 + 2 x 1 streams at most
    "stock": (
        {"streams": 30},
        {"cards": {"stock": {"four": {"max": 0}, "one": {"max": 2}, "ten": {"max": 1}}}},
        {
            "demand.streams=12",
            "cards.stock.four.max=5",
            "cards.stock.one.max=20",
            "cards.stock.ten.max=3",
        },
    ),
    # one card type: ten alone gives 20 streams on its two cards
    "types": (
        {"streams": 23},
        {
            "cards": {"stock": {"four": {"max": 1}, "one": {"max": 1}, "ten": {"max": 2}}},
            "rules": {"max_card_types": 1},
        },
        None,
    ),
    "instances": ({"instances": 9}, {"cards": {"allow": ("one",), "stock": {"one": {"max": 4}}}}, None),
    "light jobs": ({"light_finetune": 3}, {"cards": {"allow": ("ten",), "stock": {"ten": {"max": 2}}}}, None),
}


@pytest.mark.parametrize("what", NEAREST)
def test_a_nearest_setting_just_suffices(
    what: str, ask: Ask, tiny: Catalog, load: Callable[..., Scenario]
) -> None:
    """Applied, each setting makes the scenario feasible; one unit less of the change does not."""
    demand, more, expected = NEAREST[what]
    direct = ask(demand=demand, **more)
    plain = {"demand": demand, **more}
    cards = {**plain.get("cards", {}), "price": {"one": 10, "four": 35, "ten": 80}}
    scenario = load(json.dumps({**plain, "cards": cards}))
    assert scenario.demand == direct.demand
    problem = formulate(scenario, tiny)
    rules = tuple(c.rule for c in conflict(problem, scenario))
    found = nearest(problem, scenario, tiny, rules)
    assert found
    if expected is not None:
        assert {n.setting for n in found} == expected
    for n in found:
        assert _status(scenario, n.setting, tiny) == "optimal", n
        if n.rule.constraint == "availability":
            # how many card types are let in beyond what the list has
            assert n.value == n.change > 0
            continue
        assert n.value == _asked(problem, n.rule) + n.change
        step = Decimal("0.01") if n.rule.constraint == "budget" else Decimal(1)
        less = n.value - step if n.change > 0 else n.value + step
        assert _status(scenario, f"{n.rule.key}={less:f}", tiny) == "infeasible", n


def _asked(problem: Problem, rule: Rule) -> Decimal:
    if rule.constraint == "budget":
        return Decimal(problem.budget or 0) / 100
    if rule.constraint == "stock":
        return Decimal(next(o.stock or 0 for o in problem.offers if o.card == rule.path[2]))
    return Decimal(getattr(problem, rule.constraint))


def _status(scenario: Scenario, setting: str, catalog: Catalog) -> str:
    return solve(vary(scenario, parse_settings([setting])), catalog).ending.status


def test_a_rule_that_alone_does_not_help_has_no_nearest_setting(ask: Ask, tiny: Catalog) -> None:
    """A gang of `one` takes 20 cards: neither 9 streams nor 30 of budget can be met, one of them alone is."""
    scenario = ask(
        demand={"streams": 9, "full_finetune": True}, cards={"allow": ("one",)}, budget={"max": 30}
    )
    problem = formulate(scenario, tiny)
    found = nearest(problem, scenario, tiny, problem.rules())
    assert [n.setting for n in found] == ["budget.max=200"]


# ---- the same purchase by other figures ------------------------------------------------------------------


def test_an_audit_by_hand(shipped: Catalog) -> None:
    """Four A100 80G at 312 dense TFLOPS by the data sheet: 312 / 20.8 = 15 streams each, as in the document.

    Two H100: 989 / 20.8 = 47.5 -> 48 each (data sheet of the SXM part) or the PCIe part's 756 / 20.8 = 36;
    the document prints 75 to 200.
    """
    scenario = Scenario.model_validate(
        {
            "demand": {"streams": 200, "full_finetune": {"gangs": 1}},
            "cards": {"allow": ("a100-80g", "h100-80g")},
            "prices": "cn-2026",
        }
    )
    solved = solve(scenario, shipped)
    assert solved.plan is not None
    counts = {line.card: line.count for line in solved.plan.lines}
    assert counts == {"a100-80g": 4, "h100-80g": 2}
    found = audit(scenario, shipped, solved.plan)
    streams = 0
    for card, count in counts.items():
        spec = shipped.spec(card, "datasheet")
        assert spec is not None
        streams += count * int(spec.fp16_tflops[0] / Decimal("20.8") + Decimal("0.5"))
    assert (found.figures, found.streams_low, found.streams_high) == ("datasheet", streams, streams)
    assert found.short == (Short("streams", streams, 200),)
    assert found.unknown == ()


def test_an_audit_names_cards_without_other_figures(ask: Ask, tiny: Catalog) -> None:
    """Cards that are defined in place have one set of figures: an audit by them changes nothing."""
    scenario = ask(demand={"streams": 13})
    solved = solve(scenario, tiny)
    assert solved.plan is not None
    found = audit(scenario, tiny, solved.plan)
    assert (found.streams_low, found.short, found.unknown) == (13, (), ())
