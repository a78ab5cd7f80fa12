"""A scenario sized by the roofline goes the whole way: problem, plan, check, document, judged again."""

from __future__ import annotations

import pytest

from glmopt.api import solve
from glmopt.catalog import data_root, load_catalog
from glmopt.errors import InputError
from glmopt.result import document, dumps
from glmopt.result.saved import judge, read_result
from glmopt.scenario import load_scenario
from glmopt.sizing import sizer_for
from glmopt.solvers import enumerate as every

HEAD = "sizing: roofline\nfigures: datasheet\nobjective: cards\n"


def scenario(tmp_path, text):
    path = tmp_path / "s.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    return load_scenario(path)


def test_the_shipped_scenario_is_optimal_and_judged_from_its_file(tmp_path):
    result = solve(data_root() / "scenarios" / "200streams-measured.yaml")
    assert result.status == "optimal"
    assert result.plan.totals.streams >= 200
    path = tmp_path / "r.json"
    path.write_text(dumps(document(result)), encoding="utf-8")
    assert judge(read_result(path)) == ()


def test_a_plan_is_the_least_number_of_cards(tmp_path):
    """92 streams at the low end of a 4090 and 100 asked: two of them."""
    asked = scenario(tmp_path, "demand: {streams: 100}\ncards: {allow: [rtx-4090-24g]}\n")
    result = solve(asked)
    catalog = load_catalog()
    low = sizer_for(asked, catalog)(catalog.spec("rtx-4090-24g", "datasheet")).streams_low
    assert [(line.card, line.count) for line in result.plan.lines] == [("rtx-4090-24g", -(-100 // low))]
    assert every.best(result.solved.problem)[0] == {"rtx-4090-24g": -(-100 // low)}


def test_the_high_end_never_buys_more(tmp_path):
    text = "demand: {streams: 1000}\ncards: {allow: [a100-80g]}\n"
    low = solve(scenario(tmp_path, text)).plan.totals.cards
    high = solve(scenario(tmp_path, text + "estimate: high\n")).plan.totals.cards
    assert high <= low


def test_a_card_that_carries_nothing_makes_the_scenario_infeasible(tmp_path):
    text = "demand: {streams: 1, llm: llama-3.1-70b}\ncards: {allow: [rtx-4090-24g]}\n"
    result = solve(scenario(tmp_path, text))
    assert result.status == "infeasible"
    assert result.plan is None


def test_a_gang_that_no_number_of_cards_holds_is_infeasible(tmp_path):
    text = (
        "demand: {full_finetune: true, tuning: {full: {sequence: 100000}}}\ncards: {allow: [rtx-4090-24g]}\n"
    )
    assert solve(scenario(tmp_path, text)).status == "infeasible"


def test_another_llm_needs_no_rules_of_the_document(tmp_path):
    text = "demand: {streams: 50, llm: qwen2.5-14b, precision: int4, efficiency: vllm-2024}\n"
    result = solve(scenario(tmp_path, text + "cards: {allow: [a6000-48g, rtx-4090-24g]}\n"))
    assert result.status == "optimal"
    path = tmp_path / "r.json"
    path.write_text(dumps(document(result)), encoding="utf-8")
    assert judge(read_result(path)) == ()


@pytest.mark.parametrize(
    ("demand", "message"),
    [
        ("{streams: 1, efficiency: vllm-2042}", "no efficiency set 'vllm-2042'"),
        ("{streams: 1, efficiency: {nvidai: default}}", "no card or vendor 'nvidai'"),
        ("{streams: 1, service: {context: 100}}", "less than prompt"),
        ("{streams: 1, service: {tokens_per_s: 0}}", "must be more than 0"),
        ("{streams: 1, precision: fp4}", "unknown word"),
        ("{streams: 1, tuning: {full: {zero: 4}}}", "zero"),
        ("{streams: 1, service: {promt: 100}}", 'did you mean "prompt"'),
    ],
)
def test_bad_terms_are_named_with_their_place(tmp_path, demand, message):
    with pytest.raises(InputError, match=message) as caught:
        solve(scenario(tmp_path, f"demand: {demand}\ncards: {{allow: [a100-80g]}}\n"))
    assert all(fault.place for fault in caught.value.faults)
