"""The documents as a site: built strictly, nothing from outside; gallery, tutorial and notebook hold."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

NEEDED = ("zensical", "mkdocstrings", "marimo")


def needs(name: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(
        importlib.util.find_spec(name) is None, reason=f"{name} is not installed: glmopt[docs]"
    )


def run(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", cwd=folder, timeout=300, check=False
    )


def glmopt(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command line that begins with `glmopt`."""
    program = [sys.executable, "-c", "from glmopt.cli import main; main()"]
    return run(*program, *command.split()[1:], folder=folder)


@needs("zensical")
@needs("mkdocstrings")
def test_the_site_is_built_without_a_warning_and_needs_no_network(root: Path, tmp_path: Path) -> None:
    for name in ("docs", "optimizer"):
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "zensical.toml", tmp_path)
    built = run(sys.executable, "-m", "zensical", "build", "--strict", folder=tmp_path)
    assert built.returncode == 0, built.stdout + built.stderr
    pages = {p.name: p.read_text(encoding="utf-8") for p in (tmp_path / "site").glob("*.html")}
    written = {p.with_suffix(".html").name for p in (root / "docs").glob("*.md")}
    assert written <= pages.keys()
    assert "to_frame" in pages["api.html"]
    loads = re.compile(r"<(?:script|img|link)[^>]+(?:src|href)=[\"']?(https?://[^\"' >]+)")
    assert {url for page in pages.values() for url in loads.findall(page)} == set()


def test_every_page_is_in_the_menu(root: Path) -> None:
    import tomllib

    menu = (root / "zensical.toml").read_text(encoding="utf-8")
    assert tomllib.loads(menu)["project"]["docs_dir"] == "docs"
    assert {p.name for p in (root / "docs").glob("*.md")} == set(re.findall(r'"([a-z-]+\.md)"', menu))


def test_the_gallery_is_what_the_scenarios_answer(root: Path) -> None:
    """Make it anew with `python docs/gallery.py`."""
    spec = importlib.util.spec_from_file_location("gallery", root / "docs" / "gallery.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page, pictures = module.gallery()
    assert (root / "docs" / "gallery.md").read_text(encoding="utf-8") == page
    for name, svg in pictures.items():
        assert (root / "docs" / "images" / "gallery" / f"{name}.svg").read_text(encoding="utf-8") == svg


@needs("marimo")
def test_the_notebook_runs_as_a_script(root: Path, tmp_path: Path) -> None:
    done = run(sys.executable, str(root / "docs" / "notebook.py"), folder=tmp_path)
    assert done.returncode == 0, done.stderr


def test_the_commands_of_the_tutorial_work_in_their_order(root: Path, tmp_path: Path) -> None:
    """A quote is filled in where the page says so."""
    import openpyxl

    text = (root / "docs" / "tutorial.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    commands = [line for block in blocks for line in block.splitlines() if line.startswith("glmopt ")]
    assert [c.split()[1] for c in commands] == ["doctor", "init", "solve", "solve", "compare"]
    for command in commands:
        if "--prices-from" in command:
            path = tmp_path / "out" / "bom.xlsx"
            book = openpyxl.load_workbook(path)
            sheet = next(s for s in book if any(row[1].value == "a100-80g" for row in s.iter_rows()))
            row = next(row for row in sheet.iter_rows() if row[1].value == "a100-80g")
            row[5].value, row[13].value = 80_000, "2026-11-23"
            book.save(path)
        done = glmopt(command, tmp_path)
        assert done.returncode == 0, (command, done.stderr)
    assert "-2,800" in done.stdout
    names = {"result.json", "report.html", "bom.xlsx"}
    assert {p.name for p in (tmp_path / "out").iterdir()} == names
    assert {p.name for p in (tmp_path / "out2").iterdir()} == names
