"""Words on the command line that must be refused, and odd ones that are right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from glmopt.catalog import data_root
from glmopt.cli import main

QUICK = str(data_root() / "scenarios" / "200streams.yaml")

SET: dict[str, tuple[str, str]] = {
    "demand.streams": ("usage", "not key=value"),
    "=200": ("usage", ""),
    "": ("usage", ""),
    "demand.stream=200": ("unknown-key", "streams"),
    "demands.streams=200": ("unknown-key", "did you mean"),
    "demand.streams=": ("usage", "no value"),
    "demand.streams=abc": ("wrong-type", "abc"),
    "demand.streams=-1": ("out-of-range", "-1"),
    "demand.streams=1e3": ("wrong-type", "1e3"),
    "demand.streams=1,2": ("wrong-type", ""),
    "demand.streams='200'": ("wrong-type", "200"),
    "demand.streams=2000000001": ("out-of-range", "2000000001"),
    f"demand.streams={'9' * 5000}": ("out-of-range", "18 digits"),
    "demand.streams=0200": ("wrong-type", "0200"),
    "demand.streams={a: 1}": ("wrong-type", "mapping"),
    "demand.streams=[": ("yaml-syntax", ""),
    "demand.streams=&a 200": ("yaml-feature", "anchor"),
    "demand.streams=!!int 200": ("yaml-feature", "tag"),
    "demand.streams=\u202e200": ("bad-text", "U+202E"),
    "demand.streams=%YAML 1.200": ("yaml-syntax", "1, 200"),
    "demand..streams=1": ("usage", ""),
    ".demand=1": ("usage", ""),
    "demand=200": ("wrong-type", "mapping"),
    "budget.max=100W": ("bad-amount", "100W"),
    "budget.max=-1": ("bad-amount", "-1"),
    "budget.max=nan": ("bad-amount", "nan"),
    "budget.max=5 EUR": ("no-rate", "EUR"),
    "objective=cheap": ("bad-choice", "capex"),
    "extends=other.yaml": ("unknown-key", "extends"),
    "what_if={a: {}}": ("unknown-key", "what_if"),
    "cards.deny=[no-such-card]": ("unknown-name", "no-such-card"),
    "cards.deny=a100-80g": ("wrong-type", "list"),
    "prices=cn-1999": ("unknown-name", "cn-2026"),
    "prices=../p.yaml": ("bad-path", "../p.yaml"),
    "solver.time_limit_s=0": ("out-of-range", "more than 0"),
    "solver.time_limit_s=-1": ("out-of-range", "-1"),
    "solver.name=glpk": ("bad-choice", "highs"),
    "rules.max_card_types=0": ("out-of-range", "at least 1"),
    "estimate=mid": ("bad-choice", "low"),
    "figures=": ("usage", "no value"),
}


def _errors(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    out, err = capsys.readouterr()
    assert ended.value.code == 2, out
    assert "Traceback" not in err
    document = json.loads(out)
    assert document["status"] == "error"
    return document["errors"]


@pytest.mark.parametrize("setting", SET, ids=lambda s: ascii(s[:50]))
def test_a_setting_that_is_wrong_is_refused(
    setting: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, named = SET[setting]
    out = tmp_path / "out"
    errors = _errors(["solve", QUICK, "--set", setting, "-o", str(out), "-f", "json"], capsys)
    assert errors[0]["code"] == code, errors
    assert named in json.dumps(errors[0], ensure_ascii=False)
    assert errors[0]["file"] or errors[0]["field"] or errors[0]["message"]
    assert not out.exists()


USAGE: dict[str, tuple[list[str], str]] = {
    "an unknown option": (["solve", QUICK, "--fast", "-f", "json"], "--fast"),
    "an unknown command": (["solv", QUICK, "-f", "json"], "solv"),
    "no file": (["solve", "-f", "json"], "FILE"),
    "two files": (["solve", QUICK, QUICK, "-f", "json"], ""),
    "an unknown what-if": (["solve", QUICK, "--what-if", "moon", "-f", "json"], "moon"),
    "a share that is none": (["solve", QUICK, "--within", "much", "-f", "json"], "much"),
    "a negative share": (["solve", QUICK, "--within", "-2%", "-f", "json"], "-2%"),
    "alternatives by colour": (
        ["solve", QUICK, "--alternatives", "1", "--alternatives-by", "colour", "-f", "json"],
        "colour",
    ),
    "minus one alternatives": (["solve", QUICK, "--alternatives", "-1", "-f", "json"], "--alternatives"),
    "a proof of three": (["solve", QUICK, "--prove", "thrice", "-f", "json"], "thrice"),
    "an unknown language": (["solve", QUICK, "--lang", "fr", "-f", "json"], "fr"),
    "a frontier backwards": (["frontier", QUICK, "--streams", "9..1", "-f", "json"], "9..1"),
    "a frontier of words": (["frontier", QUICK, "--streams", "few..many", "-f", "json"], "few..many"),
    "an unknown card": (["explain", QUICK, "--card", "a100-8og", "-f", "json"], "a100-80g"),
    "a catalog that is not there": (["size", "--catalog", "/nowhere", "-f", "json"], "/nowhere"),
    "a file as a catalog": (["size", "--catalog", QUICK, "-f", "json"], "200streams.yaml"),
    "a result that is a scenario": (["check", QUICK, "-f", "json"], "200streams.yaml"),
}


@pytest.mark.parametrize("what", USAGE)
def test_a_wrong_word_is_named(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, named = USAGE[what]
    errors = _errors(arguments, capsys)
    assert named in json.dumps(errors, ensure_ascii=False)


RIGHT = {
    "demand.streams=+200": "demand.streams=200",
    "demand={streams: 150}": "demand.streams=150",
    "budget.max=80万": "budget.max=800000",
    "cards.price.a100-80g=5万 CNY": "cards.price.a100-80g=50000",
    "cards.deny=[]": "cards.deny=[ ]",
    "demand.full_finetune=TRUE": "demand.full_finetune={gangs: 1}",
}


@pytest.mark.parametrize("setting", RIGHT)
def test_an_odd_setting_means_what_a_plain_one_does(setting: str, capsys: pytest.CaptureFixture[str]) -> None:
    def plan(text: str) -> tuple[int, Any]:
        with pytest.raises(SystemExit) as ended:
            main(["solve", QUICK, "--set", text, "-f", "json", "--prove", "once"])
        document = json.loads(capsys.readouterr().out)
        return ended.value.code, document.get("plan")

    code, found = plan(setting)
    assert code in (0, 3)
    assert (code, found) == plan(RIGHT[setting])
