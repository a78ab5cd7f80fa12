"""Sweeps beyond one process: the same rows in the same order, whoever solves them and whoever is lost."""

from __future__ import annotations

import importlib
import importlib.util
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from glmopt.catalog import Catalog
from glmopt.errors import CheckFailure, Fault, InputError, Place, SolverFailure
from glmopt.scenario import Scenario, catalog_for, load_scenario, parse_settings
from glmopt.study import Variation, compare, record, sweep
from glmopt.study.engines import ENGINES, in_order, open_pool
from glmopt.study.packed import Packed, Study
from glmopt.study.sweep import Task, work

pytestmark = pytest.mark.skipif(os.name != "posix", reason="looks for processes in /proc")

GRID = ("demand.streams=" + ",".join(str(20 + 3 * k) for k in range(60)), "budget.max=60万,120万")


@pytest.fixture(scope="module")
def scenario(root: Path) -> Scenario:
    return load_scenario(root / "scenarios" / "200streams.yaml")


@pytest.fixture(scope="module")
def truth(scenario: Scenario) -> list[dict[str, Any]]:
    """The rows as one process solves them, one after the other."""
    found = compare(scenario, parse_settings(GRID, many=True))
    return [record(found.base, v) for v in found.rows]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A cluster of Dask that is there already: two workers on this machine."""
    distributed = pytest.importorskip("distributed")
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    )
    yield cluster.scheduler_address
    # Dask gives a worker that it has killed a few seconds to be gone, and a busy machine takes longer.
    with suppress(TimeoutError):
        cluster.close()


def records(rows: list[Variation]) -> list[dict[str, Any]]:
    return [record(rows[0], row) for row in rows]


def solvers_of_this_process() -> list[int]:
    """The processes below this one that run points of a sweep."""
    parents, lines = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            lines[int(folder.name)] = (folder / "cmdline").read_bytes()
        except OSError:
            continue
    found = []
    for pid, line in lines.items():
        above = pid
        while above in parents and above != os.getpid():
            above = parents[above]
        if above == os.getpid() and (b"spawn_main" in line or line.startswith(b"ray::work")):
            found.append(pid)
    return found


def with_a_loss(scenario: Scenario, engine: str, workers: int | None, address: str | None) -> list[Variation]:
    """The rows of the grid, one process killed when the first of them is there."""
    asked = sweep(scenario, parse_settings(GRID, many=True))
    rows = []
    with open_pool(engine, workers, address) as pool:
        for row in asked.rows(pool):
            if not rows:
                victim = solvers_of_this_process()[0]
                os.kill(victim, signal.SIGKILL)
            rows.append(row)
    return rows


def test_local_processes_say_the_same_and_a_lost_one_loses_no_row(
    scenario: Scenario, truth: list[dict[str, Any]]
) -> None:
    before = set(solvers_of_this_process())
    assert records(with_a_loss(scenario, "local", 2, None)) == truth
    assert set(solvers_of_this_process()) <= before


def test_dask_says_the_same_and_a_lost_worker_loses_no_row(
    scenario: Scenario, truth: list[dict[str, Any]], address: str
) -> None:
    assert records(with_a_loss(scenario, "dask", None, address)) == truth


def test_ray_says_the_same_and_a_lost_worker_loses_no_row(
    scenario: Scenario, truth: list[dict[str, Any]]
) -> None:
    pytest.importorskip("ray")
    assert records(with_a_loss(scenario, "ray", 2, None)) == truth


GUEST = """
import sys
from os.path import basename
from glmopt.errors import InputError
from glmopt.study.engines import in_order, open_pool
try:
    with open_pool("ray", None, sys.argv[1]) as pool:
        print(list(in_order(pool, basename, ["a/row"])))
except InputError as error:
    print(error.faults[0].action)
"""
HOST = """
import os, subprocess, sys
from glmopt.study.engines import open_pool
alone = dict(os.environ)
with open_pool("ray", 1, None):
    import ray
    address = ray.get_runtime_context().gcs_address
    for env in (dict(os.environ), alone):
        subprocess.run([sys.executable, "-c", sys.argv[1], address], env=env, check=True)
"""


@pytest.mark.skipif(not importlib.util.find_spec("ray"), reason="Ray is not installed")
def test_a_cluster_of_ray_takes_work_from_whoever_has_its_token_and_from_nobody_else(tmp_path: Path) -> None:
    """A guest in the environment of the host, and one who has what the host had before."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("RAY_AUTH_")} | {"HOME": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", HOST, GUEST], env=env, capture_output=True, text=True, check=True
    )
    refused = "look at its address, and at RAY_AUTH_TOKEN if it asks for a token"
    assert run.stdout.splitlines() == ["['row']", refused]


def test_points_that_cost_three_processes_end_the_sweep() -> None:
    """os.abort takes no argument: os._exit ends the process at once, whenever it is begun."""
    with (
        pytest.raises(SolverFailure, match="a process was lost 3 times"),
        open_pool("local", 1, None) as pool,
    ):
        list(in_order(pool, os._exit, [1]))


def test_results_come_in_the_order_of_the_tasks_and_few_are_taken_ahead() -> None:
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for task in range(40):
            taken.append(task)
            yield task

    with open_pool("local", 2, None) as pool:
        for done, result in enumerate(in_order(pool, abs, tasks())):
            assert result == done
            assert len(taken) <= done + 4
    assert len(taken) == 40


def test_it_goes_on_from_its_file_with_any_engine(
    scenario: Scenario, truth: list[dict[str, Any]], tmp_path: Path
) -> None:
    """Half of what one process kept, the last row torn: the rest is made elsewhere, and nothing is lost."""
    grid = parse_settings(GRID, many=True)
    whole, half = tmp_path / "whole.jsonl", tmp_path / "half.jsonl"
    with open_pool(None, None, None) as pool:
        assert records(list(sweep(scenario, grid, whole).rows(pool))) == truth
    lines = whole.read_bytes().splitlines(keepends=True)
    assert len(lines) == len(truth)
    half.write_bytes(b"".join(lines[:60]) + lines[60][:-9])
    with open_pool("local", 2, None) as pool:
        assert records(list(sweep(scenario, grid, half).rows(pool))) == truth
    assert half.read_bytes() == whole.read_bytes()
    other = parse_settings(("demand.streams=20,40",), many=True)
    with (
        pytest.raises(InputError, match="another scenario, catalog or study"),
        open_pool(None, None, None) as p,
    ):
        list(sweep(scenario, other, half).rows(p))


def test_rows_that_are_there_are_not_solved_again(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    grid = parse_settings(("demand.streams=20,40",), many=True)
    asked = sweep(scenario, grid)
    study = pickle.loads(pickle.dumps(Packed(Study(asked.scenario, asked.catalog))))  # noqa: S301
    points = tuple((k, p, None) for k, p in enumerate(asked.points(), start=1))
    first = work(Task(importlib.import_module("glmopt").__version__, study, points))
    assert not isinstance(first, Exception)
    again = [(k, p, row) for (k, p, _), (_, row) in zip(points, first, strict=True)]
    monkeypatch.setattr(importlib.import_module("glmopt.study.point"), "prove_or_recall", None)
    second = work(Task(importlib.import_module("glmopt").__version__, study, tuple(again)))
    assert not isinstance(second, Exception)
    assert [v for v, _ in second] == [v for v, _ in first]
    assert [row for _, row in second] == [None] * 3


def test_a_study_is_opened_once_for_all_tasks_that_travel(scenario: Scenario) -> None:
    sent = Packed(Study(scenario, catalog_for(scenario)))
    assert sent.study is sent.study
    first, second = (pickle.loads(pickle.dumps(sent)) for _ in range(2))  # noqa: S301
    assert first.study is second.study
    assert first.study is not sent.study
    assert first.study.scenario == scenario


def test_a_worker_of_another_version_is_refused(scenario: Scenario) -> None:
    told = work(Task("0.0.1", Packed(b""), ()))
    assert isinstance(told, InputError)
    assert "is asked by 0.0.1" in str(told)


def test_what_is_wrong_is_told_in_full_before_the_first_solve(scenario: Scenario) -> None:
    grid = parse_settings(("demand.streams=20,-1,many", "budget.max=60万,nothing"), many=True)
    with pytest.raises(InputError) as caught:
        sweep(scenario, grid)
    assert len(caught.value.faults) == 3


def test_what_goes_wrong_in_a_worker_is_told_here(scenario: Scenario) -> None:
    """The card is looked for when the problem is made, in the worker."""
    grid = parse_settings(("cards.allow=[nonesuch-1g]",), many=True)
    with pytest.raises(InputError, match="nonesuch-1g"), open_pool("local", 1, None) as pool:
        list(sweep(scenario, grid).rows(pool))


@pytest.mark.parametrize(
    "error",
    [
        InputError([Fault("usage", "this", Place("a.yaml", 3, 1), "key", "that"), Fault("no-price", "x")]),
        CheckFailure(["one", "two"]),
        SolverFailure("no answer"),
    ],
)
def test_errors_cross_to_another_process(error: Exception) -> None:
    back = copied(error)
    assert type(back) is type(error)
    assert str(back) == str(error)


def test_a_catalog_crosses_to_another_process(shipped: Catalog) -> None:
    assert copied(shipped) == shipped


def copied(value: object) -> object:
    """What another process gets of it."""
    return pickle.loads(pickle.dumps(value))  # noqa: S301


@pytest.mark.parametrize(("engine", "package"), [("dask", "distributed"), ("ray", "ray")])
def test_an_engine_that_is_not_installed_is_named(
    engine: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(InputError) as caught, open_pool(engine, 2, None):
        pass
    fault = caught.value.faults[0]
    assert (fault.code, fault.action) == ("missing-part", f'pip install "glmopt[{engine}]"')


def test_a_cluster_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(importlib.import_module("glmopt.study.engines.dask"), "TIMEOUT_S", 1)
    with (
        pytest.raises(InputError, match="no cluster of Dask answers at tcp"),
        ExitStack() as stack,
    ):
        stack.enter_context(open_pool("dask", None, "tcp://127.0.0.1:9"))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_cluster_has_its_own_workers(engine: str) -> None:
    with pytest.raises(InputError), open_pool(engine, 2, "tcp://127.0.0.1:9"):
        pass


def test_few_points_are_shared_out(scenario: Scenario) -> None:
    """Nine rows on two workers are not one task of nine."""
    seen: list[int] = []

    class Counting:
        workers = 2

        def submit(self, function: Any, task: Any) -> Any:
            seen.append(len(task.points))
            return function, task

        def result(self, handle: Any) -> Any:
            return handle[0](replace(handle[1]))

    grid = parse_settings(("demand.streams=20,40,60,80,100,120,140,160",), many=True)
    assert len(list(sweep(scenario, grid).rows(Counting()))) == 9
    assert seen == [1] * 9
