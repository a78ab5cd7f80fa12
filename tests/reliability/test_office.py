"""Hostile names in LibreOffice: whatever it opens of ours it shows as text, and takes for no formula."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from test_names import NAMES, _scenario

from glmopt.cli import main
from glmopt.reports.tabular import Column, Table, file_bytes

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="no LibreOffice")
# A page as a spreadsheet; comma-separated values in UTF-8, as its dialogue proposes.
READERS = {
    ".html": ["--infilter=HTML (StarCalc)"],
    ".csv": ["--infilter=Text - txt - csv (StarCalc):44,34,76,1"],
}
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def cells(folder: Path, *files: Path) -> dict[str, list[tuple[str, str | None]]]:
    """Of each file (no two of one stem) the cells as LibreOffice has them: what each shows, its formula."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for kind in sorted({file.suffix for file in files}):
        some = [str(file) for file in files if file.suffix == kind]
        reader = [profile, "--headless", *READERS.get(kind, ()), "--convert-to", "fods", "--outdir"]
        command = [str(OFFICE), *reader, str(folder), *some]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
    return {file.name: _cells(folder / f"{file.stem}.fods") for file in files}


def _cells(document: Path) -> list[tuple[str, str | None]]:
    # LibreOffice wrote it, of our own files
    tree = ElementTree.parse(document)  # noqa: S314
    found = []
    for cell in tree.iter(f"{TABLE}table-cell"):
        words = "\n".join("".join(p.itertext()) for p in cell.iter(f"{TEXT}p"))
        found.append((words, cell.get(f"{TABLE}formula")))
    return found


def test_a_table_of_names_is_a_table_of_texts(tmp_path: Path) -> None:
    columns = Column("name", "name"), Column("n", "n", "right")
    table = Table(columns, tuple((name, 1) for name in NAMES), title="t")
    files = [tmp_path / f"names-{kind}.{kind}" for kind in ("xlsx", "csv", "html")]
    for file in files:
        file.write_bytes(file_bytes(table, file.suffix[1:]))
    for name, found in cells(tmp_path, *files).items():
        assert [formula for _, formula in found if formula] == [], name
        # what would be a formula stands in CSV behind an apostrophe, as a person would type it
        shown = Counter(words.removeprefix("'") for words, _ in found)
        assert {n: shown[n.removeprefix("'")] for n in NAMES} == dict.fromkeys(NAMES, 1), name


@pytest.mark.parametrize("name", ["=1+1", '=HYPERLINK("http://x","y")'])
def test_the_files_of_an_answer_hold_no_formula_of_a_name(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The workbook has formulas of its own, sums and differences, and none of them is the name's."""
    with pytest.raises(SystemExit) as ended:
        main(["solve", str(_scenario(tmp_path, name)), "-o", str(tmp_path / "out"), "-f", "json"])
    assert (ended.value.code, json.loads(capsys.readouterr().out)["status"]) == (0, "optimal")
    found = cells(tmp_path, tmp_path / "out" / "bom.xlsx", tmp_path / "out" / "report.html")
    inside = name.lstrip("=@")[:6]
    for file, every in found.items():
        assert any(words == name for words, _ in every), file
        assert [f for words, f in every if f and inside.casefold() in f.casefold()] == [], file
