"""Keys about servers, sites and owned cards that must be refused, each at its line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from glmopt.cli import main

HEAD = "demand: {streams: 200}\nprices: cn-2026\n"
CASES: list[tuple[str, str, str]] = [
    ("nodes: any", "wrong-type", "a mapping"),
    ("nodes: {chassis: some}", "wrong-type", "chassis"),
    ("nodes: {chassis: [dgx-h1000]}", "unknown-name", "dgx-h100"),
    ("nodes: {chassis: [DGX H100]}", "bad-choice", "nodes.chassis"),
    ("nodes: {chassis: any, fabric: infiniband}", "unknown-name", "infiniband"),
    ("nodes: {chassis: any, fabric: []}", "out-of-range", "at least 1"),
    ("nodes: {chassis: any, price: {dgx-h100: 1 EUR}}", "no-rate", "EUR"),
    ("nodes: {chassis: any, price: {dgx-h100: lots}}", "bad-amount", "lots"),
    ("nodes: {chasis: any}", "unknown-key", "chassis"),
    ("owned: {}", "wrong-type", "a list"),
    ("owned: [5]", "wrong-type", "a mapping"),
    ("owned: [{}]", "missing-key", "card"),
    ("owned: [{card: a100-80g}]", "bad-data", "how many"),
    ("owned: [{card: a100-8og, cards: 2}]", "unknown-name", "a100-80g"),
    ("owned: [{card: a100-80g, cards: 0}]", "out-of-range", "at least 1"),
    ("owned: [{card: a100-80g, cards: 2.5}]", "wrong-type", "2.5"),
    ("owned: [{card: a100-80g, cards: 2, nodes: -1}]", "out-of-range", "-1"),
    ("owned: [{card: a100-80g, cards: 2, since: 2020}]", "unknown-key", "since"),
    ("sites: {Here: {}}", "bad-text", "Here"),
    ("sites: {here: {max_power_kw: -1}}", "out-of-range", "-1"),
    ("sites: {here: {max_ports: 1.5}}", "wrong-type", "1.5"),
    ("sites: {here: {power: 5}}", "unknown-key", "power"),
    ("rules: {survive_nodes: 9}", "out-of-range", "9"),
    ("rules: {survive_nodes: 1}", "contradiction", "bare cards"),
    ("rules: {max_power_kw: lots}", "wrong-type", "lots"),
    ("rules: {max_rack_units: -1}", "out-of-range", "-1"),
    ("money: {horizon_months: 0}", "out-of-range", "at least 1"),
    ("money: {pue: 0.5}", "out-of-range", "0.5"),
    ("money: {electricity_per_kwh: -1}", "out-of-range", "-1"),
    ("objective: tcoo", "bad-choice", "tco"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0][:50])
def test_a_line_about_servers_that_is_wrong_is_refused(
    case: tuple[str, str, str], write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    line, code, named = case
    path = write(HEAD + line + "\n")
    with pytest.raises(SystemExit) as ended:
        main(["solve", str(path), "-f", "json"])
    out, err = capsys.readouterr()
    assert ended.value.code == 2, out[:300]
    assert "Traceback" not in err
    first = json.loads(out)["errors"][0]
    assert first["code"] == code, first
    assert named in json.dumps(first, ensure_ascii=False)
    assert (first["file"], first["line"]) == (str(path), 3)


def test_faults_of_yaml_record_and_what_if_are_told_together(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(
        """\
        demand: {streams: 0200, instances: -1}
        budget: {max: 100W}
        budget: {max: 5}
        cards: {deny: &x [a100-80g], alow: []}
        what_if:
          more: {demand: {stream: 300}}
          less: {cards: {deny: [no-such-card]}}
        """
    )
    for command in ("solve", "validate"):
        with pytest.raises(SystemExit):
            main([command, str(path), "-f", "json"])
        errors = json.loads(capsys.readouterr().out)["errors"]
        assert [(e["line"], e["code"]) for e in errors] == [
            (1, "wrong-type"),
            (1, "out-of-range"),
            (3, "duplicate-key"),
            (4, "yaml-feature"),
            (4, "unknown-key"),
            (6, "unknown-key"),
            (7, "unknown-name"),
        ]


def test_a_name_in_a_what_if_block_is_looked_up_by_solve_too(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(HEAD + "what_if:\n  less: {cards: {deny: [a100-8og]}}\n")
    with pytest.raises(SystemExit) as ended:
        main(["solve", str(path), "-f", "json"])
    (error,) = json.loads(capsys.readouterr().out)["errors"]
    assert ended.value.code == 2
    assert (error["line"], error["code"], error["action"]) == (4, "unknown-name", 'did you mean "a100-80g"?')
