"""Dynamic programming against the enumeration of every plan and against the solvers: counts, gangs, ties."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glmopt.problem import Offer, Problem
from glmopt.scenario.model import SolverTerms
from glmopt.sizing import Capacity
from glmopt.solve import dynamic, prove
from glmopt.solve.dynamic.items import Item, Segment, Separable
from glmopt.solve.dynamic.last_tables import MOST_TABLES, LastTables
from glmopt.solve.dynamic.stage import NONE, lay
from glmopt.solvers import enumerate as oracle

NewOffer = Callable[..., Offer]
MANY = settings(max_examples=250, deadline=None, derandomize=True)
MOST_PLANS = 4_000


@st.composite
def offers(draw: st.DrawFn, card: str) -> Offer:
    streams = draw(st.integers(0, 5))
    jobs = draw(st.integers(0, 1))
    capacity = Capacity(streams, streams, draw(st.integers(0, 2)), jobs, draw(st.integers(0, 3)))
    price = draw(st.sampled_from((0, 100, 200, 300, 301, 1_700)))
    starts = draw(st.lists(st.integers(2, 6), max_size=2, unique=True)) if price else []
    offs = draw(
        st.lists(st.integers(1, max(price, 1)), min_size=len(starts), max_size=len(starts), unique=True)
    )
    return Offer(
        card,
        "east",
        price,
        streams,
        capacity,
        draw(st.booleans()),
        stock=draw(st.sampled_from((None, None, 0, 1, 3, 6))),
        minimum=draw(st.sampled_from((0, 0, 0, 1))),
        minimum_order=draw(st.sampled_from((0, 0, 2, 3))),
        breaks=tuple(zip(sorted(starts), sorted(offs), strict=True)),
    )


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    names = "abc"[: draw(st.integers(1, 3))]
    return Problem(
        tuple(draw(offers(c)) for c in names),
        draw(st.sampled_from(("capex", "cards"))),
        "CNY",
        streams=draw(st.integers(0, 12)),
        instances=draw(st.sampled_from((0, 0, 2))),
        gangs=draw(st.integers(0, 2)),
        dedicated=draw(st.booleans()),
        virtual_streams=draw(st.sampled_from((0, 0, 4))),
        card_types=draw(st.sampled_from((None, 1, 2))),
    )


@given(problems())
@MANY
def test_the_table_has_the_plan_of_the_enumeration(problem: Problem) -> None:
    """Ties included; where needs that it leaves out are not met, it says nothing."""
    if oracle.size(problem) > MOST_PLANS:
        return
    found, truth = dynamic.best(problem), oracle.best(problem)
    if found is None:
        assert problem.instances or problem.virtual_streams
    elif truth is None:
        assert found.counts is None
        assert found.value is None
    else:
        assert found.counts is not None
        assert (found.counts.cards, found.counts.gangs) == truth


@given(problems(), st.integers(0, 12))
@MANY
def test_the_frontier_is_a_solve_at_every_target(problem: Problem, target: int) -> None:
    problem = replace(problem, instances=0, virtual_streams=0)
    values = dynamic.least(problem, 12)
    assert values is not None
    ending, _, _ = prove(replace(problem, streams=target), SolverTerms(prove="once"))
    unit = problem.price_unit if problem.goal == "capex" else 1
    told = None if values[target] < 0 else int(values[target]) * unit
    assert told == (ending.objective if ending.status == "optimal" else None)


@given(st.data())
@MANY
def test_a_stage_is_the_minimum_over_every_count(data: Any) -> None:
    size = data.draw(st.integers(1, 30))
    rest = np.maximum.accumulate(
        np.array(data.draw(st.lists(st.integers(0, 50), min_size=size, max_size=size)))
    )
    if data.draw(st.booleans()):
        rest[data.draw(st.integers(0, size - 1)) :] = NONE
    streams, low = data.draw(st.integers(0, 7)), data.draw(st.integers(0, 8))
    high = data.draw(st.one_of(st.none(), st.integers(low, low + 10)))
    fixed, each = data.draw(st.integers(0, 9)), data.draw(st.integers(0, 9))
    told = lay(rest.astype(np.int64), streams, low, high, fixed, each)
    for s in range(size):
        counts = range(low, (max(low, s + 1) if high is None else high) + 1)
        truth = min(int(rest[max(0, s - streams * n)]) + fixed + each * n for n in counts)
        assert told[s] == min(truth, int(NONE))


def test_a_rule_that_the_table_never_heard_of_is_left_to_the_solvers(offer: NewOffer) -> None:
    @dataclass(frozen=True, slots=True)
    class Later(Problem):
        riddle: int = 0

    known = Later((offer("a"),), "capex", "CNY", streams=3)
    assert dynamic.best(known) is not None
    assert dynamic.best(replace(known, riddle=1)) is None
    assert dynamic.best(replace(known, goal="tco")) is None
    assert dynamic.best(replace(known, offers=(offer("a", owned=2),))) is None


def test_numbers_too_large_to_be_exact_are_left_to_the_solvers(offer: NewOffer) -> None:
    dear = (offer("a", 10**17 + 1), offer("b", 10**17))
    assert dynamic.best(Problem(dear, "capex", "CNY", streams=300)) is None
    stocked = replace(offer("a"), stock=10**9)
    assert dynamic.best(Problem((stocked,), "capex", "CNY", streams=10**9)) is None


def test_a_budget_beside_another_goal_is_looked_at(offer: NewOffer) -> None:
    problem = Problem((offer("a", 300, 3), offer("b", 100)), "cards", "CNY", streams=3)
    found = dynamic.best(problem)
    assert found is not None
    assert found.counts is not None
    assert found.counts.cards == {"a": 1}
    assert dynamic.best(replace(problem, budget=299)) is None
    most = dynamic.best(replace(problem, goal="streams", streams=0, budget=799))
    assert most is not None
    assert most.value == 7


def test_one_table_serves_rising_targets(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    tabulate = dynamic.tabulate
    monkeypatch.setattr(
        sys.modules["glmopt.solve.dynamic.last_tables"],
        "tabulate",
        lambda c, s, g: made.append(s) or tabulate(c, s, g),
    )
    kept = LastTables()
    item = Item("a", 3, 0, (Segment(1, None, 0, 5),), optional=True)
    case = dynamic.Separable((item,), 0, dedicated=False, types=None)
    for target in range(1, 100):
        table = kept.table(case, "capex", target)
        assert table is not None
        assert table.weights.cost_of(int(table.keys[target])) == -(-target // 3) * 5
    assert made == [1, 2, 4, 8, 16, 32, 64, 128]
    for gangs in range(MOST_TABLES + 2):  # the oldest go
        kept.table(replace(case, gangs=gangs), "capex", 3)
    assert len(kept._tables) == MOST_TABLES


class _Pressed(Separable):
    """A case during whose so-manieth hash Ctrl-C is pressed."""

    left = 0

    def __hash__(self) -> int:
        _Pressed.left -= 1
        if _Pressed.left == 0:
            raise KeyboardInterrupt
        return super().__hash__()


@pytest.mark.parametrize("at", [1, 2, 3])
def test_ctrl_c_while_a_table_is_looked_for_is_ctrl_c(at: int) -> None:
    item, kept = Item("a", 3, 1, (Segment(1, None, 0, 5),), optional=True), LastTables()
    first, alike = (_Pressed((item,), 0, dedicated=False, types=None) for _ in range(2))
    assert kept.table(first, "capex", 7) is not None
    _Pressed.left = at
    with pytest.raises(KeyboardInterrupt):
        kept.table(alike, "capex", 7)
    found = kept.table(alike, "capex", 7)
    assert found is not None
    assert found.least(7) is not None
