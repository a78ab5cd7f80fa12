"""What a terminal gets: right widths, whole amounts, records where it is narrow, no sign it cannot show."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from glmopt.catalog import data_root

SCENARIO = data_root() / "scenarios" / "200streams.yaml"
COMMANDS = {
    "solve": ("solve", str(SCENARIO)),
    "whatif": ("whatif", str(SCENARIO)),
    "table": ("table",),
    "list": ("catalog", "list"),
    "doctor": ("doctor",),
}
ESCAPE = "\x1b["


def columns_of(line: str) -> int:
    """Columns that a line takes: two for each wide character."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def run(*arguments: str, folder: Path, encoding: str = "utf-8", **environ: str) -> str:
    """The output of a command as a process of its own, behind a pipe; its exit code is 0."""
    command = [sys.executable, "-c", "from glmopt.cli import main; main()", *arguments]
    env = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR")}
    done = subprocess.run(
        command,
        capture_output=True,
        cwd=folder,
        timeout=120,
        check=False,
        env={**env, "PYTHONIOENCODING": encoding, **environ},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.decode(encoding)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", [40, 60])
def test_a_narrow_terminal_gets_records_with_whole_amounts(columns: int, lang: str, tmp_path: Path) -> None:
    out = run("solve", str(SCENARIO), "--lang", lang, folder=tmp_path, COLUMNS=str(columns))
    head = {"zh": ("型号", "小计"), "en": ("card", "subtotal")}[lang]
    records = [line for line in out.splitlines() if re.match(rf"{head[0]}: ", line)]
    assert len(records) == 3
    amounts = [line.split(": ")[1] for line in out.splitlines() if line.startswith(head[1])]
    assert amounts == ["331,200", "675,000", "1,006,200"]
    # A word longer than the line, such as the path of the scenario, has a line of its own.
    longer = [line for line in out.splitlines() if columns_of(line) > columns and " " in line.strip()]
    assert longer == []


@pytest.mark.parametrize("columns", ["40", "60", "80", "100", "120", ""])
def test_no_amount_is_cut_at_any_width(columns: str, tmp_path: Path) -> None:
    out = run("whatif", str(SCENARIO), "--lang", "zh", folder=tmp_path, COLUMNS=columns)
    assert {"1,006,200", "553,261.91", "135,000", "1,137,500"} <= set(re.findall(r"[\d,.]*\d", out))
    assert "\u2026" not in out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_columns_stand_under_their_headings_whatever_the_script(lang: str, tmp_path: Path) -> None:
    """The right edge of the subtotals is the same on every line, two columns for each Chinese character."""
    out = run("solve", str(SCENARIO), "--lang", lang, folder=tmp_path)
    edges = {
        columns_of(line[: line.index(amount) + len(amount)])
        for line in out.splitlines()[2:8]
        for amount in ("331,200", "675,000", "1,006,200")
        if amount in line
    }
    assert len(edges) == 1


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "cp1252", "utf-8"])
@pytest.mark.parametrize("name", COMMANDS)
def test_no_encoding_of_a_terminal_is_a_failure(name: str, encoding: str, tmp_path: Path) -> None:
    out = run(*COMMANDS[name], "--lang", "zh", folder=tmp_path, encoding=encoding, COLUMNS="60")
    assert out.strip()
    if encoding in ("gbk", "utf-8"):
        assert re.search("[一-鿿]", out)


def test_a_terminal_that_cannot_show_chinese_gets_english_unless_asked(tmp_path: Path) -> None:
    assert "optimal:" in run("solve", str(SCENARIO), folder=tmp_path, encoding="ascii", LC_ALL="zh_CN.UTF-8")
    assert "最优" in run("solve", str(SCENARIO), folder=tmp_path, encoding="gbk", LC_ALL="zh_CN.GBK")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_pipe_gets_no_escape_codes(name: str, tmp_path: Path) -> None:
    assert ESCAPE not in run(*COMMANDS[name], folder=tmp_path, FORCE_COLOR="1", TERM="xterm-256color")


def on_terminal(*arguments: str, **environ: str) -> str:
    """What a command writes to a terminal."""
    command = [sys.executable, "-c", "from glmopt.cli import main; main()", *arguments]
    env = {**os.environ, "TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8", **environ}
    leader, follower = pty.openpty()
    process = subprocess.Popen(command, stdout=follower, stdin=follower, stderr=subprocess.DEVNULL, env=env)
    os.close(follower)
    data = b""
    while True:
        try:
            part = os.read(leader, 65536)
        except OSError:
            break
        if not part:
            break
        data += part
    os.close(leader)
    assert process.wait(timeout=120) == 0
    return data.decode()


def test_a_terminal_gets_bold_heads_and_none_with_no_color() -> None:
    assert ESCAPE in on_terminal("catalog", "list", COLUMNS="200")
    assert ESCAPE not in on_terminal("catalog", "list", COLUMNS="200", NO_COLOR="1")
    assert ESCAPE not in on_terminal("catalog", "list", COLUMNS="200", TERM="dumb")


def test_a_csv_file_begins_with_the_mark_that_excel_needs(tmp_path: Path) -> None:
    run("table", "-o", "t.csv", "--lang", "zh", folder=tmp_path)
    assert (tmp_path / "t.csv").read_bytes().startswith("\ufeff".encode())
