"""What the studies of a result proved is kept row by row: told again without a solve, or gone on from."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from glmopt.catalog import Catalog
from glmopt.errors import InputError, NotProvedError
from glmopt.plan import Plan
from glmopt.result import dumps, jsonable
from glmopt.scenario import Scenario
from glmopt.solve import solve
from glmopt.study import (
    INTERRUPTED,
    NOT_ASKED,
    Journal,
    Recorded,
    Studies,
    attempts,
    open_journal,
    parts,
    recorded_in,
    studies,
    tradeoff,
)
from glmopt.study.recorded import UNPROVED, Rows

Ask = Callable[..., Scenario]
# Parts of the program that solve; none of them may be asked for what is recorded.
SOLVING = ("study.proving", "study.point", "study.risk", "study.confidence", "explain.pareto")


def unsolved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever solves from here on fails the test."""

    def refuse(*_args: object, **_keys: object) -> None:
        pytest.fail("solved again")

    for name in SOLVING:
        module = importlib.import_module(f"glmopt.{name}")
        for solving in ("prove_once", "prove_or_recall", "ending_of", "optimum"):
            if hasattr(module, solving):
                monkeypatch.setattr(module, solving, refuse)
    for name in ("breakeven", "marginal", "alternatives"):
        monkeypatch.setattr(parts, name, refuse)


def through_json(found: Studies) -> Recorded:
    """What a result file brings back of it."""
    kept = found.recorded
    told = {"rows": kept.rows, "left_out": kept.left_out, "seconds": kept.seconds}
    document = {"explain": {"studied": json.loads(dumps(jsonable(told | {"interrupted": kept.interrupted})))}}
    back = recorded_in(document)
    assert back is not None
    return back


FLAT = {"break-even", "one more", "figures that decide", "conflicts"}


def same(one: Studies, other: Studies) -> list[str]:
    """The studies that differ, of those that have rows."""
    flat = ("breakeven", "marginal", "decision", "unmet", "recorded")
    return [
        f.name
        for f in fields(Studies)
        if f.name not in flat and getattr(one, f.name) != getattr(other, f.name)
    ]


def test_every_study_is_told_again_from_its_rows_alone(
    asked: tuple[Scenario, Plan], shipped: Catalog, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario, plan = asked
    varied = (("more", scenario.model_copy(update={"estimate": "high"})),)
    found = studies(scenario, shipped, plan, varied)
    assert set(found.left_out) <= {"conflicts"}
    assert found.tradeoffs is not None
    assert {one.second.name for one in found.tradeoffs} == {"cards", "types", "power"}
    kept = through_json(found)
    unsolved(monkeypatch)
    again = studies(scenario, shipped, plan, varied, known=FLAT, recorded=kept)
    assert same(found, again) == []
    assert again.recorded.rows == kept.rows


@pytest.mark.parametrize("looks", [1, 2, 5, 40])
def test_what_was_cut_short_is_told_as_it_was(
    looks: int, asked: tuple[Scenario, Plan], shipped: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each study's time is over at its look of this number."""
    scenario, plan = asked
    varied = tuple(
        (f"v{k}", scenario.model_copy(update={"demand": scenario.demand.model_copy(update={"streams": k})}))
        for k in (61, 62, 63)
    )

    class Time:
        """Starts anew with each study, and jumps past its end."""

        now = 0

        @staticmethod
        def monotonic() -> float:
            Time.now += 1
            return 0.0 if Time.now <= looks else 1e9

    def begin(_name: str) -> None:
        Time.now = 0

    with monkeypatch.context() as clock:
        clock.setattr(attempts, "time", Time)
        found = studies(scenario, shipped, plan, varied, tell=begin)
    cut = [found.frontier and found.frontier.complete, found.tornado and found.tornado.complete]
    assert (False in cut) == (looks < 40)
    kept = through_json(found)
    unsolved(monkeypatch)
    again = studies(scenario, shipped, plan, varied, known=FLAT, recorded=kept)
    assert same(found, again) == []
    assert {k: v for k, v in again.left_out.items() if k not in FLAT} == {
        k: v for k, v in found.left_out.items() if k not in FLAT
    }


def test_with_more_time_a_study_goes_on_from_its_rows(asked: tuple[Scenario, Plan], shipped: Catalog) -> None:
    """Half of the rows are known: the other half alone is solved, and the whole is the same."""
    scenario, plan = asked
    whole = studies(scenario, shipped, plan)
    rows = whole.recorded.rows["frontier"]
    half = dict(list(rows.items())[: len(rows) // 2])
    made: list[str] = []

    class Counting(Journal):
        def recall(self, key: str, make: Callable[[], Any]) -> Any:
            made.append(key)
            return make()

    some = Recorded({"frontier": half}, {}, seconds=1.0)
    cut = studies(scenario, shipped, plan, recorded=some, file=Counting())
    assert cut.frontier is not None
    assert (cut.frontier.complete, len(cut.frontier.steps)) == (False, len(half))
    made.clear()
    on = studies(scenario, shipped, plan, recorded=some, again=True, file=Counting())
    assert on.frontier == whole.frontier
    solved = [key for key in made if key.startswith("frontier: ")]
    assert solved == [f"frontier: {key}" for key in rows if key not in half]


def test_what_a_limit_ended_is_noted_and_told_as_not_proved() -> None:
    def fail() -> None:
        raise NotProvedError

    first = Rows("s", {})
    with pytest.raises(NotProvedError):
        first.recall("a", fail)
    assert first.noted == {"a": UNPROVED}
    with pytest.raises(NotProvedError):
        Rows("s", first.noted, ended=True).recall("a", lambda: pytest.fail("made again"))
    assert Rows("s", first.noted).recall("a", lambda: 7) == 7, "with more time it is tried again"


def test_ctrl_c_leaves_what_is_there_and_asks_no_more(
    asked: tuple[Scenario, Plan], shipped: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario, plan = asked
    pressed = False

    def stop(*_args: object, **_keys: object) -> None:
        nonlocal pressed
        pressed = True
        raise KeyboardInterrupt

    monkeypatch.setattr(parts, "alternatives", stop)
    found = studies(scenario, shipped, plan, pressed=lambda: pressed)
    assert found.frontier is not None
    assert found.budgets is not None
    assert found.recorded.interrupted
    assert {name for name, why in found.left_out.items() if why == INTERRUPTED} == {
        *("alternatives", "break-even", "one more", "figures that decide", "risk", "one input at a time"),
        *("draws of prices", "conflicts"),
    }
    monkeypatch.undo()
    on = studies(scenario, shipped, plan, recorded=through_json(found))
    assert INTERRUPTED not in on.left_out.values(), "what was interrupted goes on by itself"
    assert on.alternatives is not None
    assert on.frontier == found.frontier


@pytest.mark.parametrize(
    "rows",
    [
        {"frontier": {"streams 1": 5}},
        {"frontier": {"streams 1": {"objective": 1}}},
        {"frontier": {"streams 1": {"objective": "x", "cards": {"none-such": 1}}}},
        {"what-if": {"base": {}}},
        {"risk": {"every price -0.20": None}},
        {"draws of prices": {"0: base": {"cards": 3}, "0: draw 1": 5}},
        {"risk": {"every price -0.20": {"status": ["optimal"], "counts": None}}},
        {"alternatives": {"plans": {"plans": [{}], "complete": True}}},
    ],
)
def test_rows_that_are_none_are_refused_without_a_traceback(
    rows: dict[str, Any], asked: tuple[Scenario, Plan], shipped: Catalog
) -> None:
    scenario, plan = asked
    varied = (("more", scenario),)
    with pytest.raises(InputError) as refused:
        studies(scenario, shipped, plan, varied, known=FLAT, recorded=Recorded(rows, {}, seconds=1.0))
    assert refused.value.faults[0].field == f"explain.studied.rows.{next(iter(rows))}"


@pytest.mark.parametrize(
    "told",
    [
        3,
        {},
        {"rows": [], "left_out": {}, "seconds": 1, "interrupted": False},
        {"rows": {"a": 1}, "left_out": {}, "seconds": 1, "interrupted": False},
        {"rows": {}, "left_out": {"frontier": "\x1b[31m"}, "seconds": 1, "interrupted": False},
        {"rows": {}, "left_out": {}, "seconds": "x", "interrupted": False},
    ],
)
def test_what_is_no_record_is_refused(told: Any) -> None:
    with pytest.raises(InputError):
        recorded_in({"explain": {"studied": told}})


def test_a_result_without_studies_has_none() -> None:
    assert recorded_in({"explain": {}}) is None


def test_a_file_keeps_the_rows_of_all_studies(
    asked: tuple[Scenario, Plan], shipped: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario, plan = asked
    path = tmp_path / "rows"
    first = studies(scenario, shipped, plan, file=open_journal(path, "explain", scenario, shipped, {}))
    unsolved(monkeypatch)
    again = studies(
        scenario, shipped, plan, known=FLAT, file=open_journal(path, "explain", scenario, shipped, {})
    )
    assert same(first, again) == []


def test_a_limit_ends_two_criteria_with_the_points_that_are_proved(
    ask: Ask, tiny: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `frontier` over streams does: what is proved is shown, and called not complete."""
    module = importlib.import_module("glmopt.study.tradeoff")
    whole, calls = module.best_of_both, iter(range(100))

    def limited(*args: Any) -> Any:
        if next(calls):
            raise NotProvedError
        return whole(*args)

    monkeypatch.setattr(module, "best_of_both", limited)
    found = tradeoff(ask(demand={"streams": 9}), tiny, "types")
    assert (len(found.points), found.complete, found.interrupted) == (1, False, False)


def test_a_plan_that_is_not_proved_has_no_two_criteria(ask: Ask, tiny: Catalog) -> None:
    scenario = ask(demand={"streams": 8})
    plan = solve(scenario, tiny).plan
    found = studies(scenario, tiny, plan, proved=False)
    assert (found.tradeoffs, found.budgets) == (None, None)
    assert found.left_out["two criteria"] == NOT_ASKED
