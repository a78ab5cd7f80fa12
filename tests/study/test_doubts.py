"""What a report asks of its plan: each study is the one of its own command, cut by the time it has."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from glmopt.catalog import Catalog
from glmopt.errors import SolverFailure
from glmopt.explain import conflicts, deciding, ways
from glmopt.plan import Plan
from glmopt.problem import formulate
from glmopt.scenario import Scenario
from glmopt.solve import solve
from glmopt.study import confidence, doubts, studies, tornado
from glmopt.study.proving import NotProvedError

Ask = Callable[..., Scenario]


def quiet(_done: int, _all: int) -> None:
    """There is time enough."""


def over_at(number: int) -> Callable[[int, int], None]:
    """The time is over at the look of this number."""
    looks = iter(range(1, 10**6))

    def go(_done: int, _all: int) -> None:
        if next(looks) >= number:
            raise doubts.TimeOverError

    return go


def test_each_study_is_that_of_its_own_command(asked: tuple[Scenario, Plan], shipped: Catalog) -> None:
    scenario, plan = asked
    found = studies(scenario, shipped, plan)
    assert found.decision == deciding(formulate(scenario, shipped), scenario, shipped, plan)
    assert found.decision is not None
    assert found.decision.deciding
    assert found.tornado is not None
    own = tornado(found.tornado.scenario, shipped)
    assert found.tornado == own
    assert found.confidence == confidence(scenario, shipped, doubts.DRAWS)
    assert found.confidence is not None
    assert (found.confidence.draws, found.confidence.varied) == (200, 2)


def test_what_is_done_when_the_time_is_over_is_kept_and_counted(
    asked: tuple[Scenario, Plan], shipped: Catalog
) -> None:
    scenario, plan = asked
    bars = doubts.varied(scenario, shipped, plan, over_at(2))
    assert bars is not None
    assert (len(bars.bars), bars.complete) == (2, False)
    sure = doubts.sampled(scenario, shipped, plan, over_at(7))
    assert sure is not None
    assert (sure.draws, sure.wanted) == (7, 200)
    with pytest.raises(doubts.TimeOverError):
        doubts.decided(scenario, shipped, plan, over_at(1))


def test_what_no_range_touches_is_nothing_to_study(ask: Ask, tiny: Catalog) -> None:
    """The prices of the scenario are the buyer's own, and sure."""
    scenario = ask(demand={"streams": 8})
    plan = solve(scenario, tiny).plan
    assert doubts.decided(scenario, tiny, plan, quiet) is None
    assert doubts.sampled(scenario, tiny, plan, quiet) is None
    assert doubts.sampled(ask(demand={"streams": 8}, objective="cards"), tiny, plan, quiet) is None


def test_every_conflict_and_way_out_of_what_nothing_meets(ask: Ask, tiny: Catalog) -> None:
    scenario = ask(demand={"streams": 9}, budget={"max": 34})
    found = studies(scenario, tiny, None, infeasible=True).unmet
    assert found is not None
    problem = formulate(scenario, tiny)
    every = conflicts(problem, scenario)
    assert every.sets
    assert found[0] == every
    sets = [frozenset(c.rule for c in one) for one in every.sets]
    rules = tuple(r for r in problem.rules() if any(r in one for one in sets))
    assert found[1] == ways(problem, scenario, tiny, rules, sets)
    known = studies(scenario, tiny, None, infeasible=True, known={"conflicts"})
    # told elsewhere: not made, and not named as if there were nothing to study
    assert known.unmet is None
    assert "conflicts" not in known.left_out


def test_what_a_limit_left_without_proof_is_not_called_impossible(
    asked: tuple[Scenario, Plan], shipped: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib

    module = importlib.import_module("glmopt.study.tornado")
    whole = module.proved_row

    def limited(problem, scenario, journal, key):
        if key != "base":
            raise NotProvedError
        return whole(problem, scenario, journal, key)

    monkeypatch.setattr(module, "proved_row", limited)
    scenario, plan = asked
    bars = doubts.varied(scenario, shipped, plan, quiet)
    assert bars is not None
    assert all(not end.proved for b in bars.bars for end in (b.low, b.high))
    assert not any(b.flips for b in bars.bars)


def test_a_base_that_is_not_proved_is_no_study(
    asked: tuple[Scenario, Plan], shipped: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario, plan = asked
    monkeypatch.setattr(doubts, "tornado", lambda *_: None)
    monkeypatch.setattr(doubts, "confidence", lambda *_, **__: None)
    for study in (doubts.varied, doubts.sampled):
        with pytest.raises(SolverFailure):
            study(scenario, shipped, plan, quiet)
