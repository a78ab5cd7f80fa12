"""Saved results that must be refused, with line and field, whatever was done to them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from glmopt.catalog import data_root
from glmopt.cli import main
from glmopt.errors import InputError
from glmopt.result import answer, document, dumps
from glmopt.result.saved import parse_result, read_result
from glmopt.scenario import catalog_for, load_scenario

DROP = object()


@pytest.fixture(scope="module")
def text() -> str:
    """The result of a shipped scenario, as it is written."""
    scenario = load_scenario(data_root() / "scenarios" / "200streams.yaml")
    return dumps(document(answer(scenario, catalog_for(scenario)))) + "\n"


# path in the document, what stands there instead, fault code, a word the error must name
EDITS: list[tuple[tuple[str | int, ...], Any, str, str]] = [
    (("schema",), "glmopt/result@9", "bad-data", "glmopt/result@1"),
    (("schema",), DROP, "bad-data", "glmopt/result@1"),
    (("schema",), None, "bad-data", "glmopt/result@1"),
    (("status",), "best", "bad-choice", "optimal"),
    (("status",), None, "bad-choice", "optimal"),
    (("status",), DROP, "missing-key", "status"),
    (("status",), ["optimal"], "bad-choice", "optimal"),
    (("plan",), DROP, "missing-key", "plan"),
    (("plan",), None, "wrong-type", "a list"),
    (("plan",), {"a": 1}, "wrong-type", "a list"),
    (("plan",), "all of them", "wrong-type", "a list"),
    (("plan", 0), None, "missing-key", "plan[0]"),
    (("plan", 0), 5, "missing-key", "plan[0]"),
    (("plan", 0, "card"), 910, "wrong-type", "plan[0].card"),
    (("plan", 0, "card"), None, "wrong-type", "plan[0].card"),
    (("plan", 0, "card"), DROP, "missing-key", "plan[0].card"),
    (("plan", 0, "count"), "4", "wrong-type", "plan[0].count"),
    (("plan", 0, "count"), 4.5, "wrong-type", "plan[0].count"),
    (("plan", 0, "count"), True, "wrong-type", "plan[0].count"),
    (("plan", 0, "count"), None, "wrong-type", "plan[0].count"),
    (("plan", 0, "count"), [4], "wrong-type", "plan[0].count"),
    (("plan", 0, "count"), -4, "out-of-range", "plan[0].count"),
    (("plan", 0, "count"), 10**29, "out-of-range", "plan[0].count"),
    (("plan", 0, "count"), DROP, "missing-key", "plan[0].count"),
    (("plan", 0, "unit_price"), "82800", "wrong-type", "plan[0].unit_price"),
    (("plan", 0, "unit_price"), True, "wrong-type", "plan[0].unit_price"),
    (("plan", 0, "subtotal"), {}, "wrong-type", "plan[0].subtotal"),
    (("plan", 0, "streams_low"), "x", "wrong-type", "plan[0].streams_low"),
    (("plan", 0, "gangs"), DROP, "missing-key", "plan[0].gangs"),
    (("totals",), [], "missing-key", "totals"),
    (("totals",), 5, "missing-key", "totals"),
    (("totals", "cost"), "1006200", "wrong-type", "totals.cost"),
    (("totals", "cards"), 0.5, "wrong-type", "totals.cards"),
    (("totals", "streams"), DROP, "missing-key", "totals.streams"),
    (("nodes",), DROP, "missing-key", "nodes"),
    (("gangs",), "none", "wrong-type", "gangs"),
    (("bill",), {}, "wrong-type", "bill"),
    (("scenario",), DROP, "missing-key", "scenario"),
    (("scenario",), None, "missing-key", "scenario.effective"),
    (("scenario", "effective"), DROP, "missing-key", "scenario.effective"),
    (("scenario", "effective"), [], "wrong-type", "a mapping"),
    (("scenario", "effective", "demand"), None, "wrong-type", "scenario.effective.demand"),
    (("scenario", "effective", "demand", "streams"), "200", "wrong-type", "effective.demand.streams"),
    (("scenario", "effective", "demand", "streams"), -1, "out-of-range", "effective.demand.streams"),
    (("scenario", "effective", "demand", "streamz"), 1, "unknown-key", "streams"),
    (("scenario", "effective", "objective"), "cheap", "bad-choice", "capex"),
    (("scenario", "effective", "colour"), "red", "unknown-key", "colour"),
    (("inputs",), DROP, "missing-key", "inputs"),
    (("inputs",), [], "wrong-type", "an object"),
    (("inputs", "llm"), None, "wrong-type", "inputs.llm"),
    (("inputs", "llm"), DROP, "missing-key", "inputs.llm"),
    (("inputs", "llm", "id"), 6, "wrong-type", "inputs.llm.id"),
    (("inputs", "cards"), {}, "wrong-type", "inputs.cards"),
    (("inputs", "cards", 0), "a100", "wrong-type", "inputs.cards[0]"),
    (("inputs", "cards", 0, "id"), "A 100", "bad-text", "inputs.cards[0].id"),
    (("inputs", "cards", 0, "vendor"), 5, "wrong-type", "inputs.cards[0].vendor"),
    (("inputs", "rules"), "none", "wrong-type", "inputs.rules"),
    (("inputs", "prices"), [], "wrong-type", "inputs.prices"),
    (("inputs", "prices", "currency"), "RMB", "bad-data", "RMB"),
    (("inputs", "prices", "prices"), [], "out-of-range", "at least 1"),
]


def _edited(text: str, path: tuple[str | int, ...], value: Any) -> str:
    data = json.loads(text)
    here: Any = data
    for step in path[:-1]:
        here = here[step]
    if value is DROP:
        del here[path[-1]]
    else:
        here[path[-1]] = value
    return dumps(data) + "\n"


def _refused(path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The first fault, the same by the package and by the command line, which writes nothing."""
    before = sorted(path.parent.iterdir())
    with pytest.raises(InputError) as caught:
        read_result(path)
    with pytest.raises(SystemExit) as ended:
        main(["check", str(path), "-f", "json"])
    out, err = capsys.readouterr()
    assert ended.value.code == 2
    assert "Traceback" not in err
    (first, *_) = json.loads(out)["errors"]
    assert first == caught.value.faults[0].as_dict()
    assert len(str(caught.value.faults[0])) < 700
    assert first["file"] == str(path)
    assert sorted(path.parent.iterdir()) == before
    return first


@pytest.mark.parametrize("edit", EDITS, ids=lambda e: f"{'.'.join(map(str, e[0]))}={ascii(e[1])[:20]}")
def test_a_result_that_was_broken_is_refused_with_line_and_field(
    edit: tuple[tuple[str | int, ...], Any, str, str],
    text: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path, value, code, named = edit
    file = tmp_path / "result.json"
    file.write_text(_edited(text, path, value), encoding="utf-8")
    fault = _refused(file, capsys)
    assert fault["code"] == code, fault
    assert named in json.dumps(fault, ensure_ascii=False)
    if path[0] != "schema":
        assert fault["line"]
        assert fault["field"]


# name: (what is done to the text, code, line, a word)
TEXTS: dict[str, tuple[Any, str, int | None, str]] = {
    "empty": (lambda _: "", "bad-data", 1, "not JSON"),
    "cut short": (lambda t: t[: len(t) // 2], "bad-data", ..., "not JSON"),
    "a comma too many": (lambda t: t.replace('"schema":', '"schema",', 1), "bad-data", 2, "not JSON"),
    "two documents": (lambda t: t + t, "bad-data", ..., "Extra data"),
    "NaN": (lambda t: t.replace('"plan": [', '"x": NaN, "plan": [', 1), "bad-data", None, "NaN"),
    "infinity": (
        lambda t: t.replace('"plan": [', '"x": Infinity, "plan": [', 1),
        "bad-data",
        None,
        "Infinity",
    ),
    "a key twice": (
        lambda t: t.replace('"status":', '"status": "optimal", "status":', 1),
        "bad-data",
        None,
        "twice",
    ),
    "a long number": (lambda t: t.replace('"gap": 0', f'"gap": {"9" * 5000}', 1), "bad-data", None, "digits"),
    "a high power": (lambda t: t.replace('"gap": 0', '"gap": 1e999999999', 1), "bad-data", None, "digits"),
    "a power of twenty digits": (
        lambda t: t.replace('"gap": 0', '"gap": 1e99999999999999999999', 1),
        "bad-data",
        None,
        "digits",
    ),
    "half a character": (
        lambda t: t.replace('"plan": [', '"x": "\\ud800", "plan": [', 1),
        "bad-text",
        None,
        "surrogate",
    ),
    "a deep list": (
        lambda t: t.replace('"gap": 0', '"gap": ' + "[" * 3000 + "]" * 3000, 1),
        "bad-data",
        None,
        "",
    ),
    "a very deep list": (lambda _: "[" * 100_000, "bad-data", None, ""),
    "a list": (lambda _: "[]", "bad-data", None, "not a JSON object"),
    "a number": (lambda _: "5", "bad-data", None, "not a JSON object"),
    "a scenario": (lambda _: "demand: {streams: 200}\n", "bad-data", 1, "not JSON"),
    "a page": (lambda _: "<!DOCTYPE html>\n", "bad-data", 1, "not JSON"),
    "GBK": (lambda t: t.replace("并发", "卡").encode("gbk", "replace"), "encoding", ..., "UTF-8"),
    "UTF-16": (lambda t: t.encode("utf-16"), "encoding", 1, "UTF-8"),
    "a pickle": (lambda _: b"\x80\x04\x95\x10", "encoding", 1, "UTF-8"),
}


@pytest.mark.parametrize("what", TEXTS)
def test_a_text_that_is_no_result_is_refused(
    what: str, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change, code, line, named = TEXTS[what]
    changed = change(text)
    file = tmp_path / "result.json"
    file.write_bytes(changed if isinstance(changed, bytes) else changed.encode())
    fault = _refused(file, capsys)
    assert fault["code"] == code, fault
    assert named in fault["message"]
    if line is ...:
        assert fault["line"] > 1
    else:
        assert fault["line"] == line


def test_half_a_character_in_a_text_that_is_no_file_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_result(text.replace('"plan": [', '"x": "\udcff", "plan": [', 1), "r")
    assert caught.value.faults[0].code == "bad-text"


def test_the_result_itself_is_read(text: str, tmp_path: Path) -> None:
    file = tmp_path / "result.json"
    file.write_text("\ufeff" + text, encoding="utf-8")
    plan = read_result(file).plan
    assert plan is not None
    assert plan.totals.cards > 0


def test_a_result_that_is_too_large_is_refused_unread(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from glmopt.result.saved import MAX_RESULT_BYTES

    file = tmp_path / "result.json"
    with file.open("wb") as sparse:
        sparse.truncate(MAX_RESULT_BYTES + 1)
    assert _refused(file, capsys)["code"] == "file-kind"
