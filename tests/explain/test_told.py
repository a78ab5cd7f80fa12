"""What `glmopt explain` says in words: the answer first, what rules cost, what is not answered and why."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from glmopt.catalog import Catalog
from glmopt.errors import SolverFailure
from glmopt.explain import deciding
from glmopt.explain.terms import as_option
from glmopt.language import translator
from glmopt.problem import formulate
from glmopt.reports.numbers import exact
from glmopt.reports.rules import says
from glmopt.reports.why import record, render
from glmopt.result import answer, why
from glmopt.scenario import Scenario, catalog_for, load_scenario
from glmopt.solve import solve

Ask = Callable[..., Scenario]
MODULE = importlib.import_module("glmopt.result.why")


def test_the_answer_comes_first_and_what_each_rule_costs(ask: Ask, tiny: Catalog) -> None:
    """13 streams: ten + 3 one = 110; without the need nothing, without the budget the same."""
    told = why(ask(demand={"streams": 13}, budget={"max": 112}), tiny)
    text = render(told, "table", "en")
    assert text.startswith("optimal: 110 CNY, 4 cards, 13 streams")
    assert text.splitlines()[1] == "3 one + 1 ten"
    rules = text.partition("What each rule costs:")[2].partition("The highest price")[0]
    assert "demand.streams" in rules
    assert "-110" in rules
    assert "rules that cost nothing: 1" in rules
    assert "budget.max" not in rules
    saved = record(told)
    assert (saved["goal"], saved["cost"]) == ("capex", 110)
    assert [b["rule"] for b in saved["binding"]] == ["demand.streams"]


@pytest.mark.parametrize(
    ("goal", "keys", "unit"),
    [("cards", {}, "cards"), ("streams", {"budget": {"max": 130}}, "streams"), ("capex", {}, "CNY")],
)
def test_every_goal_is_told_in_its_own_unit(
    goal: str, keys: dict[str, Any], unit: str, ask: Ask, tiny: Catalog
) -> None:
    text = render(why(ask(demand={"streams": 13}, objective=goal, **keys), tiny), "table", "en")
    assert f"optimum without it ({unit})" in text
    if goal == "streams":
        # what the budget costs: without it there is no end
        assert "no limit" in text


def test_a_question_without_a_proof_is_named_and_the_others_are_answered(
    ask: Ask, tiny: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*_: object, **__: object) -> None:
        raise SolverFailure("too late")

    monkeypatch.setattr(MODULE, "marginal", late)
    told = why(ask(demand={"streams": 13}), tiny)
    assert told.reasons.refused == ("what one more costs: the time limit came before the proof",)
    assert not told.reasons.interrupted
    assert told.reasons.breakeven
    assert told.alternatives is not None
    assert "the time limit came before the proof" in render(told, "table", "en")
    assert "在时限内未能证明" in render(told, "table", "zh")


def test_ctrl_c_keeps_what_is_answered(ask: Ask, tiny: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second card's price is not found: the first is kept, and what comes after is named."""
    whole, asked = MODULE.breakeven, []

    def pressed(*arguments: Any) -> Any:
        asked.append(arguments)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return whole(*arguments)

    monkeypatch.setattr(MODULE, "breakeven", pressed)
    scenario = ask(demand={"streams": 13})
    told = why(scenario, tiny)
    assert told.reasons.interrupted
    assert len(told.reasons.breakeven) == 1
    assert told.binding
    assert [text.partition(":")[0] for text in told.reasons.refused] == [
        "break-even prices",
        "what one more costs",
        "figures that decide",
    ]
    asked.clear()
    result = answer(scenario, tiny, wants_reasons=True)
    assert result.solved.ending.interrupted
    assert "not explained: interrupted" in result.solved.notes
    assert result.reasons is not None
    assert len(result.reasons.breakeven) == 1


def test_what_is_kept_is_not_proved_again(ask: Ask, tiny: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each solve has a row of its own, plain data as a file has it; with all of them nothing is solved."""
    rows: dict[str, Any] = {}

    def keep(key: str, make: Callable[[], Any]) -> Any:
        if key not in rows:
            rows[key] = json.loads(json.dumps(make()))
        return rows[key]

    scenario = ask(demand={"streams": 13}, budget={"max": 112})
    first = why(scenario, tiny, recall=keep)
    assert {key.partition(" ")[0] for key in rows} == {"rule", "price", "one"}
    assert first.reasons == why(scenario, tiny).reasons
    for module, name in (("binding", "ending"), ("marginal", "ending"), ("breakeven", "optimum")):
        solving = importlib.import_module(f"glmopt.explain.{module}")
        monkeypatch.setattr(solving, name, lambda *_: pytest.fail("proved again"))
    again = why(scenario, tiny, recall=keep)
    assert (again.binding, again.reasons) == (first.binding, first.reasons)


def test_figures_that_decide_are_kept_one_by_one(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = load_scenario(root / "scenarios" / "200streams.yaml")
    catalog = catalog_for(scenario)
    solved, rows = solve(scenario, catalog), dict[str, Any]()
    assert solved.plan is not None
    asked = (solved.problem, scenario, catalog, solved.plan)

    def keep(key: str, make: Callable[[], Any]) -> Any:
        if key not in rows:
            rows[key] = json.loads(json.dumps(make()))
        return rows[key]

    first = deciding(*asked, recall=keep)
    assert len(rows) == first.varied
    assert first.deciding
    assert first == deciding(*asked)
    module = importlib.import_module("glmopt.explain.deciding")
    monkeypatch.setattr(module, "optimum", lambda *_: pytest.fail("proved again"))
    assert deciding(*asked, recall=keep) == first


def test_progress_never_goes_back_and_stays_below_the_end(ask: Ask, tiny: Catalog) -> None:
    told: list[tuple[int, int]] = []
    why(ask(demand={"streams": 13}), tiny, tell=lambda done, total: told.append((done, total)))
    assert sorted({done for done, _ in told if done % 100 == 0}) == [0, 100, 200, 300, 400]
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert all(0 <= done < total for done, total in told)


def test_cards_of_one_reason_stand_together_but_each_alone_for_programs(ask: Ask, tiny: Catalog) -> None:
    told = why(ask(demand={"streams": 13}, cards={"deny": ("four", "ten")}), tiny)
    assert "four, ten" in render(told, "table", "en").partition("Cards, and what their servers allow:")[2]
    rows = render(told, "csv", "en").splitlines()
    assert [row.partition(",")[0] for row in rows[-2:]] == ["four", "ten"]


def test_settings_are_typed_as_a_shell_takes_them() -> None:
    assert as_option("budget.max=1006200") == "--set budget.max=1006200"
    assert as_option("cards.deny=[a, b]") == '--set "cards.deny=[a, b]"'
    assert as_option("--changes 3") == "--changes 3"
    assert [exact(Decimal(x)) for x in ("18.348", "0.195", "1200", "474096.26")] == [
        "18.348",
        "0.195",
        "1,200",
        "474,096.26",
    ]


def test_what_stands_in_servers_and_what_there_is_without_them_is_told(root: Path) -> None:
    scenario = load_scenario(root / "scenarios" / "200streams-servers.yaml")
    rule = next(r for r in formulate(scenario, catalog_for(scenario)).rules() if r.constraint == "slots")
    english, chinese = (says(rule, translator(lang)) for lang in ("en", "zh"))
    assert english == "cards stand in servers (of 6 types); without it: bare cards, no hosts and no network"
    assert chinese == "卡须装入服务器（6 种型号）；去掉后只有裸卡，没有服务器主机与网络"
    few = replace(rule, value="dgx-a100, ws-2x")
    assert says(few, translator("en")).startswith("cards stand in servers (dgx-a100, ws-2x); without it")
    owned = replace(rule, value="owned servers")
    assert says(owned, translator("zh")).startswith("卡须装入已有的服务器；")
