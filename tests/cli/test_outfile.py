"""`--out FILE` of solve and frontier: the same text as on stdout, in a file that is whole or not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from glmopt.cli import main

TEXT = """
demand: {streams: 20}
cards:
  allow: []
  define: {own: {vram_gb: 24, fp16_tflops: 80, streams: {low: 4, high: 4}, name: {zh: 自定义卡, en: own}}}
  price: {own: 100}
solver: {prove: once}
"""
COMMANDS = {"solve": (), "frontier": ("--streams", "1..20")}
Capsys = pytest.CaptureFixture[str]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "s.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def ran(capsys: Capsys, *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--lang", "zh"])
    return int(ended.value.code or 0), *capsys.readouterr()


@pytest.mark.parametrize("ending", ["csv", "md", "txt", "json"])
@pytest.mark.parametrize("command", COMMANDS)
def test_the_file_holds_what_stdout_would(command: str, ending: str, file: Path, capsys: Capsys) -> None:
    out, asked = file.parent / f"答案.{ending}", (command, str(file), *COMMANDS[command])
    code, shown, _ = ran(capsys, *asked, "-f", "table" if ending == "txt" else ending)
    assert ran(capsys, *asked, "--out", str(out))[:2] == (code, "")
    data = out.read_bytes()
    # spreadsheets take a CSV without the mark for the local encoding
    assert data.startswith(b"\xef\xbb\xbf") is (ending == "csv")
    written = data.decode("utf-8-sig")
    if ending == "json":
        # seconds and the like stand apart, under `run`
        one, other = ({k: v for k, v in json.loads(t).items() if k != "run"} for t in (written, shown))
        assert one == other
    elif ending == "csv":
        assert written.splitlines() == shown.splitlines()
    else:
        assert len(written.splitlines()) > 3
    assert sorted(p.name for p in file.parent.iterdir()) == sorted([file.name, out.name])


@pytest.mark.parametrize("command", COMMANDS)
def test_a_format_that_is_asked_for_goes_before_the_ending(command: str, file: Path, capsys: Capsys) -> None:
    out = file.parent / "answer.dat"
    assert ran(capsys, command, str(file), *COMMANDS[command], "-f", "csv", "--out", str(out))[0] == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_is_written_where_the_command_fails(command: str, file: Path, capsys: Capsys) -> None:
    """An ending that says no format is refused before anything is solved; a fault leaves the old file."""
    code, shown, said = ran(capsys, command, str(file), "--out", str(file.parent / "answer.xlsx"))
    assert (code, shown) == (2, "")
    assert "文件名须以 .csv、.md、.json 或 .txt 结尾" in said
    out = file.parent / "answer.csv"
    out.write_text("old", encoding="utf-8")
    assert ran(capsys, command, str(file), "--set", "demand.stream=3", "--out", str(out))[0] == 2
    assert out.read_text(encoding="utf-8") == "old"
    missing = file.parent / "no" / "answer.csv"
    assert ran(capsys, command, str(file), *COMMANDS[command], "--out", str(missing))[0] == 2
    assert sorted(p.name for p in file.parent.iterdir()) == ["answer.csv", "s.yaml"]
