"""The command line as a process of its own: exit codes, what goes to stdout, what is left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from glmopt.catalog import data_root

Write = Callable[..., Path]
SCENARIOS = data_root() / "scenarios"


def glmopt(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run `glmopt` in `folder`."""
    command = [sys.executable, "-c", "from glmopt.cli import main; main()", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=folder, timeout=120, check=False, encoding="utf-8"
    )


def test_an_optimal_answer_exits_with_0_and_writes_its_result(tmp_path: Path) -> None:
    run = glmopt("solve", SCENARIOS / "200streams.yaml", "-o", "out", "-f", "json", folder=tmp_path)
    assert run.returncode == 0
    shown = json.loads(run.stdout)
    written = json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    assert shown == written
    assert shown["totals"]["cost"] == 1_006_200
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["bom.xlsx", "report.html", "result.json"]
    judged = glmopt("check", "out/result.json", folder=tmp_path)
    assert judged.returncode == 0
    assert judged.stdout.startswith("passed: ")


def test_a_changed_result_exits_with_4(tmp_path: Path) -> None:
    glmopt("solve", SCENARIOS / "200streams.yaml", "-o", ".", folder=tmp_path)
    path = tmp_path / "result.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"count": 4', '"count": 3'), encoding="utf-8")
    run = glmopt("check", path, folder=tmp_path)
    assert run.returncode == 4
    assert "failed: " in run.stdout


def test_an_infeasible_scenario_exits_with_3_and_says_why(write: Write, tmp_path: Path) -> None:
    """40万 pay for the gang of four A100 80G, not for 200 streams: two rules conflict."""
    run = glmopt(
        "solve", SCENARIOS / "200streams.yaml", "--set", "budget.max=40万", "-f", "json", folder=tmp_path
    )
    assert run.returncode == 3
    explain = json.loads(run.stdout)["explain"]
    assert [c["rule"] for c in explain["conflict"]][-1] == "budget.max"
    assert {n["set"] for n in explain["nearest"]} >= {"budget.max=1006200"}


BROKEN = {
    "wrong type": "demand: {streams: '200'}\n",
    "unknown key": "demand: {stream: 200}\n",
    "no YAML": "demand: {streams: [200\n",
    "no such card": "demand: {streams: 1}\ncards: {deny: [rtx-4090]}\n",
    "no price": "demand: {streams: 1}\nfigures: datasheet\nprices: cn-2026\ncards: {allow: [t4-16g]}\n",
}


@pytest.mark.parametrize("what", BROKEN)
def test_bad_input_exits_with_2_and_leaves_nothing(what: str, write: Write, tmp_path: Path) -> None:
    path = write(BROKEN[what])
    for form in ((), ("-f", "json")):
        run = glmopt("solve", path, "-o", "out", *form, folder=tmp_path)
        assert run.returncode == 2
        assert f"{path}:" in run.stderr
        assert "Traceback" not in run.stderr
        if form:
            assert json.loads(run.stdout)["status"] == "error"
        else:
            assert run.stdout == ""
    assert [p.name for p in tmp_path.iterdir()] == ["s.yaml"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("solve",),
        ("solv", "x"),
        ("solve", "x", "--bad"),
        ("solve", "x", "-f", "pdf"),
        ("catalog", "show", "x"),
    ],
)
def test_a_command_that_cannot_be_understood_exits_with_2(arguments: tuple[str, ...], tmp_path: Path) -> None:
    run = glmopt(*arguments, folder=tmp_path)
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.startswith("error[")


def test_a_what_if_grid_is_one_document(tmp_path: Path) -> None:
    run = glmopt(
        "whatif",
        SCENARIOS / "200streams.yaml",
        "--set",
        "demand.streams=150,200",
        "-f",
        "json",
        folder=tmp_path,
    )
    assert run.returncode == 0
    assert "1006200" in run.stdout
    json.loads(run.stdout)


def test_show_says_where_each_value_comes_from(write: Write, tmp_path: Path) -> None:
    path = write("demand: {streams: 200}\n")
    run = glmopt("show", path, "--origin", "--set", "estimate=high", folder=tmp_path)
    assert run.returncode == 0
    lines = run.stdout.splitlines()
    assert f"demand.streams: 200   # {path}:1:19" in lines
    assert 'estimate: "high"   # --set estimate=high' in lines
    assert "demand.instances: 0   # default" in lines


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    """`glmopt catalog list | head -1` ends quietly."""
    command = [sys.executable, "-c", "from glmopt.cli import main; main()", "catalog", "list"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path)
    assert process.stdout is not None
    process.stdout.close()
    _, err = process.communicate(timeout=60)
    assert b"Traceback" not in err
    assert b"bug" not in err
    assert process.returncode == 0


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "cp1252"])
def test_a_terminal_without_chinese_is_no_error(encoding: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from glmopt.cli import main; main()", "table", "--lang", "zh"]
    env = {**os.environ, "PYTHONIOENCODING": encoding}
    run = subprocess.run(command, capture_output=True, cwd=tmp_path, env=env, timeout=60, check=False)
    assert run.returncode == 0
    assert run.stdout
