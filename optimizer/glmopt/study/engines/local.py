"""Processes of this machine, by concurrent.futures; one that is lost is replaced, its tasks done again."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from typing import Any

from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError, SolverFailure

# Losses while one task is waited for, after which it is the task that is to blame.
MOST_LOSSES = 3


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
        return ProcessPoolExecutor(self.workers, context, initializer=_alone)

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
        for process in set(multiprocessing.active_children()) - self._others:
            _kill(process.pid)
        self._executor.shutdown()


def _alone() -> None:
    """This process and its solvers as a group of their own, which ends as one, and with the process above it.

    Ctrl-C on the terminal is then for that one alone.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "setpgrp"):
        os.setpgrp()
    signal.signal(signal.SIGTERM, lambda _number, _frame: _kill(os.getpid()))
    threading.Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()


def _end_with(parent: BaseProcess | None) -> None:
    if parent is not None:
        parent.join()
        _kill(os.getpid())


def _kill(process: int | None) -> None:
    """End a process and all that it began."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if process is not None and hasattr(os, "killpg") and os.getpgid(process) == process:
            os.killpg(process, signal.SIGKILL)
        elif process is not None:
            os.kill(process, signal.SIGTERM if process != os.getpid() else signal.SIGABRT)
