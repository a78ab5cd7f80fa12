"""The studies of a report: risk by hand, times that are over, what there is nothing to study in."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from glmopt.catalog import Catalog
from glmopt.scenario import Scenario
from glmopt.solve import solve
from glmopt.study import NOT_ASKED, NOT_PROVED, TIME_OVER, attempts, frontier, parts, risk, studies

NAMES = [
    *("what-if", "frontier", "budgets", "two criteria", "alternatives", "break-even", "one more"),
    *("figures that decide", "risk"),
    *("one input at a time", "draws of prices", "conflicts"),
]
Ask = Callable[..., Scenario]


def plan_for(scenario: Scenario, catalog: Catalog):
    plan = solve(scenario, catalog).plan
    assert plan is not None
    return plan


def test_prices_a_fifth_off_by_hand(ask: Ask, tiny: Catalog) -> None:
    """Eight streams: two of `four` at 70. At 8.75 or less a `one` would win, which -20 % (8.00) brings."""
    scenario = ask(demand={"streams": 8}, budget={"max": 71})
    plan = plan_for(scenario, tiny)
    assert {line.card: line.count for line in plan.lines} == {"four": 2}
    found = {(c.of, c.share > 0): c for c in risk(scenario, tiny, plan).prices}
    assert len(found) == 2 * (3 + 1)
    low = found["one", False]
    assert low.best is not None
    assert (low.pays, low.best.totals.cost, low.keeps(plan)) == (Decimal(70), Decimal(64), False)
    dearer = found["four", True]
    assert (dearer.pays, dearer.keeps(plan)) == (Decimal(84), False)
    assert dearer.best is not None
    assert dearer.best.totals.cost == 80
    both = found[None, True]
    assert (both.pays, both.keeps(plan)) == (Decimal(84), True), "the budget is left aside"


def test_figures_low_and_high(ask: Ask, tiny: Catalog) -> None:
    scenario = ask(demand={"streams": 8})
    cases = risk(scenario, tiny, plan_for(scenario, tiny)).figures
    assert [c.estimate for c in cases] == ["low", "high"]
    for case in cases:
        again = solve(scenario.model_copy(update={"estimate": case.estimate}), tiny)
        assert (case.status, case.plan) == (again.ending.status, again.plan)


def test_the_frontier_leaves_the_budget_aside_and_reaches_twice_the_target(ask: Ask, tiny: Catalog) -> None:
    """Nothing fits the budget from the second step on; the curve goes on all the same."""
    scenario = ask(demand={"streams": 9}, budget={"max": 34})
    found = studies(scenario, tiny, None).frontier
    assert found is not None
    free = ask(demand={"streams": 9})
    assert found.steps == frontier(free, tiny, 1, 18).steps
    assert all(step.plan is not None for step in found.steps)
    assert found.complete


def test_nothing_to_study_is_said(ask: Ask, tiny: Catalog) -> None:
    scenario = ask()
    found = studies(scenario, tiny, plan_for(scenario, tiny))
    assert set(found.left_out.values()) == {NOT_ASKED}
    assert list(found.left_out) == NAMES


def test_a_plan_that_is_not_proved_has_no_rivals(ask: Ask, tiny: Catalog) -> None:
    scenario = ask(demand={"streams": 8})
    found = studies(scenario, tiny, plan_for(scenario, tiny), proved=False)
    assert found.frontier is not None
    assert (found.alternatives, found.breakeven, found.risk) == (None, None, None)


def test_a_study_whose_time_is_over_leaves_itself_out_and_the_frontier_keeps_what_it_has(
    ask: Ask, tiny: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock jumps by a minute at every look: every study that looks at it is over at once."""
    now = iter(range(0, 10**9, 60))
    monkeypatch.setattr(attempts.time, "monotonic", lambda: float(next(now)))
    scenario = ask(demand={"streams": 8})
    told: list[str] = []
    found = studies(
        scenario, tiny, plan_for(scenario, tiny), (("more", ask(demand={"streams": 9})),), tell=told.append
    )
    over = {name for name, why in found.left_out.items() if why == TIME_OVER}
    assert over == {"what-if", "break-even", "risk"}
    assert found.frontier is not None
    assert not found.frontier.complete
    assert len(found.frontier.steps) == 1
    assert found.tornado is not None
    assert (found.tornado.complete, len(found.tornado.bars)) == (False, 1)
    assert told == NAMES


def test_a_limit_that_comes_before_a_proof_is_not_taken_for_one(
    ask: Ask, tiny: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    from glmopt.errors import SolverFailure

    def fail(*_args: object, **_keys: object) -> None:
        raise SolverFailure("the time limit came before an explanation was proved")

    monkeypatch.setattr(parts, "breakeven", fail)
    scenario = ask(demand={"streams": 8})
    found = studies(scenario, tiny, plan_for(scenario, tiny))
    assert found.left_out.pop("break-even") == NOT_PROVED  # type: ignore[attr-defined]
    assert found.left_out == dict.fromkeys(
        ("what-if", "figures that decide", "draws of prices", "conflicts"), NOT_ASKED
    )


def test_no_study_may_run_longer_than_its_time(ask: Ask, tiny: Catalog, monkeypatch) -> None:
    """Each solve is given no more than the study has."""
    limits = []
    whole = parts.frontier
    monkeypatch.setattr(
        parts, "frontier", lambda s, *rest: limits.append(s.solver.time_limit_s) or whole(s, *rest)
    )
    scenario = ask(demand={"streams": 8})
    studies(scenario, tiny, plan_for(scenario, tiny), seconds=3)
    assert limits == [Decimal(3)]
