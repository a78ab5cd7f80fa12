"""Files are written whole, and several of them together or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from glmopt.errors import InputError
from glmopt.reports.files import write_all, write_whole


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_all_files_are_written_and_nothing_is_left_beside_them(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o600)
    write_all({tmp_path / "a": b"1", tmp_path / "b": b"2"})
    assert {n: (tmp_path / n).read_bytes() for n in names(tmp_path)} == {"a": b"1", "b": b"2"}
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


def test_one_that_is_refused_leaves_all_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "c").mkdir()
    with pytest.raises(InputError, match="not a regular file"):
        write_all({tmp_path / "a": b"1", tmp_path / "b": b"2", tmp_path / "c": b"3"})
    assert names(tmp_path) == ["a", "c"]
    assert (tmp_path / "a").read_bytes() == b"old"


@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_a_failure_halfway_gives_the_names_back(
    fails_at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fails at one of three files: the first two stood there before, the third did not."""
    for name in "ab":
        (tmp_path / name).write_bytes(f"old {name}".encode())
    taken, replace = [], Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target.name in "abc" and target.name not in taken:
            taken.append(target.name)
            if len(taken) == fails_at:
                raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises((InputError, OSError), match="No space left"):
        write_all({tmp_path / name: b"new" for name in "abc"})
    assert names(tmp_path) == ["a", "b"]
    assert [(tmp_path / n).read_bytes() for n in "ab"] == [b"old a", b"old b"]


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    with pytest.raises(InputError, match="symbolic link"):
        write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="cannot be written"):
        write_all({tmp_path / "a": b"1"})
    tmp_path.chmod(0o700)
