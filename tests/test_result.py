"""result.json: written alike for equal inputs, read back whole, judged so that no figure can be changed."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import glmopt
from glmopt.catalog import data_root
from glmopt.errors import InputError
from glmopt.result import answer, document, dumps, effective, judge, read_result
from glmopt.result.document import digest
from glmopt.scenario import catalog_for, load_scenario, variations
from glmopt.solve import solve

SCENARIO = """
demand: {streams: 200, instances: 10, light_finetune: 2, full_finetune: {gangs: 1, sharing: dedicated}}
cards:
  define:
    my-card: {vram_gb: 80, fp16_tflops: 104.5, virtualization: true, streams: {low: 5, high: 7}}
  price: {my-card: 25000.55}
  stock: {my-card: {min: 1}, h100-80g: {max: 2}}
prices: cn-2026
budget: {max: 1e7}
money: {rates: {USD: 7.123}}
rules: {virtualization: {min_streams: 20}, max_card_types: 4}
"""
Write = Callable[..., Path]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The document of SCENARIO."""
    path = tmp_path_factory.mktemp("result") / "s.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    scenario = load_scenario(path)
    return json.loads(dumps(document(answer(scenario, catalog_for(scenario)))))


def _judged(data: dict[str, Any], folder: Path) -> tuple[str, ...]:
    path = folder / "result.json"
    path.write_text(dumps(data), encoding="utf-8")
    return judge(read_result(path))


def test_a_result_read_back_passes_all_checks(saved: dict[str, Any], tmp_path: Path) -> None:
    assert saved["status"] == "optimal"
    assert _judged(saved, tmp_path) == ()


def test_a_result_read_back_is_the_result(write: Write, tmp_path: Path) -> None:
    scenario = load_scenario(write(SCENARIO))
    result = answer(scenario, catalog_for(scenario))
    path = tmp_path / "result.json"
    path.write_text(dumps(document(result)), encoding="utf-8")
    back = read_result(path)
    assert back.plan == result.plan
    assert back.scenario.demand == scenario.demand
    assert back.scenario.budget == scenario.budget
    assert back.scenario.cards == scenario.cards


def test_the_result_does_not_need_the_catalog_it_was_made_with(saved: dict[str, Any], tmp_path: Path) -> None:
    """All that check and studies need is in the file: every card on offer, the anchor, rules and prices."""
    bought = {line["card"] for line in saved["plan"]}
    inside = {card["id"] for card in saved["inputs"]["cards"]} | {"my-card"}
    assert bought <= inside
    assert {p["card"] for p in saved["inputs"]["prices"]["prices"]} >= bought - {"my-card"}


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict) and value:
        for key, child in value.items():
            yield from _leaves(child, (*path, key))
    elif isinstance(value, list) and value:
        for index, child in enumerate(value):
            yield from _leaves(child, (*path, index))
    else:
        yield path


def _changed(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return not value
    return value + 1 if isinstance(value, int | float) else f"{value}x"


def _tampered(data: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    copied = copy.deepcopy(data)
    inner = copied
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return copied


def _value(data: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


def test_every_change_of_any_value_is_found(saved: dict[str, Any], tmp_path: Path) -> None:
    """Each value of the file is changed in turn: the digest, or the reading itself, tells each.

    Of the many figures of cards every ninth, for they are all read and signed alike.
    """
    leaves = [path for path in _leaves(saved) if path[0] != "run"]
    cards = [path for path in leaves if path[:2] == ("inputs", "cards")]
    for path in [*(p for p in leaves if p[:2] != ("inputs", "cards")), *cards[::9]]:
        try:
            findings = _judged(_tampered(saved, path, _changed(_value(saved, path))), tmp_path)
        except InputError:
            continue
        assert any(f.startswith("digest: ") for f in findings), path


# Inputs that a plan by the rules, with a price of its own, does not rest on;
# nor are there servers in it.
UNUSED = tuple(("inputs", name) for name in ("prices", "efficiencies", "sources", "chassis", "fabrics"))
PLAN_FIELDS = (
    *("count", "unit_price", "subtotal", "streams_low", "streams_high", "instances", "light_finetune"),
    *("gangs", "gang_cards", "dedicated_cards"),
)
TOTALS = ("cost", "cards", "streams", "streams_low", "streams_high", "instances", "light_finetune", "gangs")


def _signed(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "digest": digest(data)}


@pytest.mark.parametrize(
    "path",
    [
        *[("plan", 0, name) for name in PLAN_FIELDS],
        *[("totals", name) for name in TOTALS],
        *[("scenario", "effective", "demand", name) for name in ("streams", "instances", "light_finetune")],
        ("scenario", "effective", "demand", "full_finetune", "gangs"),
    ],
    ids=lambda path: "-".join(map(str, path)),
)
def test_a_change_is_found_by_the_check_even_if_the_digest_is_made_to_fit(
    path: tuple[Any, ...], saved: dict[str, Any], tmp_path: Path
) -> None:
    """Who changes a figure and signs the file anew is still told which check fails."""
    old = _value(saved, path)
    more = 10_000 if path[0] == "scenario" else 1
    findings = _judged(_signed(_tampered(saved, path, old + more)), tmp_path)
    assert findings
    assert not any(f.startswith("digest") for f in findings)


def test_a_line_that_is_taken_out_or_put_in_is_found(saved: dict[str, Any], tmp_path: Path) -> None:
    for lines in (saved["plan"][1:], saved["plan"] * 2, []):
        assert _judged(_signed({**saved, "plan": lines}), tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        {"budget": {"max": "1"}},
        {"cards": {"deny": ["my-card"]}},
        {"estimate": "high"},
        {"rules": {"max_card_types": 1}},
        {"rules": {"virtualization": {"all_cards": False, "min_streams": 9_999, "min_instances": 0}}},
        {"money": {"currency": "USD", "rates": {"CNY": 1}}},
    ],
    ids=lambda change: str(change)[:40],
)
def test_another_question_is_not_answered_by_the_plan(
    change: dict[str, Any], saved: dict[str, Any], tmp_path: Path
) -> None:
    data = copy.deepcopy(saved)
    for section, values in change.items():
        if isinstance(values, dict):
            data["scenario"]["effective"][section] |= values
        else:
            data["scenario"]["effective"][section] = values
    assert _judged(_signed(data), tmp_path)


def test_a_price_that_is_changed_where_it_came_from_is_found(saved: dict[str, Any], tmp_path: Path) -> None:
    data = copy.deepcopy(saved)
    data["scenario"]["effective"]["cards"]["price"]["my-card"] = "20000"
    assert any(f.startswith("prices: my-card at 25000.55") for f in _judged(_signed(data), tmp_path))


def test_an_optimal_answer_has_a_plan(saved: dict[str, Any], tmp_path: Path) -> None:
    data = _signed({**saved, "plan": [], "totals": None})
    assert _judged(data, tmp_path) == ("optimal, but without a plan",)


GARBAGE = {
    "nothing": "",
    "no JSON": "{",
    "a list": "[]",
    "a number": "5",
    "another document": '{"schema": "glmopt/result@2"}',
    "only the schema": '{"schema": "glmopt/result@1"}',
    "NaN": '{"schema": "glmopt/result@1", "totals": NaN}',
    "deep": "[" * 100_000,
    "deep and right": '{"schema": ' + "[" * 50_000 + "]" * 50_000 + "}",
    "a long number": '{"schema": ' + "9" * 10_000 + "}",
    "YAML": "schema: glmopt/result@1",
}


@pytest.mark.parametrize("what", GARBAGE)
def test_what_is_no_result_is_refused(what: str, tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_text(GARBAGE[what], encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_result(path)
    assert str(caught.value).startswith(f"{path}:")
    assert caught.value.faults[0].code in ("bad-data", "missing-key")


@pytest.mark.parametrize("wrong", [None, True, "x", [], {}, -1, 1.5, 10**30])
def test_a_value_of_the_wrong_kind_is_refused_or_found(
    wrong: Any, saved: dict[str, Any], tmp_path: Path
) -> None:
    """Whatever stands in a place of the file: InputError or a finding, never another exception."""
    places: list[tuple[Any, ...]] = [
        *[(key,) for key in saved if key not in ("run", "digest")],
        *[("plan", 0, name) for name in ("card", *PLAN_FIELDS)],
        *[("totals", name) for name in TOTALS],
        *[("inputs", name) for name in saved["inputs"]],
        ("scenario", "effective"),
        ("scenario", "effective", "demand"),
        ("plan", 0),
    ]
    for path in places:
        if _value(saved, path) == wrong:
            continue
        try:
            findings = _judged(_signed(_tampered(saved, path, wrong)), tmp_path)
        except InputError:
            continue
        judged_by_the_check = path[0] in ("plan", "totals", "scenario", "inputs")
        assert findings or not judged_by_the_check or path in UNUSED, path


@pytest.mark.parametrize("key", ["schema", "status", "plan", "totals", "scenario", "inputs", "digest"])
def test_a_document_without_one_of_its_parts_is_refused_or_found(
    key: str, saved: dict[str, Any], tmp_path: Path
) -> None:
    data = {k: v for k, v in saved.items() if k != key}
    try:
        assert _judged(data, tmp_path)
    except InputError as error:
        assert error.faults[0].code in ("bad-data", "missing-key")  # noqa: PT017


def test_equal_inputs_give_equal_bytes_whatever_the_hash_seed(write: Write) -> None:
    """Three processes, three hash seeds: one text, but for the times in `run`."""
    path = write(SCENARIO)
    code = f"""
import json, glmopt
from glmopt.result import document, dumps
d = document(glmopt.solve({str(path)!r}))
del d["run"]
print(dumps(d))
"""
    texts = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            encoding="utf-8",
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(texts) == 1
    assert '"digest"' in texts.pop()


def test_a_repeat_in_the_same_process_gives_equal_bytes(write: Write) -> None:
    path = write(SCENARIO)
    texts = set()
    for _ in range(3):
        data = document(glmopt.solve(path))
        del data["run"]
        texts.add(dumps(data))
    assert len(texts) == 1


def test_a_number_that_json_cannot_hold_exactly_is_refused_before_it_is_solved(write: Write) -> None:
    """A rate of 18 digits does not fit a JSON number: the answer is an error, not another rate."""
    path = write("demand: {streams: 1}\nmoney: {rates: {USD: 7.12345678901234567}}\n")
    try:
        text = dumps(document(glmopt.solve(path)))
    except InputError:
        return
    assert "7.12345678901234567" in text


def test_every_shipped_scenario_is_written_and_judged(tmp_path: Path) -> None:
    for path in sorted((data_root() / "scenarios").glob("*.yaml")):
        assert _judged(json.loads(dumps(document(glmopt.solve(path)))), tmp_path) == ()


# ---- results with servers ----------------------------------------------------------------------------------

HOUSED = """
demand: {streams: 120, full_finetune: {gangs: 1, min_bandwidth_gb_s: 2}}
prices: cn-2026
cards: {allow: [rtx-4090-24g]}
nodes: {chassis: [pcie-8x-4u-switched], fabric: roce-100g}
owned: [{card: rtx-4090-24g, chassis: pcie-8x-4u-switched, cards: 4}]
objective: tco
solver: {prove: once}
"""


@pytest.fixture(scope="module")
def housed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The document of HOUSED: two servers, one of them owned, a gang over both, a bill with electricity."""
    path = tmp_path_factory.mktemp("housed") / "s.yaml"
    path.write_text(HOUSED, encoding="utf-8")
    scenario = load_scenario(path)
    return json.loads(dumps(document(answer(scenario, catalog_for(scenario)))))


def test_a_result_with_servers_passes_from_its_file_alone(housed: dict[str, Any], tmp_path: Path) -> None:
    assert _judged(housed, tmp_path) == ()
    assert {entry["category"] for entry in housed["bill"]} == {"cards", "hosts", "fabric", "electricity"}


def _places(data: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Every value of its servers, gangs and bill."""
    return [
        (part, number, key)
        for part in ("nodes", "gangs", "bill")
        for number, entry in enumerate(data[part])
        for key in entry
    ]


@pytest.mark.parametrize("wrong", [None, True, "x", [], {}, -1, 1.5, 10**30])
def test_a_wrong_value_in_servers_gangs_or_bill_is_refused_or_found(
    wrong: Any, housed: dict[str, Any], tmp_path: Path
) -> None:
    inputs: list[tuple[Any, ...]] = [("inputs", "chassis"), ("inputs", "fabrics")]
    for path in [*_places(housed), *inputs, ("nodes",), ("gangs",), ("bill",)]:
        if _value(housed, path) == wrong:
            continue
        try:
            findings = _judged(_signed(_tampered(housed, path, wrong)), tmp_path)
        except InputError:
            continue
        assert findings, path


def test_numbers_of_servers_gangs_and_bill_that_are_one_off_are_found(
    housed: dict[str, Any], tmp_path: Path
) -> None:
    for path in _places(housed):
        value = _value(housed, path)
        if isinstance(value, int | float) and not isinstance(value, bool):
            assert _judged(_signed(_tampered(housed, path, value + 1)), tmp_path), path


def test_the_variations_read_back_are_those_of_the_scenario(write: Write, tmp_path: Path) -> None:
    """Also where a what-if replaces a short form (`true`) by a mapping, which merges differently."""
    scenario = load_scenario(
        write(
            SCENARIO.replace("full_finetune: {gangs: 1, sharing: dedicated}", "full_finetune: false")
            + "what_if: {job: {demand: {full_finetune: {sharing: dedicated}}}, sheet: {figures: datasheet}}\n"
            + "sweep: {demand.streams: [10, 20]}\n"
        )
    )
    path = tmp_path / "result.json"
    path.write_text(dumps(document(answer(scenario, catalog_for(scenario)))), encoding="utf-8")
    back = read_result(path)
    assert judge(back) == ()
    planned = variations(scenario)
    assert [name for name, _ in back.variations] == [name for name, _, _ in planned]
    assert [name for name, _ in back.variations][:2] == ["job", "sheet"]
    for (_, one), (_, _, other) in zip(back.variations, planned, strict=True):
        assert effective(one) == effective(other)
        mine, theirs = solve(one, back.catalog), solve(other, catalog_for(other))
        assert mine.ending.objective == theirs.ending.objective
        assert mine.plan == theirs.plan
