"""Owned cards stay in the servers they stand in, and where some must move the answer says which."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest

from glmopt.catalog import Catalog
from glmopt.check import check
from glmopt.plan import Plan
from glmopt.reports.answer import render
from glmopt.reports.html.page import render as html_page
from glmopt.result import Result, answer, document, dumps, judge, parse_result
from glmopt.result.moves import Move, moves
from glmopt.scenario import Scenario
from glmopt.study import Studies

CARD, SERVER = "a100-80g", "pcie-8x-4u-switched"
PAIRS = {"light_finetune": 2, "tuning": {"light": {"cards": 2, "min_bandwidth_gb_s": 100}}}


def _asked(each: tuple[int, ...], demand: dict[str, Any], **over: Any) -> Scenario:
    owned = tuple({"card": CARD, "chassis": SERVER, "cards": cards} for cards in each)
    question = {"prices": "cn-2026", "cards": {"allow": (CARD,)}, "nodes": {"chassis": (SERVER,)}}
    return Scenario.model_validate(question | {"owned": owned, "demand": demand} | over)


def _solved(catalog: Catalog, *asked: Any, **over: Any) -> tuple[Result, Plan]:
    result = answer(_asked(*asked, **over), catalog, others=0)
    assert result.plan is not None
    assert check(result.plan, result.scenario, catalog) == ()
    return result, result.plan


def _servers(plan: Plan) -> list[tuple[int, int, int]]:
    return [(n.cards, n.had, n.nodes) for n in plan.nodes]


@pytest.mark.parametrize("demand", [{"streams": 100}, {"streams": 100, **PAIRS}])
def test_nine_owned_cards_stay_six_and_three(demand: dict[str, Any], shipped: Catalog) -> None:
    """Nothing asks for 8 + 1: not streams, nor two pairs, which 6 + 3 hold as well."""
    result, plan = _solved(shipped, (6, 3), demand)
    assert _servers(plan) == [(6, 6, 1), (3, 3, 1)]
    assert plan.totals.cost == 0
    assert moves(plan) == ()
    assert "moves" not in document(result)


def test_bought_cards_fill_up_around_those_that_stay(shipped: Catalog) -> None:
    """5 + 4 owned and what is bought: no server holds less than it came with."""
    _, plan = _solved(shipped, (5, 4), {"streams": 170})
    assert plan.lines[0].bought > 0
    assert all(n.cards >= n.had for n in plan.nodes)


def test_gangs_are_spread_where_that_moves_no_card(shipped: Catalog) -> None:
    """Two gangs of four fit into 4 + 4; on one server they would take all eight cards and leave none."""
    result, plan = _solved(shipped, (4, 4), {"streams": 100, "full_finetune": {"gangs": 2}})
    assert {g.cards for g in plan.gangs} == {4}
    assert _servers(plan) == [(4, 4, 2)]
    assert "moves" not in document(result)


def test_a_gang_that_needs_more_than_stands_together_moves_one_card(shipped: Catalog) -> None:
    """Two gangs of four take 4 and 4 of 6 + 3: one card must go, or two gangs in one server and two cards."""
    result, plan = _solved(shipped, (6, 3), {"streams": 100, "full_finetune": {"gangs": 2}})
    assert _servers(plan) == [(5, 6, 1), (4, 3, 1)]
    assert moves(plan) == (Move(CARD, 1, (1, 1), (2, 2)),)
    told = document(result)
    first, second = {"first": "n1", "last": "n1"}, {"first": "n2", "last": "n2"}
    assert told["moves"] == [{"card": CARD, "cards": 1, "from": first, "to": second}]
    assert [n["had"] for n in told["nodes"]] == [6, 3]
    english = "owned cards to be moved: 1 x A100 80G from server 1 to server 2"
    chinese = "已有卡需搬移：1 张 A100 80G，从第 1 台服务器移到第 2 台服务器"
    assert english in render(result, "table", "en")
    assert chinese in render(result, "table", "zh")
    saved = parse_result(dumps(told), "result.json")
    assert judge(saved) == ()
    assert chinese in html_page(saved, Studies(), "zh")


def test_the_workbook_says_what_is_moved(shipped: Catalog) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    from glmopt.reports.workbook import workbook

    result, _ = _solved(shipped, (6, 3), {"streams": 100, "full_finetune": {"gangs": 2}})
    saved = parse_result(dumps(document(result)), "result.json")
    book = openpyxl.load_workbook(io.BytesIO(workbook(saved, Studies(), "en")))
    cells = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert "owned cards to be moved: 1 x A100 80G from server 1 to server 2" in cells


def test_losses_move_as_few_as_the_counts_allow(shipped: Catalog) -> None:
    """With a server to lose 6 + 3 and what is bought are levelled: told, card by card."""
    _, plan = _solved(shipped, (6, 3), {"streams": 100}, rules={"survive_nodes": 1})
    gone = sum(max(0, n.had - n.cards) * n.nodes for n in plan.nodes)
    assert gone == sum(m.cards for m in moves(plan))
    assert max(n.cards for n in plan.nodes) < 6


def test_a_result_of_before_says_nothing_of_where_cards_came_from(shipped: Catalog) -> None:
    result, _ = _solved(shipped, (6, 3), {"streams": 100})
    told = document(result)
    for node in told["nodes"]:
        del node["had"]
    saved = parse_result(dumps(told), "result.json")
    assert saved.plan is not None
    assert [n.had for n in saved.plan.nodes] == [0, 0]
    assert moves(saved.plan) == ()
    assert check(saved.plan, saved.scenario, saved.catalog) == ()


def test_the_check_knows_which_servers_there_are(shipped: Catalog) -> None:
    """A plan cannot claim that an owned server came with more, nor use one twice."""
    result, plan = _solved(shipped, (6, 3), {"streams": 100})
    first, second = plan.nodes
    for nodes in ((replace(first, had=8), second), (first, replace(second, had=6))):
        found = check(replace(plan, nodes=nodes), result.scenario, shipped)
        assert [f for f in found if f.startswith("owned: ") and "too many that came with" in f]
