"""`importlib.metadata` is loaded when something is asked of it, and is then what it always is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CODE = """
import sys

before = set(sys.modules)
from glmopt.cli.late import metadata_when_asked

metadata_when_asked()
from importlib.metadata import entry_points  # as pydantic does

assert not {"email", "zipfile"} & (set(sys.modules) - before)
assert any(e.name == "glmopt" for e in entry_points(group="console_scripts"))
"""
ASKED = """
import importlib.metadata

assert importlib.metadata.version("typer")
try:
    importlib.metadata.version("no-such-package-of-anybody")
except importlib.metadata.PackageNotFoundError:
    pass
assert sys.modules["importlib.metadata"].__file__ == importlib.metadata.__file__
metadata_when_asked()
assert sys.modules["importlib.metadata"].__file__
"""


def test_the_metadata_of_packages_is_loaded_when_it_is_asked(tmp_path: Path) -> None:
    for code in (CODE, CODE.partition("from importlib")[0] + ASKED, CODE + ASKED):
        subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, timeout=60)
