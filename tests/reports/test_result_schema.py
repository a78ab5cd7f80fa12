"""Another program can read a result by its schema: every answer fits, and every key of one is named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from glmopt.catalog import data_root
from glmopt.cli import main
from glmopt.reports.schema import json_schema

SCENARIOS = sorted((data_root() / "scenarios").glob("*.yaml"))
ONCE = ("--prove", "once")
Capsys = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def result() -> Any:
    return jsonschema.Draft202012Validator(json_schema("result"))


@pytest.fixture(scope="module")
def error() -> Any:
    return jsonschema.Draft202012Validator(json_schema("error"))


def printed(capsys: Capsys, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit code and the one document on stdout."""
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "-f", "json"])
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return int(ended.value.code or 0), document


def unnamed(value: Any, schema: dict[str, Any], path: str = "") -> Iterator[str]:
    """Keys of a document that its schema does not name; what is left open there may hold anything."""
    for branch in schema.get("anyOf", [schema]):
        if isinstance(value, dict) and "properties" in branch:
            for key, inner in value.items():
                if key in branch["properties"]:
                    yield from unnamed(inner, branch["properties"][key], f"{path}.{key}")
                elif path != ".explain":
                    yield f"{path}.{key}"
        if isinstance(value, list) and "items" in branch:
            for inner in value:
                yield from unnamed(inner, branch["items"], f"{path}[]")


def fits(document: dict[str, Any], check: Any) -> None:
    assert [f"{e.json_path}: {e.message[:200]}" for e in check.iter_errors(document)] == []
    assert sorted(set(unnamed(document, check.schema))) == []


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda p: p.stem)
def test_the_answer_of_every_shipped_scenario_fits(path: Path, result: Any, capsys: Capsys) -> None:
    _, document = printed(capsys, "solve", str(path), *ONCE, "--alternatives", "0")
    fits(document, result)


ENDINGS = {
    "a need that nothing meets": (3, "demand: {streams: 2000}\nprices: cn-2026\nbudget: {max: 5}\n", ()),
    "no prices": (0, "demand: {streams: 20}\n", ()),
    "the most streams": (0, "demand: {}\nprices: cn-2026\nbudget: {max: 50万}\nobjective: streams\n", ()),
    "reasons": (
        0,
        "demand: {streams: 20}\nprices: cn-2026\ncards: {allow: [a100-80g, h100-80g]}\n",
        ("--why",),
    ),
    "an earlier plan": (
        0,
        "demand: {streams: 20}\nprices: cn-2026\nrules: {near: {plan: {a100-80g: 4}, changes: 9}}\n",
        (),
    ),
    "price breaks": (
        0,
        "demand: {streams: 60}\nprices: cn-2026\ncards: {discount: {a100-80g: [{from: 2, price: 9}]}}\n",
        (),
    ),
}


@pytest.mark.parametrize("what", ENDINGS)
def test_every_kind_of_answer_fits(
    what: str, write: Callable[..., Path], result: Any, capsys: Capsys
) -> None:
    code, text, options = ENDINGS[what]
    ended, document = printed(capsys, "solve", str(write(text)), *ONCE, *options)
    assert ended == code
    fits(document, result)


def test_a_document_that_is_changed_does_not_fit(
    result: Any, write: Callable[..., Path], capsys: Capsys
) -> None:
    _, document = printed(capsys, "solve", str(write("demand: {streams: 20}\nprices: cn-2026\n")), *ONCE)
    line = document["plan"][0]
    for wrong in (
        {"status": "best"},
        {"schema": "glmopt/result@2"},
        {"plan": [line | {"count": "4"}]},
        {"plan": [{k: v for k, v in line.items() if k != "unit_price"}]},
        {"totals": {"cost": 1}},
        {"digest": "0"},
    ):
        assert not result.is_valid(document | wrong), wrong
    assert not result.is_valid({k: v for k, v in document.items() if k != "lock"})


def test_errors_fit_theirs(error: Any, result: Any, write: Callable[..., Path], capsys: Capsys) -> None:
    path = str(write("demand: {stream: 20}\ncards: {deny: [a100-8og]}\n"))
    for arguments in (
        ("solve", path),
        ("solve", path, "--nonsense"),
        ("solve", "missing.yaml"),
        ("whatif", path),
    ):
        code, document = printed(capsys, *arguments)
        assert code == 2
        fits(document, error)
        assert not result.is_valid(document)
    interrupted = {"status": "error", "errors": [{"code": "interrupted", "message": "interrupted"}]}
    fits(interrupted, error)
    assert not error.is_valid({"status": "error", "errors": []})
    assert not error.is_valid({"status": "error", "errors": [{"code": "no-code", "message": "x"}]})
