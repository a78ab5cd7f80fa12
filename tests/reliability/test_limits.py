"""Limits: of time, of load, of size; the same bytes from every solver and every Python at hand."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from glmopt.catalog import data_root

QUICK = str(data_root() / "scenarios" / "200streams.yaml")


@pytest.fixture
def world(tmp_path):
    from process import World

    return World(tmp_path)


@pytest.mark.parametrize("limit", [0.5, 3])
def test_a_time_limit_is_kept_with_bound_and_gap(world, limit):
    """The limit is kept to a second where that is measured (measure.py time-limits)."""
    from process import SOON_S, hard_scenario

    (world.home / "s.yaml").write_text(hard_scenario(limit), encoding="utf-8")
    run = world.run("solve", "s.yaml", "-f", "json")
    document = run.document()
    assert run.seconds < limit + SOON_S
    assert (run.code, document["status"]) in {(1, "feasible"), (1, "unknown")}
    if document["status"] == "feasible":
        objective = document["objective"]
        assert objective["bound"] <= objective["value"]
        assert objective["gap"] == pytest.approx(1 - objective["bound"] / objective["value"])


@pytest.mark.parametrize("limit", ["0.0001", "0.01"])
def test_a_time_limit_of_nothing_is_no_crash(world, limit):
    run = world.run("solve", QUICK, "-f", "json", "--set", f"solver.time_limit_s={limit}")
    document = run.document()
    assert run.code in (0, 1)
    assert document["status"] in ("optimal", "feasible", "unknown")
    if document["status"] == "optimal":
        assert document["totals"]["cost"] == 1_006_200


@pytest.mark.parametrize("kind", ["explain, hard", "whatif, hard", "frontier, hard"])
def test_studies_of_a_hard_scenario_end_by_ctrl_c(world, kind):
    from faults import strike_study

    _, wrong = strike_study(world, kind, 3.0)
    assert wrong == []


def test_a_thousand_million_and_seven_streams_are_exact(world):
    """A card of one stream at 1 CNY: 1,000,000,007 of them, to the last."""
    (world.home / "s.yaml").write_text(
        "demand: {streams: 1000000007}\n"
        "cards:\n  allow: []\n  define: {one: {vram_gb: 16, fp16_tflops: 1, streams: {low: 1, high: 1}}}\n"
        "  price: {one: 1}\n",
        encoding="utf-8",
    )
    run = world.run("solve", "s.yaml", "-f", "json")
    document = run.document()
    assert (run.code, document["status"]) == (0, "optimal")
    assert document["totals"]["cards"] == document["totals"]["cost"] == 1_000_000_007


def test_runs_side_by_side_in_one_folder_are_all_right(world):
    """Each asks for another number of streams; all share one temp folder."""
    from load import side_by_side

    assert side_by_side(world, 12, 6) == []
    assert list(world.temp.iterdir()) == []


def test_repeats_give_the_same_bytes():
    from same_bytes import answer

    assert len({answer(sys.executable) for _ in range(3)}) == 1


def test_both_solvers_give_the_same_plan():
    from same_bytes import answer

    assert len({answer(sys.executable, name).plan for name in ("highs", "cbc")}) == 1


def test_writers_of_one_file_never_mix(tmp_path):
    """Twenty threads write two different texts to one name; a reader only ever sees one of them, whole."""
    from glmopt.reports.files import write_whole

    path = tmp_path / "result.json"
    texts = (b"a" * 100_000, b"b" * 70_000)
    path.write_bytes(texts[0])
    seen: set[bytes] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.add(path.read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda k: write_whole(path, texts[k % 2]), range(60)))
    done.set()
    reader.join()
    assert seen <= set(texts)
    assert [p.name for p in tmp_path.iterdir()] == ["result.json"]


def test_an_unfinished_file_of_a_dead_writer_is_swept_and_others_are_not(tmp_path):
    import os

    from glmopt.reports.files import write_whole

    hour = time.time() - 3600
    dead = tmp_path / ".result.json.abcdefgh.glmopt-new"
    young = tmp_path / ".result.json.abcdefg2.glmopt-new"
    other = tmp_path / ".result.json.backup"
    alive = tmp_path / ".result.json.abcdefg3.glmopt-new"
    for path in (dead, young, other, alive):
        path.write_text("half", encoding="utf-8")
    for path in (dead, other, alive):
        os.utime(path, (hour, hour))
    import fcntl

    with alive.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        write_whole(tmp_path / "result.json", b"new")
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
        ["result.json", young.name, other.name, alive.name]
    )


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="no setpriv")
def test_setpriv_is_used_where_it_is_there():
    from glmopt.solvers.scratch import mortal

    assert mortal() == ("setpriv", "--pdeathsig", "KILL", "--")


def test_without_setpriv_cbc_runs_all_the_same(world):
    (world.root / "bin").mkdir()
    world.environ["PATH"] = str(world.root / "bin")
    document = world.run("solve", QUICK, "-f", "json").document()
    assert len(document["run"]["proofs"]) == 2
    assert Path(sys.executable).is_absolute()
