"""Every price of the bill has a kind, a source and a date wherever it is shown; estimates are called so."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from glmopt.language import translator
from glmopt.quotes import titles
from glmopt.reports.answer import render
from glmopt.reports.prices import pieces
from glmopt.reports.sections import Case, cautions, evidence, headline, purchase
from glmopt.reports.workbook import workbook
from glmopt.result import Saved, document, dumps, parse_result
from glmopt.result import answer as solved
from glmopt.result.basis import dates_of, estimated, prices_of, rests_on
from glmopt.scenario import catalog_for, load_scenario
from glmopt.study import BASE, Studies, compared

# A gang of 14 needs two servers, joined by 2 ports each: 4 adapters, 4 cables, a switch.
JOINED = """
name: {zh: 联网, en: joined}
demand: {streams: 30, full_finetune: true}
cards: {allow: [rtx-4090-24g]}
prices: cn-2026
nodes: {chassis: [pcie-8x-4u-switched], fabric: [roce-25g]}
objective: tco
budget: {max: 60万}
solver: {prove: once}
"""
GIVEN = JOINED + "money: {electricity_per_kwh: 0.8, pue: 1.3}\n"
GIVEN = GIVEN.replace("fabric: [roce-25g]", "fabric: [roce-25g], price: {pcie-8x-4u-switched: 100000}")
# Time slices need a licence for each card.
SLICED = """
demand: {streams: 10, instances: 5}
cards: {allow: [a100-80g]}
prices: cn-2026
rules: {virtualization: {kind: any, all_cards: true}}
objective: tco
solver: {prove: once}
"""
OWNED = """
demand: {streams: 10}
owned: [{card: rtx-4090-24g, chassis: pcie-8x-4u-switched, nodes: 1}]
cards: {allow: [rtx-4090-24g]}
prices: cn-2026
nodes: {chassis: [pcie-8x-4u-switched]}
solver: {prove: once}
"""
Make = Callable[[str], Saved]


@pytest.fixture
def make(write: Callable[..., Path]) -> Make:
    def make(text: str) -> Saved:
        scenario = load_scenario(write(text))
        return parse_result(dumps(document(solved(scenario, catalog_for(scenario)))), "result.json")

    return make


def case(saved: Saved, lang: str = "en") -> Case:
    return Case(saved, Studies(), lang)


def sheets(saved: Saved, lang: str) -> dict[str, list[tuple[Any, ...]]]:
    planned = [(BASE, (), saved.scenario)]
    studies = Studies(comparison=compared(planned, lambda _: saved.catalog))
    book = openpyxl.load_workbook(io.BytesIO(workbook(saved, studies, lang)), data_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_what_is_bought_is_counted_as_it_is_bought(make: Make) -> None:
    """250 USD x 7.2 an adapter, 80 USD x 7.2 a cable: 4 of each join two servers; together 2 x 4,752."""
    saved = make(JOINED)
    assert saved.plan is not None
    _ = translator("en")
    rests = rests_on(saved.scenario, saved.catalog, saved.plan)
    parts = [p for p in pieces(rests, saved.catalog, _, "en") if p.category == "fabric"]
    found = {p.name: (p.count, p.unit, p.subtotal) for p in parts}
    server = "4U server, 8 PCIe cards behind switches"
    assert found[f"25 GbE RoCE: adapters of {server}"] == (4, Decimal(1800), Decimal(7200))
    assert found[f"25 GbE RoCE: cables of {server}"] == (4, Decimal(576), Decimal(2304))
    assert found["25 GbE RoCE: switches"] == (1, Decimal(36000), Decimal(36000))
    assert sum(p.subtotal for p in pieces(rests, saved.catalog, _, "en")) == saved.plan.totals.spent
    for line, bases in rests:
        if line.category not in ("electricity", "licences"):
            assert sum(b.amount * b.pieces for b in bases) == line.unit, line


@pytest.mark.parametrize("text", [JOINED, GIVEN, SLICED], ids=["joined", "given", "sliced"])
def test_every_line_of_the_bill_has_its_price_among_the_evidence(text: str, make: Make) -> None:
    saved = make(text)
    assert saved.plan is not None
    rests = rests_on(saved.scenario, saved.catalog, saved.plan)
    assert all(bases for _line, bases in rests)
    rows = evidence.evidence_grid(case(saved)).table.rows
    assert all(row[4] for row in rows)
    shown = [str(row[1]) for row in rows[: len(prices_of(rests))]]
    for price, value in zip(prices_of(rests), shown, strict=True):
        assert value.endswith(f"CNY ({price.kind})")
    shares = [line.subtotal for line, bases in rests if any(b.kind == "estimate" for b in bases)]
    assert estimated(rests) == sum(shares)


def test_the_head_and_before_you_sign_tell_how_much_is_an_estimate(make: Make) -> None:
    """14 cards at 18,000 are offered; host, adapter, cable, switch and kWh are guesses: 5 of 6 prices."""
    saved = make(JOINED)
    assert saved.plan is not None
    spent = saved.plan.totals.spent
    assert spent is not None
    share = f"{100 * (spent - 14 * 18000) / spent:.1f} %"
    prices = headline.figures(case(saved))[-1]
    assert prices.value == "2025-09~2026-11-22"
    assert prices.note == f"5 of 6 prices are estimates, {share} of the total"
    told = "\n".join(cautions.lines(case(saved)))
    assert f"{share} of the total is estimated, ask for quotes: electricity" in told
    assert "25 GbE RoCE 45,504 CNY" in told
    assert "4U server, 8 PCIe cards behind switches 252,000 CNY" in told
    zh = headline.figures(case(saved, "zh"))[-1]
    assert zh.note == f"6 项价格中 5 项为估计，占总额 {share}"
    assert "请先询价" in "\n".join(cautions.lines(case(saved, "zh")))
    assert saved.document["lock"]["newest_price"] == "2026-11-22"


def test_running_costs_show_the_price_of_a_kilowatt_hour_and_of_a_licence(make: Make) -> None:
    rows = {str(row[0]): row for row in evidence.evidence_grid(case(make(SLICED))).table.rows}
    assert rows["price of electricity, one kWh"][1] == "0.7 CNY (estimate)"
    assert rows["price of a vGPU licence for one card and year"][1:3] == ("32,400 CNY (estimate)", "2023-11")
    assert rows["power usage effectiveness (PUE)"][1] == "1.5"
    assert rows["power usage effectiveness (PUE)"][4] == "glmopt's default"
    given = {str(row[0]): row for row in evidence.evidence_grid(case(make(GIVEN), "zh")).table.rows}
    assert given["电价（每千瓦时）"][1] == "0.8 CNY (场景给定)"
    assert given["电价（每千瓦时）"][5] == "由场景给出"
    assert given["电能利用效率（PUE）"][4] == "场景文件"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("text", [JOINED, GIVEN, SLICED], ids=["joined", "given", "sliced"])
def test_every_line_of_the_bill_of_materials_has_kind_and_source(text: str, lang: str, make: Make) -> None:
    rows = sheets(make(text), lang)["BOM" if lang == "en" else "物料"]
    heads = titles(lang)
    at = next(i for i, row in enumerate(rows) if row[0] == heads["item"])
    names = {key: rows[at].index(head) for key, head in heads.items()}
    lines = [row for row in rows[at + 1 :] if row[names["quantity"]]]
    assert len(lines) >= 3
    for row in lines:
        assert row[names["price_kind"]], row
        assert row[names["price_source"]], row
        given = row[names["price_kind"]] in ("given", "场景给定")
        assert given or row[names["price_date"]], row


@pytest.mark.parametrize("text", [JOINED, GIVEN, SLICED], ids=["joined", "given", "sliced"])
def test_one_workbook_has_one_total(text: str, make: Make) -> None:
    """Under tco: the purchase, what the months add, and their sum, which title and comparison name too."""
    saved = make(text)
    assert saved.plan is not None
    totals = saved.plan.totals
    found = sheets(saved, "en")
    summary = {row[0]: row[1] for row in found["Summary"] if row[0]}
    spent, cost = float(totals.spent or 0), float(totals.cost or 0)
    assert summary["total"] == pytest.approx(spent)
    assert summary["purchase"] == cost
    assert summary["running costs of 36 months"] == pytest.approx(float(totals.running or 0))
    assert any(str(row[0]).startswith(f"CN¥{spent:,.2f} for") for row in found["Summary"])
    answered = next(row for row in found["Compare"] if row[0] == "the answer")
    assert answered[1] == pytest.approx(spent)
    billed = {row[0]: row[8] for row in found["BOM"] if row[0]}
    assert billed["total"] == pytest.approx(spent)
    assert billed["total of the purchase"] == cost
    if saved.scenario.budget.max:
        assert summary["left of the budget"] == 600_000 - cost


def test_the_assumptions_have_prices_of_the_scenario_and_of_what_runs(make: Make) -> None:
    listed = {row[7]: row for row in sheets(make(JOINED), "en")["Assumptions"]}
    power = listed["cn-2026.electricity_per_kwh"]
    assert power[1:5] == ("price of electricity: estimate", "0.7 CNY", "FTEL, EST", "2026-11-22")
    host = listed["pcie-8x-4u-switched.price.host"]
    assert host[1:3] == ("price without cards: estimate", "17500 USD")
    given = {row[7] or row[1]: row for row in sheets(make(GIVEN), "en")["Assumptions"]}
    assert given["price of electricity, one kWh: given"][2:4] == ("0.8 CNY", "the scenario")
    usage = given["money.pue"]
    assert usage[1:4] == ("power usage effectiveness (PUE)", 1.3, "the scenario")
    assert given["money.horizon_months"][3] == "glmopt's default"


def test_servers_have_the_numbers_by_which_gangs_name_them(make: Make) -> None:
    """Two equal servers are n1 and n2, in the document, on the page and in the workbook."""
    saved = make(JOINED)
    assert [(n["first"], n["last"]) for n in saved.document["nodes"]] == [("n1", "n2")]
    assert saved.plan is not None
    assert saved.plan.gangs[0].places == ("n1+n2",)
    grid = purchase.servers_grid(case(saved))
    assert grid is not None
    assert grid.table.rows[0][1] == "1-2"
    found = [row for row in sheets(saved, "zh")["服务器"] if any(row)]
    listed = next(row for row in found if row[1] == "pcie-8x-4u-switched")
    assert listed[9] == "n1-n2"
    wired = next(row for row in found if row[7] == "n1+n2")
    assert wired[4] == "跨服务器"
    assert "最慢链路（单向 GB/s）" in {cell for row in found for cell in row}


def test_sentences_in_chinese_have_chinese_punctuation(write: Callable[..., Path]) -> None:
    """No comma or semicolon of half width beside a Chinese letter, whatever is told of servers and prices."""
    scenario = load_scenario(write(GIVEN))
    said = render(solved(scenario, catalog_for(scenario)), "table", "zh")
    assert "第 1、2 台服务器、25GbE RoCE、单向 3.125 GB/s" in said
    assert re.findall(r".{0,9}(?:[,;] ?[\u4e00-\u9fff]|[\u4e00-\u9fff][,;]).{0,9}", said) == []
    assert not re.search(r"\b(given|street|estimate)\b", said)


def test_where_all_is_owned_nothing_is_billed(make: Make) -> None:
    saved = make(OWNED)
    rests = rests_on(saved.scenario, saved.catalog, saved.plan)
    assert (rests, dates_of(rests), estimated(rests)) == ((), None, 0)
    assert sheets(saved, "en")["Summary"]
