"""README shows what glmopt prints: the output block is compared with a real run."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest


@pytest.fixture
def readme(root):
    return (root / "README.md").read_text(encoding="utf-8")


def run(arguments: str, folder) -> str:
    done = subprocess.run(
        [sys.executable, "-c", "from glmopt.cli import main; main()", *arguments.split()],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": ""},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def timeless(text: str) -> str:
    return re.sub(r"in \d+\.\d\d s", "in 0.00 s", text)


def test_the_shown_output_is_what_the_command_prints(readme, root):
    """Only the time and the solvers' versions may differ."""
    blocks = re.findall(r"<!-- output: glmopt (.*?) -->\n```\n(.*?)```", readme, re.DOTALL)
    assert len(blocks) == 1
    for command, shown in blocks:
        printed = run(command, root)
        versions = re.compile(r"(HiGHS|CBC) [\d.]+")
        assert versions.sub(r"\1", timeless(printed)) == versions.sub(r"\1", timeless(shown))


def test_the_sentence_about_the_audit_has_the_numbers_of_the_output(readme):
    assert "carry 132 streams" in readme
    assert "carries 132 streams" in readme
