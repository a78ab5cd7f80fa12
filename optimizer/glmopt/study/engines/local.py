"""Processes of this machine, by concurrent.futures; one that is lost is replaced, its tasks done again."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from typing import Any

from glmopt.errors import Fault, InputError, SolverFailure

# Losses while one task is waited for, after which it is the task that is to blame.
MOST_LOSSES = 3
# Seconds that a process has to end its solver when it is not needed any more.
GRACE_S = 1.0


@dataclass(slots=True)
class _Job:
    """A task with its result to come; `round` counts the executors that there were when it was given."""

    work: Callable[[Any], Any]
    task: Any
    future: Future[Any]
    round: int


@contextmanager
def pool(workers: int | None, scheduler: str | None) -> Iterator[Local]:
    """`workers` processes, one for each processor unless it is said."""
    if scheduler is not None:
        action = "--engine dask or --engine ray"
        fault = Fault("usage", "processes of this machine have no scheduler", None, "--scheduler", action)
        raise InputError(fault)
    opened = Local(workers or _processors())
    try:
        yield opened
    except BaseException:
        opened.stop()
        raise
    opened.close()


def _processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Local:
    """A pool of processes. Its executor breaks when one of them is lost; then there is a new one."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._others = set(multiprocessing.active_children())
        self._jobs: list[_Job] = []
        self._round = 0
        self._executor = self._opened()

    def _opened(self) -> ProcessPoolExecutor:
        # A fork would copy the threads of numpy and of solvers half way through.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self.workers, context, initializer=_deaf)

    def submit(self, work: Callable[[Any], Any], task: Any) -> _Job:
        """Give `task` to a process."""
        job = _Job(work, task, self._given(work, task), self._round)
        self._jobs.append(job)
        return job

    def _given(self, work: Callable[[Any], Any], task: Any) -> Future[Any]:
        try:
            return self._executor.submit(work, task)
        except BrokenProcessPool as broken:
            # found out while it is waited for
            future: Future[Any] = Future()
            future.set_exception(broken)
            return future

    def result(self, job: _Job) -> Any:
        """The result of `job`, begun again where its process was lost."""
        for _ in range(MOST_LOSSES):
            try:
                found = job.future.result()
            except BrokenProcessPool:
                if job.round == self._round:
                    self._replace()
                continue
            self._jobs.remove(job)
            return found
        raise SolverFailure(f"a process was lost {MOST_LOSSES} times over the same points of the sweep")

    def _replace(self) -> None:
        """A new executor, and all that the old one owes given to it."""
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = self._opened()
        self._round += 1
        for job in self._jobs:
            if not job.future.done() or job.future.cancelled() or job.future.exception() is not None:
                job.future, job.round = self._given(job.work, job.task), self._round

    def close(self) -> None:
        """End the processes; there is nothing left for them to do."""
        self._executor.shutdown()

    def stop(self) -> None:
        """End the processes at once, and the solvers that they run."""
        self._executor.shutdown(wait=False, cancel_futures=True)
        mine: list[BaseProcess] = [p for p in multiprocessing.active_children() if p not in self._others]
        for process in mine:
            process.terminate()
        for process in mine:
            process.join(GRACE_S)
            process.kill()
        self._executor.shutdown()


def _deaf() -> None:
    """Ctrl-C is for the process that gives the tasks; it ends this one, and its solver, when it comes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)


def _end(number: int, _frame: Any) -> None:
    raise SystemExit(128 + number)
