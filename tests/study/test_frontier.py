"""The frontier against one solve for each target."""

from __future__ import annotations

from collections.abc import Callable

from glmopt.catalog import Catalog
from glmopt.scenario import Scenario
from glmopt.solve import solve
from glmopt.study import confidence, frontier, tornado

Ask = Callable[..., Scenario]


def test_every_target_costs_what_a_solve_of_its_own_says(ask: Ask, tiny: Catalog) -> None:
    """Within stock and budget up to some target, then nothing; a gang is asked too."""
    keys = {
        "cards": {"stock": {"one": {"max": 3}}},
        "budget": {"max": 230},
        "solver": {"prove": "once"},
    }
    gang = {"full_finetune": True}
    found = frontier(ask(demand=gang, **keys), tiny, 0, 40)
    assert found.complete
    assert [s.low for s in found.steps] == [0, *(s.high + 1 for s in found.steps[:-1])]
    assert found.steps[-1].high == 40
    assert found.steps[-1].plan is None
    for step in found.steps:
        for target in range(step.low, step.high + 1):
            single = solve(ask(demand={"streams": target, **gang}, **keys), tiny)
            assert single.ending.objective == step.objective, target
    before = None
    for step in found.steps:
        types = {line.card for line in step.plan.lines} if step.plan else None
        assert step.new_mix == (before is not None and types != before[0])
        before = (types,)


def test_draws_repeat_and_given_prices_are_sure(ask: Ask, tiny: Catalog) -> None:
    """Prices given in the scenario have no range: every draw is the base, and no price has a bar."""
    scenario = ask(demand={"streams": 13})
    sure = confidence(scenario, tiny, 3)
    assert sure is not None
    assert (sure.draws, sure.optimal, sure.near) == (3, 3, 3)
    bars = tornado(scenario, tiny)
    assert bars is not None
    assert [b.key for b in bars.bars] == ["demand.streams"]
    # 11 streams: ten + one = 90; 15: ten + four + one = 125; the base is 110
    assert (bars.bars[0].low.objective, bars.bars[0].high.objective) == (9000, 12500)
