"""`glmopt doctor` tries every part, and a missing one is an exit code; completion completes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from glmopt.catalog import Catalog


def run(code: str, *arguments: str, folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run `glmopt` after `code`, as the program of that name."""
    program = f"{code}\nimport sys; sys.argv[0] = 'glmopt'\nfrom glmopt.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        cwd=folder,
        timeout=120,
        check=False,
        env={**os.environ, **environ},
    )


def test_it_names_every_part_with_its_version(tmp_path: Path, shipped: Catalog) -> None:
    done = run("", "doctor", "-f", "json", "--lang", "en", folder=tmp_path)
    assert done.returncode == 0, done.stdout
    found = {row["part"]: row for row in json.loads(done.stdout)}
    assert set(found) >= {"python", "highs", "cbc", "catalog", "temporary folder", "stdout", "language"}
    assert shipped.digest in found["catalog"]["found"]
    assert found["highs"]["found"].startswith("HiGHS ")
    assert found["cbc"]["found"].endswith("proves")
    assert {row["state"] for row in found.values()} == {"good"}


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("import sys; sys.modules['networkx'] = None", "networkx"),
        ("import sys; sys.modules['highspy'] = None", "highs"),
        ("import pulp.apis.coin_api as c; c.pulp_cbc_path = '/nowhere/cbc'", "cbc"),
        ("import tempfile; tempfile.tempdir = '/nowhere'", "temporary folder"),
    ],
)
def test_a_missing_part_is_named_and_is_exit_code_4(code: str, part: str, tmp_path: Path) -> None:
    done = run(code, "doctor", "-f", "json", "--lang", "en", folder=tmp_path)
    assert done.returncode == 4, done.stdout
    found = {row["part"]: row for row in json.loads(done.stdout)}
    assert found[part]["state"] == "missing"
    assert found[part]["action"]


def test_a_terminal_that_lacks_signs_is_a_note_and_no_failure(tmp_path: Path) -> None:
    done = run("", "doctor", folder=tmp_path, PYTHONIOENCODING="ascii", LC_ALL="zh_CN.UTF-8")
    assert done.returncode == 0
    assert "PYTHONIOENCODING=utf-8" in done.stdout


def test_what_was_found_is_told_in_the_language_of_the_reader(tmp_path: Path) -> None:
    done = run("", "doctor", folder=tmp_path, LC_ALL="zh_CN.UTF-8", PYTHONIOENCODING="utf-8")
    assert done.stdout.startswith("部件")
    assert "份价格表" in done.stdout
    for english in ("proves", "temporary folder", "price lists", "file names"):
        assert english not in done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_shown_for_a_shell(shell: str, tmp_path: Path) -> None:
    named = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    done = run("", "--show-completion", shell, folder=tmp_path, **named)
    assert done.returncode == 0
    assert "_GLMOPT_COMPLETE" in done.stdout


def test_completion_completes(tmp_path: Path) -> None:
    asked = {"_GLMOPT_COMPLETE": "complete_bash", "COMP_WORDS": "glmopt comp", "COMP_CWORD": "1"}
    done = run("", folder=tmp_path, **asked)
    assert done.stdout.split() == ["compare"]
