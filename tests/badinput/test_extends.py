"""What a scenario extends, and what it writes over it: a mistake is refused where it is."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from glmopt.cli import main

PARENT = "demand: {streams: 200}\nprices: cn-2026\ncards: {deny: [rtx-3090-24g]}\n"
# What stands on the second line, under `extends: parent.yaml`: code, and a word the error must name.
REFUSED = {
    "demand: {stream: 5}": ("unknown-key", "streams"),
    "cards: []": ("wrong-type", "a mapping"),
    "cards: {deny: {rtx-3090-24g: true}}": ("wrong-type", "a list"),
    "demand: 5": ("wrong-type", "a mapping"),
    "demand: null": ("wrong-type", "demand"),
    "extends: parent.yaml": ("duplicate-key", "extends"),
}


def _first(path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    with pytest.raises(SystemExit) as ended:
        main(["solve", str(path), "-f", "json"])
    out, err = capsys.readouterr()
    assert ended.value.code == 2, out[:300]
    assert "Traceback" not in err
    first: dict[str, object] = json.loads(out)["errors"][0]
    return first


@pytest.mark.parametrize("line", REFUSED)
def test_what_is_laid_on_is_refused_at_its_own_line(
    line: str, write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    write(PARENT, "parent.yaml")
    path = write(f"extends: parent.yaml\n{line}\n")
    first = _first(path, capsys)
    code, named = REFUSED[line]
    assert (first["code"], first["file"], first["line"]) == (code, str(path), 2)
    assert named in json.dumps(first)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take one letter case for the other")
def test_a_name_in_another_letter_case_is_another_name(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    write(PARENT, "parent.yaml")
    first = _first(write("extends: PARENT.yaml\n"), capsys)
    assert (first["code"], first["line"]) == ("file-missing", 1)


@pytest.fixture
def nobody() -> Iterator[Path]:
    """A folder that all may read; root is somebody else here, for whom closed files are closed."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            yield Path(folder)
        finally:
            if root:
                os.seteuid(0)


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX modes")
@pytest.mark.parametrize("name", ["s.yaml", "parent.yaml"])
def test_a_file_that_may_not_be_read_is_named(
    name: str, nobody: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, closed = nobody / "s.yaml", nobody / name
    uid = os.geteuid()
    os.seteuid(os.getuid())
    path.write_text("extends: parent.yaml\n", encoding="utf-8")
    (nobody / "parent.yaml").write_text(PARENT, encoding="utf-8")
    closed.chmod(0)
    os.seteuid(uid)
    first = _first(path, capsys)
    assert (first["code"], first["file"]) == ("file-missing", str(closed))
    assert "ermission" in json.dumps(first)
