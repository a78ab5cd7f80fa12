"""`glmopt whatif --out FILE`: rows in a file as they come, whole or not at all."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from glmopt.cli import main
from glmopt.errors import InputError
from glmopt.reports import comparison as comparing
from glmopt.reports.rows import write_rows
from glmopt.scenario import Scenario, load_scenario, parse_settings
from glmopt.study import KEYS, compare, records

GRID = ("demand.streams=30,60,5000", "rules.max_card_types=1,2")


@pytest.fixture
def file(root: Path) -> Path:
    return root / "scenarios" / "200streams.yaml"


@pytest.fixture
def scenario(file: Path) -> Scenario:
    return load_scenario(file)


@pytest.fixture
def run(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """The exit code and stderr of `glmopt whatif` with --out and the grid."""

    def run(name: str, *options: str) -> tuple[int, str]:
        sets = [part for s in GRID for part in ("--set", s)]
        with pytest.raises(SystemExit) as ended:
            main(["whatif", str(file), *sets, "--out", str(tmp_path / name), "--lang", "en", *options])
        return int(ended.value.code or 0), capsys.readouterr().err

    return run


def test_a_csv_is_what_f_csv_shows(run: Callable[..., Any], scenario: Scenario, tmp_path: Path) -> None:
    assert run("rows.csv") == (0, "")
    shown = comparing.render(compare(scenario, parse_settings(GRID, many=True)), "csv", "en")
    assert (tmp_path / "rows.csv").read_bytes() == b"\xef\xbb\xbf" + shown.encode()
    assert [p.name for p in tmp_path.iterdir()] == ["rows.csv"]


def test_a_parquet_holds_the_records(run: Callable[..., Any], scenario: Scenario, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    assert run("rows.parquet") == (0, "")
    told = records(compare(scenario, parse_settings(GRID, many=True)))
    kept = parquet.read_table(tmp_path / "rows.parquet").to_pylist()
    assert len(kept) == len(told) == 7
    for row, record in zip(kept, told, strict=True):
        for key, value in record.items():
            assert row[key] == (list(value.items()) if isinstance(value, dict) else value), key
    assert kept[1]["cost"] == Decimal(told[1]["cost"])
    assert kept[-1]["status"] == "infeasible"
    assert kept[0]["demand.streams"] is None


@pytest.mark.parametrize("name", ["rows.csv", "rows.parquet"])
def test_many_rows_are_written_in_parts(name: str, tmp_path: Path) -> None:
    """More rows than are held at once: one head line, nothing twice."""
    pytest.importorskip("pyarrow")
    rows = [dict.fromkeys(KEYS) | {"name": f"row {k}", "plan": {"a": k}} for k in range(2_345)]
    write_rows(tmp_path / name, KEYS, rows)
    if name.endswith("csv"):
        lines = (tmp_path / name).read_text(encoding="utf-8-sig").splitlines()
        assert len(lines) == 2_346
        assert [line.partition(",")[0] for line in lines[1:]] == [r["name"] for r in rows]
    else:
        read = importlib.import_module("pyarrow.parquet").read_table(tmp_path / name)
        assert read["plan"].to_pylist() == [[("a", k)] for k in range(2_345)]


def test_a_failure_half_way_leaves_the_old_file(tmp_path: Path) -> None:
    def rows() -> Any:
        yield from (dict.fromkeys(KEYS) for _ in range(500))
        raise InputError([])

    path = tmp_path / "rows.csv"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(InputError):
        write_rows(path, KEYS, rows())
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_ctrl_c_keeps_what_is_solved_and_names_the_rest(
    run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = importlib.import_module("glmopt.study.point")
    whole, calls = module.prove_or_recall, []

    def pressed(*arguments: object) -> object:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return whole(*arguments)

    monkeypatch.setattr(module, "prove_or_recall", pressed)
    code, _ = run("rows.csv", "--resume", str(tmp_path / "kept.jsonl"))
    assert code == 130
    lines = (tmp_path / "rows.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 8
    assert [",not solved," in line for line in lines[1:]] == [False] * 2 + [True] * 5
    monkeypatch.setattr(module, "prove_or_recall", whole)
    assert run("rows.csv", "--resume", str(tmp_path / "kept.jsonl"))[0] == 0
    assert "not solved" not in (tmp_path / "rows.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("name", "options", "says"),
    [
        ("rows.txt", (), "no file of rows"),
        ("rows.csv", ("--svg", "map.svg"), "a chart needs all rows at once"),
        ("rows.csv", ("--tornado",), "are solved here"),
        ("rows.csv", ("--workers", "2"), "are of an engine"),
        ("rows.csv", ("--engine", "local", "--scheduler", "tcp://a:1"), "have no scheduler"),
        ("no/rows.csv", (), "its folder does not exist"),
    ],
)
def test_what_means_nothing_is_refused_and_nothing_is_written(
    name: str, options: tuple[str, ...], says: str, run: Callable[..., Any], tmp_path: Path
) -> None:
    code, told = run(name, *options)
    assert (code, says in told) == (2, True), told
    assert list(tmp_path.iterdir()) == []


def test_parquet_that_is_not_installed_is_named_first(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    code, told = run("rows.parquet")
    assert code == 2
    assert 'pip install "glmopt[parquet]"' in told
