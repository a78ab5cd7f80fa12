"""Files made to be heavy: refused at once and within 200 MB, as processes.

That each takes less than a second is measured (tests/reliability/measure.py bad-input); here it is enough
that none takes the minutes that it would without a bound.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

BASE = b"demand: {streams: 200}\nprices: cn-2026\n"
SECONDS = 10.0
MEGABYTES = 200


def _bomb() -> bytes:
    """Nine levels of nine aliases each: a thousand million words once they are written out."""
    lines = [b"name: &a0 [x, x, x, x, x, x, x, x, x]"]
    keys = (b"cards", b"rules", b"budget", b"money", b"solver", b"what_if", b"sweep", b"prices")
    for k, key in enumerate(keys):
        lines.append(b"%s: &a%d [%s]" % (key, k + 1, b", ".join([b"*a%d" % k] * 9)))
    return b"\n".join(lines) + b"\ndemand: {streams: 1}\n"


HEAVY: dict[str, bytes] = {
    "an alias bomb": _bomb(),
    "three thousand brackets": b"demand: " + b"[" * 3000 + b"\n",
    "three thousand closed brackets": b"demand: " + b"[" * 3000 + b"]" * 3000 + b"\n",
    "a hundred thousand braces": b"demand: " + b"{a: " * 100_000 + b"\n",
    "a number of five thousand digits": b"demand: {streams: " + b"9" * 5000 + b"}\n",
    "a number of half a million digits": b"demand: {streams: " + b"9" * 500_000 + b"}\n",
    "a power of ten": b"demand: {}\nbudget: {max: 1e999999999}\n",
    "a long name": BASE + b"name: " + b"x" * 500_000 + b"\n",
    "a long key": BASE + b"x" * 500_000 + b": 1\n",
    "ten thousand keys": BASE + b"".join(b"k%d: 1\n" % k for k in range(10_000)),
    "ten thousand cards": BASE
    + b"cards:\n  deny: ["
    + b", ".join(b"c%d" % k for k in range(10_000))
    + b"]\n",
    "ten megabytes": BASE + b"# filler\n" * 1_200_000,
    "a line without end": b"a" * 900_000,
    "quotes without end": b'demand: "' + b"\\x41" * 200_000,
    "one key again and again": b"demand: {}\n" * 20_000,
    "combining marks": BASE + b"name: Z" + "\u0301".encode() * 100_000 + b"\n",
    "blanks": b"demand:" + b" " * 900_000 + b"[\n",
    "a hundred thousand values": b"demand: [" + b"1, " * 100_000 + b"]\n",
    "comments": b"# " + b"x" * 900_000 + b"\n",
}


def _run(path: Path) -> tuple[int, str, float, float]:
    """Exit code, output, processor seconds and the most megabytes of `glmopt validate`."""
    command = [
        sys.executable,
        "-c",
        "from glmopt.cli import main; main()",
        "validate",
        str(path),
        "-f",
        "json",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    with process.stdout:
        out = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, out, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


@pytest.mark.skipif(sys.platform == "win32", reason="needs wait4")
@pytest.mark.parametrize("what", HEAVY)
def test_a_heavy_file_is_refused_fast(what: str, tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_bytes(HEAVY[what])
    code, out, seconds, megabytes = _run(path)
    assert code == 2, out[:500]
    errors = json.loads(out)["errors"]
    assert 1 <= len(errors) <= 21
    assert all(len(e["message"]) < 700 for e in errors)
    assert len(out) < 40_000
    assert seconds < SECONDS
    assert megabytes < MEGABYTES
    assert [p.name for p in tmp_path.iterdir()] == ["s.yaml"]


def _into(folder: Path, what: str) -> None:
    (folder / "cards").mkdir(parents=True)
    match what:
        case "a pipe":
            os.mkfifo(folder / "cards" / "a.yaml")
        case "a loop":
            (folder / "cards" / "a.yaml").symlink_to("a.yaml")
        case "a folder that holds itself":
            (folder / "cards" / "again").symlink_to("..")
            (folder / "cards" / "a.yaml").write_text("id: a\n", encoding="utf-8")
        case "a device":
            (folder / "cards" / "a.yaml").symlink_to("/dev/zero")
        case "a gigabyte":
            with (folder / "cards" / "a.yaml").open("wb") as file:
                file.truncate(1 << 30)
        case "a folder":
            (folder / "cards" / "a.yaml").mkdir()
        case "a bomb":
            (folder / "cards" / "a.yaml").write_bytes(_bomb())
        case "GBK":
            (folder / "cards" / "a.yaml").write_bytes("id: 昇腾\n".encode("gbk"))


@pytest.mark.parametrize(
    "what",
    ["a pipe", "a loop", "a folder that holds itself", "a device", "a gigabyte", "a folder", "a bomb", "GBK"],
)
def test_a_catalog_folder_with_something_odd_in_it_is_refused_fast(
    what: str, tmp_path: Path, write: Callable[..., Path]
) -> None:
    path = write("demand: {streams: 200}\nprices: cn-2026\ncatalogs: [shop]\n")
    _into(tmp_path / "shop", what)
    code, out, seconds, megabytes = _run(path)
    assert code == 2, out[:500]
    errors = json.loads(out)["errors"]
    assert any("a.yaml" in (e["file"] or "") for e in errors), errors
    assert seconds < SECONDS
    assert megabytes < MEGABYTES


def test_sixty_files_that_extend_each_other_are_refused_fast(tmp_path: Path) -> None:
    for k in range(60):
        text = f"extends: s{k + 1}.yaml\ndemand: {{streams: 200}}\n"
        (tmp_path / f"s{k}.yaml").write_text(text, encoding="utf-8")
    code, out, seconds, _ = _run(tmp_path / "s0.yaml")
    assert code == 2
    assert json.loads(out)["errors"][0]["code"] == "extends-cycle"
    assert seconds < SECONDS
