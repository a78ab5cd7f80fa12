"""Long studies as processes: Ctrl-C ends them with what is there, and a file lets them go on."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from process import SOON_S

from glmopt.cli import main
from glmopt.errors import InputError
from glmopt.study import Journal
from glmopt.study.journal import OWN_DIGEST, sealed

# A shell that put the tests in the background made them deaf to Ctrl-C; here it is heard.
MAIN = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from glmopt.cli import main; main()"
)
pytestmark = pytest.mark.skipif(os.name != "posix", reason="sends signals")

STUDIES = {
    "frontier": ("frontier", "--streams", "1..900", "--set", "budget.max=null"),
    "budgets": ("frontier", "--budgets", "30万:900万"),
    "confidence": ("whatif", "--confidence", "4000"),
    "whatif": ("whatif", "--set", f"demand.streams={','.join(map(str, range(20, 400)))}"),
}
# Keys of the file that hold what does not differ from one to the next, and the smaller study to compare with.
SMALL = {
    "frontier": ("frontier", "--streams", "1..90"),
    "budgets": ("frontier", "--budgets", "30万:60万", "--set", "demand.streams=0"),
    "confidence": ("whatif", "--confidence", "12"),
    "tornado": ("whatif", "--tornado"),
    "against": ("frontier", "--against", "types"),
    "whatif": ("whatif", "--set", "demand.streams=20,40,60", "--set", "estimate=low,high"),
    "explain": ("explain", "--set", "demand.streams=40", "--studies", "--seconds", "600"),
}


def command(study: tuple[str, ...], root: Path, *more: str) -> list[str]:
    scenario = str(root / "scenarios" / "200streams.yaml")
    return [sys.executable, "-c", MAIN, study[0], scenario, *study[1:], *more]


def run(study: tuple[str, ...], root: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(study, root, *more),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def interrupted(study: tuple[str, ...], root: Path, journal: Path) -> tuple[int, str]:
    """Exit code and output of a study that Ctrl-C ends, sent once three rows are written."""
    process = subprocess.Popen(
        command(study, root, "-f", "table", "--lang", "en", "--resume", str(journal)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        deadline = time.monotonic() + 120
        while not journal.exists() or journal.read_bytes().count(b"\n") < 3:
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=SOON_S)
    finally:
        process.kill()
    assert "Traceback" not in err
    return process.returncode, out


@pytest.mark.parametrize("name", STUDIES)
def test_ctrl_c_ends_it_with_what_is_there(name: str, root: Path, tmp_path: Path) -> None:
    """How soon is measured: tests/reliability/measure.py faults-studies."""
    code, out = interrupted(STUDIES[name], root, tmp_path / "study.jsonl")
    assert code == 130, out
    assert "not complete" in out


@pytest.mark.parametrize("name", SMALL)
def test_it_goes_on_from_its_file_and_says_the_same(name: str, root: Path, tmp_path: Path) -> None:
    """Half the rows taken away, the last one torn: the rest is made anew, and the answer is the same."""
    study, journal = SMALL[name], tmp_path / "study.jsonl"
    whole = run(study, root, "-f", "json")
    assert whole.returncode == 0, whole.stderr
    first = run(study, root, "-f", "json", "--resume", str(journal))
    rows = journal.read_bytes().splitlines(keepends=True)
    assert len(rows) >= 2
    assert len({json.loads(row)["key"] for row in rows}) == len(rows)
    kept = rows[: len(rows) // 2]
    journal.write_bytes(b"".join(kept) + rows[len(rows) // 2][:-7])
    again = run(study, root, "-f", "json", "--resume", str(journal))
    assert json.loads(whole.stdout) == json.loads(first.stdout) == json.loads(again.stdout)
    assert journal.read_bytes().splitlines(keepends=True)[: len(kept)] == kept
    assert {json.loads(r)["key"] for r in journal.read_bytes().splitlines()} == {
        json.loads(r)["key"] for r in rows
    }


FOURTEEN = ("frontier", "--streams", "1..14")


def forged(line: bytes, old: bytes, new: bytes) -> bytes:
    """The line with another text in it, and a digest that is right again: what no slip of a hand makes."""
    assert old in line
    return sealed(line.replace(old, new).rpartition(OWN_DIGEST)[0])


def test_rows_that_are_there_are_not_solved_again(root: Path, tmp_path: Path) -> None:
    """A forged row with another plan, one that passes its check, shows up: it was read, not made."""
    journal = tmp_path / "study.jsonl"
    run(FOURTEEN, root, "--resume", str(journal))
    journal.write_bytes(forged(journal.read_bytes(), b'{"a6000-48g": 7}', b'{"a6000-48g": 9}'))
    told = json.loads(run(FOURTEEN, root, "-f", "json", "--resume", str(journal)).stdout)
    assert told["steps"][0]["plan"] == {"a6000-48g": 9}


def test_a_plan_that_is_not_true_does_not_pass_its_check(root: Path, tmp_path: Path) -> None:
    journal = tmp_path / "study.jsonl"
    run(FOURTEEN, root, "--resume", str(journal))
    journal.write_bytes(forged(journal.read_bytes(), b'{"a6000-48g": 7}', b'{"a6000-48g": 3}'))
    refused = run(FOURTEEN, root, "--resume", str(journal))
    assert refused.returncode == 4
    assert "the plan failed its check" in refused.stderr


# What a hand, an editor or a script may do to the second of three rows.
CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "another plan": lambda line: line.replace(b'{"a6000-48g": 8}', b'{"a6000-48g": 9}'),
    "another objective": lambda line: re.sub(rb'"objective": \d', b'"objective": 1', line),
    "nothing fits": lambda line: re.sub(rb'"row": .*(?=, "sha256")', b'"row": null', line),
    "another target": lambda line: line.replace(b'"streams ', b'"streams 9'),
    "an answer of its own": lambda line: line.replace(b', "sha256"', b', "row": null, "sha256"'),
    "another order of keys": lambda line: json.dumps(json.loads(line), sort_keys=True).encode() + b"\n",
    "another digest": lambda line: line[:-5] + (b"00" if line[-5:-3] != b"00" else b"11") + line[-3:],
    "a space": lambda line: line.replace(b"{", b"{ ", 1),
}


SIXTY = ("frontier", "--streams", "1..60")


@pytest.fixture(scope="module")
def sixty(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[bytes]]:
    """The answer of a small study, and the rows of its file."""
    journal = tmp_path_factory.mktemp("study") / "study.jsonl"
    whole = run(SIXTY, root, "-f", "json", "--resume", str(journal))
    return whole.stdout, journal.read_bytes().splitlines(keepends=True)


@pytest.mark.parametrize("what", CHANGES)
def test_a_row_that_was_changed_is_refused_with_its_line(
    what: str,
    root: Path,
    tmp_path: Path,
    sixty: tuple[str, list[bytes]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows, journal = sixty[1], tmp_path / "study.jsonl"
    changed = CHANGES[what](rows[1])
    assert changed != rows[1]
    journal.write_bytes(b"".join([rows[0], changed, *rows[2:]]))
    before = journal.read_bytes()
    scenario = str(root / "scenarios" / "200streams.yaml")
    with pytest.raises(SystemExit) as ended:
        main([SIXTY[0], scenario, *SIXTY[1:], "-f", "json", "--resume", str(journal)])
    (error,) = json.loads(capsys.readouterr().out)["errors"]
    assert (ended.value.code, error["code"], error["file"], error["line"]) == (2, "bad-data", str(journal), 2)
    assert "was changed" in error["message"]
    assert journal.read_bytes() == before


def test_without_the_row_that_was_changed_it_goes_on(
    root: Path, tmp_path: Path, sixty: tuple[str, list[bytes]]
) -> None:
    """What the message says to do: rows taken away are solved again, and the file is as it was."""
    answer, rows = sixty
    (tmp_path / "study.jsonl").write_bytes(rows[0])
    assert run(SIXTY, root, "-f", "json", "--resume", str(tmp_path / "study.jsonl")).stdout == answer
    assert (tmp_path / "study.jsonl").read_bytes() == b"".join(rows)


@pytest.mark.parametrize(
    "other",
    [
        ("frontier", "--streams", "1..20", "--set", "budget.max=90万"),
        ("frontier", "--against", "types"),
        ("whatif", "--tornado"),
        ("whatif", "--set", "demand.streams=20,40"),
    ],
)
def test_a_file_of_another_study_is_refused(other: tuple[str, ...], root: Path, tmp_path: Path) -> None:
    journal = tmp_path / "study.jsonl"
    assert run(("frontier", "--streams", "1..20"), root, "--resume", str(journal)).returncode == 0
    before = journal.read_bytes()
    refused = run(other, root, "--resume", str(journal))
    assert refused.returncode == 2
    assert f"{journal}:1:1: error[other-study]" in refused.stderr
    assert journal.read_bytes() == before
    # another range of the same question is no other study
    assert run(("frontier", "--streams", "1..30"), root, "--resume", str(journal)).returncode == 0


@pytest.mark.parametrize(
    "text", ["no study", "{}\n", '{"study": 1}\n', "[]\n", '{"study": "x", "key": "y"}\n']
)
def test_a_file_that_is_no_study_is_refused_and_left_alone(text: str, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="not a row of a study"):
        Journal(path, "x")
    assert path.read_text(encoding="utf-8") == text


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"")
    link = tmp_path / "link"
    link.symlink_to(target)
    with pytest.raises(InputError, match="cannot be written"):
        Journal(link, "x").recall("key", lambda: 1)
    assert target.read_bytes() == b""


# ---- progress --------------------------------------------------------------------------------------------


def _on_a_terminal(arguments: list[str]) -> str:
    import pty

    leader, follower = pty.openpty()
    process = subprocess.Popen(
        arguments, stdout=subprocess.DEVNULL, stderr=follower, env={**os.environ, "TERM": "xterm"}
    )
    os.close(follower)
    seen = b""
    try:
        while True:
            seen += os.read(leader, 4096)
    except OSError:
        # the other side is closed
        pass
    finally:
        os.close(leader)
        process.wait(timeout=120)
    return seen.decode(errors="replace")


def test_progress_is_seen_on_a_terminal_only(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However fast the machine is: what takes more than no time at all is shown."""
    impatient = f"import glmopt.cli.progress as p; p.PATIENCE_S = 0; {MAIN}"
    monkeypatch.setitem(globals(), "MAIN", impatient)
    study: Any = ("whatif", "--confidence", "40")
    assert "what if" in _on_a_terminal(command(study, root))
    assert run(study, root).stderr == ""
