"""The Python interface: a scenario in any form, an answer that notebooks can show, tables of pandas."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import glmopt
from glmopt.errors import InputError
from glmopt.reports.numbers import amount
from glmopt.result import judge, parse_result

VALUES = {
    "name": {"zh": "<b>小</b>", "en": "<b>small</b> & $x$"},
    "demand": {"streams": 20},
    "cards": {
        "define": {
            "small": {"vram_gb": 40, "fp16_tflops": 80.5, "streams": {"low": 4, "high": 5}},
            "large": {"vram_gb": 80, "fp16_tflops": 160, "streams": {"low": 10, "high": 10}},
        },
        "allow": [],
        "price": {"small": 1000.55, "large": 2000},
    },
    "solver": {"prove": "once"},
    "what_if": {"poor": {"budget": {"max": 10}}},
}
TEXT = """
demand: {streams: 20}
cards:
  define:
    small: {vram_gb: 40, fp16_tflops: 80.5, streams: {low: 4, high: 5}}
    large: {vram_gb: 80, fp16_tflops: 160, streams: {low: 10, high: 10}}
  allow: []
  price: {small: 1000.55, large: 2000}
solver: {prove: once}
what_if: {poor: {budget: {max: 10}}}
"""


@pytest.mark.parametrize("form", ["values", "text", "path", "name", "record"])
def test_a_scenario_may_come_in_any_form(form: str, write: Callable[..., Path]) -> None:
    path = write(TEXT)
    forms: dict[str, Any] = {"values": VALUES, "text": TEXT, "path": path, "name": str(path)}
    given = forms[form] if form in forms else glmopt.load_scenario(path)
    found = glmopt.solve(given)
    assert isinstance(found, glmopt.Answer)
    assert found.status == "optimal"
    assert found.plan is not None
    assert [(line.card, line.count) for line in found.plan.lines] == [("large", 2)]
    assert list(glmopt.whatif(given).index) == ["base", "poor"]


def test_the_plan_as_a_table() -> None:
    frame = glmopt.solve(VALUES).to_frame()
    assert list(frame.index) == ["large"]
    assert frame.loc["large", "count"] == 2
    assert frame.loc["large", "subtotal"] == Decimal(4000)
    assert frame.loc["large", "price_kind"] == "given"


def test_an_infeasible_scenario_has_an_empty_table_and_says_why() -> None:
    found = glmopt.solve({**VALUES, "budget": {"max": 10}})
    assert found.status == "infeasible"
    assert found.to_frame().empty
    assert "infeasible" in found._repr_html_()
    assert (found.lines, found.totals, found.nodes, found.bill) == ((), None, (), ())


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en_US.UTF-8", ("These cannot be met together", "The nearest scenarios that can be met")),
        ("zh_CN.UTF-8", ("不能同时满足", "最接近的可行方案")),
    ],
)
def test_a_notebook_shows_why_nothing_fits_and_the_ways_out(
    locale: str, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    shown = glmopt.solve({**VALUES, "budget": {"max": 10}})._repr_html_()
    assert all(word in shown for word in words)
    assert "budget.max=4000" in shown


@pytest.mark.parametrize(
    ("locale", "heads"),
    [
        ("en_US.UTF-8", ("server type", "unit price (CNY)", "cost of")),
        ("zh_CN.UTF-8", ("服务器型号", "单价 (CNY)", "费用类别")),
    ],
)
def test_a_notebook_shows_servers_and_costs_and_they_are_tables(
    locale: str, heads: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    found = glmopt.solve(
        "demand: {streams: 30}\nprices: cn-2026\ncards: {allow: [a100-80g]}\n"
        "nodes: {chassis: [dgx-a100]}\nsolver: {prove: once}\n"
    )
    assert found.plan is not None
    assert found.totals is not None
    assert (found.lines, found.nodes) == (found.plan.lines, found.plan.nodes)
    shown = found._repr_html_()
    assert all(f">{head}</th>" in shown for head in heads)
    assert f">{amount(found.totals.cost)}<" in shown
    assert list(found.to_frame("servers").index) == ["dgx-a100"]
    costs = found.to_frame("costs")
    assert costs["subtotal"].sum() == found.totals.cost == sum(line.subtotal for line in found.bill)


def test_a_notebook_shows_the_answer_with_names_taken_literally(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    shown = glmopt.solve(VALUES)._repr_html_()
    assert "&lt;b&gt;small&lt;/b&gt; &amp; $x$" in shown
    assert "<b>" not in shown
    assert ">4,000<" in shown
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "&lt;b&gt;小" in glmopt.solve(VALUES)._repr_html_()


def test_the_answer_as_a_document_passes_the_check() -> None:
    saved = parse_result(glmopt.solve(TEXT).to_json(), "result.json")
    assert judge(saved) == ()


def test_what_ifs_and_grids_are_tables() -> None:
    frame = glmopt.whatif(VALUES, ["demand.streams=10,30"])
    assert list(frame["cost"]) == [Decimal(4000), Decimal(2000), Decimal(6000)]
    assert list(frame.index) == ["base", "demand.streams=10", "demand.streams=30"]


def test_the_frontier_is_a_table_of_steps() -> None:
    """One small card serves 4 for 1,000.55, one large 10 for 2,000; a small one tops up to 14."""
    frame = glmopt.frontier(VALUES, 1, 14)
    assert frame.attrs["complete"]
    assert list(zip(frame["low"], frame["high"], frame["cost"], strict=True)) == [
        (1, 4, Decimal("1000.55")),
        (5, 10, Decimal(2000)),
        (11, 14, Decimal("3000.55")),
    ]
    assert list(frame["plan"])[-1] == {"large": 1, "small": 1}


def test_the_frontier_under_tco_tells_the_total_from_the_purchase() -> None:
    """200 W at 1 CNY a kWh, PUE 1, a month of 730.5 hours: 146.10 beside the 1,000 of each card."""
    money = {"electricity_per_kwh": 1, "pue": 1, "horizon_months": 1}
    card = {"vram_gb": 24, "fp16_tflops": 80, "streams": {"low": 4, "high": 4}, "tdp_w": 200}
    cards = {"define": {"hot": card}, "allow": ["hot"], "price": {"hot": 1000}}
    asked = {"demand": {"streams": 1}, "cards": cards, "money": money, "objective": "tco"}
    frame = glmopt.frontier(asked, 1, 8)
    assert list(frame["cost"]) == [Decimal("1146.10"), Decimal("2292.20")]
    assert list(frame["purchase"]) == [Decimal(1000), Decimal(2000)]
    assert list(frame["running"]) == [Decimal("146.10"), Decimal("292.20")]
    bought = glmopt.frontier(asked | {"objective": "capex"}, 1, 8)
    assert list(bought["cost"]) == list(bought["purchase"]) == [Decimal(1000), Decimal(2000)]
    assert list(bought["running"]) == [None, None]


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"demand": {"stream": 1}}, "unknown-key", "demand.stream"),
        ({"demand": {"streams": "20"}}, "wrong-type", "demand.streams"),
        ({"demand": {"streams": object()}}, "wrong-type", "demand.streams"),
        ({"demand": {1: 2}}, "wrong-type", "demand"),
        ({"demand": {"streams": float("nan")}}, "wrong-type", "demand.streams"),
        ({"extends": "x.yaml", "demand": {}}, "bad-path", "extends"),
        ("extends: x.yaml\n", "bad-path", "extends"),
        ("demand: {streams: }", "wrong-type", ""),
        ("no such file.yaml", "file-missing", ""),
    ],
)
def test_what_is_no_scenario_is_refused(given: Any, code: str, field: str) -> None:
    with pytest.raises(InputError) as caught:
        glmopt.solve(given)
    assert [(f.code, f.field) for f in caught.value.faults] == [(code, field)]


def test_pandas_waits_until_a_table_is_asked_for(tmp_path: Path) -> None:
    code = f"import sys, glmopt\nglmopt.solve({TEXT!r})\nassert 'pandas' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, cwd=tmp_path)
