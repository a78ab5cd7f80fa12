"""Files to continue from that must be refused: what is no study, no file, or of another size."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from glmopt.catalog import data_root
from glmopt.cli import main
from glmopt.errors import InputError
from glmopt.study import Journal
from glmopt.study.journal import MAX_JOURNAL_BYTES

QUICK = str(data_root() / "scenarios" / "200streams.yaml")
LINES: dict[str, bytes] = {
    "a scenario": b"demand: {streams: 200}\n",
    "a list": b"[1, 2]\n",
    "no row": b'{"study": "d", "key": "k"}\n',
    "a deep list": b"[" * 100_000 + b"\n",
    "a key that is none": b'{"study": "d", "key": [], "row": 1}\n{"study": "d"}\n',
    "a row without its digest": b'{"study": "d", "key": "k", "row": 1}\n',
    "a row with the digest of another": b'{"study": "d", "key": "k", "row": 1, "sha256": "d"}\n',
    "a digest that is none": b'{"study": "d", "key": "k", "row": 1, "sha256": [1]}\n',
    "GBK": "{'名': 1}\n".encode("gbk"),
    "a number of five thousand digits": b'{"study": "d", "key": ' + b"9" * 5000 + b', "row": 1}\n',
    "no line end at all": b"hello",
}


@pytest.mark.parametrize("what", LINES)
def test_a_file_that_is_no_study_is_refused_and_stays_as_it_is(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "study.jsonl"
    path.write_bytes(LINES[what])
    with pytest.raises(InputError):
        Journal(path, "d")
    with pytest.raises(SystemExit) as ended:
        main(["frontier", QUICK, "--streams", "1..3", "--resume", str(path), "-f", "json"])
    (error,) = json.loads(capsys.readouterr().out)["errors"]
    assert (ended.value.code, error["file"]) == (2, str(path))
    assert error["code"] in ("bad-data", "other-study")
    assert path.read_bytes() == LINES[what]


def test_a_pipe_a_folder_and_a_huge_file_are_refused_unread(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "huge").open("wb") as sparse:
        sparse.truncate(MAX_JOURNAL_BYTES + 1)
    for path in (tmp_path / "pipe", tmp_path / "huge", tmp_path):
        with pytest.raises(InputError) as caught:
            Journal(path, "d")
        assert caught.value.faults[0].code == "file-kind"
