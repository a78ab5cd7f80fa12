"""Files that must be refused, ours and those of a corpus: how each ends, and what it takes.

Each runs in a child of a process that has glmopt loaded, so that the figures are those of the file alone.
"""

from __future__ import annotations

import contextlib
import csv
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fuzz_texts import _cases

SECONDS, MEGABYTES = 1.0, 200


@dataclass(frozen=True, slots=True)
class Ended:
    """How one file ended: exit code, what was said, processor seconds and the most megabytes."""

    code: int
    out: str
    err: str
    seconds: float
    megabytes: float


def files() -> Iterator[tuple[str, bytes, tuple[str, ...]]]:
    """Name, content and command of each case that is one file."""
    scenarios, carried, heavy = _cases("test_scenarios"), _cases("test_carried"), _cases("test_heavy")
    solve = ("solve", "{}", "-o", "out")
    for line, text, *_ in scenarios.REFUSED:
        yield f"{line}-{text}", scenarios._edited(line, text).encode("utf-8"), solve
    for name, content, *_ in scenarios.FILES:
        yield name, content, solve
    for line in carried.REFUSED:
        yield line, f"{carried.HEAD}{line}\n".encode(), solve
    for name, content in heavy.HEAVY.items():
        yield name, content, ("validate", "{}")
    for line, *_ in _cases("test_servers").CASES:
        yield line, f"{_cases('test_servers').HEAD}{line}\n".encode(), solve
    for name, (content, *_) in _cases("test_tables").REFUSED.items():
        data = content if isinstance(content, bytes) else content.encode()
        yield name, data, ("calibrate", "{}", "--save", "own.yaml")
    for name, content in _cases("test_journals").LINES.items():
        quick = _cases("test_journals").QUICK
        yield name, content, ("frontier", quick, "--streams", "1..3", "--resume", "{}")


def run(arguments: list[str], folder: Path) -> Ended:
    """One command in a child, in `folder`."""
    out, err = folder.parent / "out.txt", folder.parent / "err.txt"
    child = os.fork()
    if child == 0:
        _child(arguments, folder, out, err)
    _, status, used = os.wait4(child, 0)
    return Ended(
        os.waitstatus_to_exitcode(status),
        out.read_text(encoding="utf-8", errors="replace"),
        err.read_text(encoding="utf-8", errors="replace"),
        used.ru_utime + used.ru_stime,
        used.ru_maxrss / 1024,
    )


def _child(arguments: list[str], folder: Path, out: Path, err: Path) -> None:
    code = 99
    try:
        os.chdir(folder)
        with out.open("w", encoding="utf-8") as said, err.open("w", encoding="utf-8") as told:
            sys.stdout, sys.stderr = said, told
            with contextlib.suppress(SystemExit):
                from glmopt.cli import main

                try:
                    main(arguments)
                except SystemExit as ended:
                    code = int(ended.code or 0)
    finally:
        os._exit(code)


def wrong(ended: Ended, before: list[str], folder: Path) -> list[str]:
    """What is not as it should be with a file that must be refused."""
    found = []
    if ended.code != 2:
        found.append(f"exit code {ended.code}")
    if "Traceback" in ended.out + ended.err or "error[bug]" in ended.out + ended.err:
        found.append("a traceback")
    try:
        first = json.loads(ended.out)["errors"][0]
        if not (first["file"] and first["message"]):
            found.append("no file named")
    except (ValueError, KeyError, IndexError):
        found.append("no document of errors")
    if ended.seconds > SECONDS:
        found.append(f"{ended.seconds:.2f} s")
    if ended.megabytes > MEGABYTES:
        found.append(f"{ended.megabytes:.0f} MB")
    if sorted(p.name for p in folder.iterdir()) != before:
        found.append("something was written")
    return found


def all_of_ours(folder: Path, every: int) -> Iterator[tuple[str, Ended, list[str]]]:
    """Every so-manieth case of tests/badinput that is one file, with how it ended and what was wrong."""
    home = folder / "home"
    for number, (name, content, command) in enumerate([*files()][::every]):
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        (home / "s.yaml").write_bytes(content)
        arguments = [word.format(home / "s.yaml") if word == "{}" else word for word in command]
        ended = run([*arguments, "-f", "json"], home)
        yield f"{number} {name[:60]!a}", ended, wrong(ended, ["s.yaml"], home)


def all_of(corpus: Path, folder: Path, every: int) -> Iterator[tuple[str, Ended, list[str]]]:
    """Every so-manieth file of a corpus with an INDEX.csv: in another schema, refused at least for that."""
    home = folder / "home"
    shutil.copytree(corpus, home, symlinks=True)
    with (corpus / "INDEX.csv").open(encoding="utf-8", newline="") as index:
        rows = [row for row in csv.DictReader(index) if row["expect"] != "part"]
    for row in rows[::every]:
        path = home / row["file"]
        with contextlib.suppress(OSError):
            _set_up(row["setup"], path.parent)
        before = sorted(p.name for p in home.iterdir())
        command = "calibrate" if path.suffix == ".csv" else "solve"
        ended = run([command, str(path), "-f", "json"], home)
        yield row["file"], ended, wrong(ended, before, home)


def _set_up(words: str, folder: Path) -> None:
    """What a file of data cannot hold: pipes, links."""
    for step in words.split(";"):
        match step.split():
            case ["mkfifo", name]:
                os.mkfifo(folder / name)
            case ["ln", "-s", target, name]:
                (folder / name).symlink_to(target)


def figures(corpus: Path | None, every: int = 1) -> dict[str, dict[str, object]]:
    """The figures of our cases, and of the corpus where one is given; of each `every`-th."""
    from glmopt.problem import formulate  # noqa: F401  loaded before the children are made

    found = {}
    with tempfile.TemporaryDirectory() as folder:
        runs = {"our own formats": all_of_ours(Path(folder) / "ours", every)}
        if corpus is not None:
            runs["a corpus in another schema"] = all_of(corpus, Path(folder) / "theirs", every)
        for name, cases in runs.items():
            (Path(folder) / ("ours" if name.startswith("our") else "theirs")).mkdir()
            ended = list(cases)
            bad = [f"{case}: {', '.join(words)}" for case, _, words in ended if words]
            found[name] = {
                "files": len(ended),
                "wrong": len(bad),
                "slowest in s": round(max(e.seconds for _, e, _ in ended), 2),
                "most MB": round(max(e.megabytes for _, e, _ in ended)),
                **({"what": bad[:20]} if bad else {}),
            }
    return found
