"""Where the points of a sweep are solved: here, in processes of this machine, or on a cluster of Dask or Ray.

An engine is a file of its own: a context that gives a pool, and its name in ENGINES. Each of them sees to it
that a task whose worker is lost is done again.
"""

from __future__ import annotations

import importlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")

ENGINES = ("local", "dask", "ray")
# Tasks for each worker that are on their way: one that it works on, one that waits for it.
AHEAD = 2


class Pool(Protocol):
    """`workers` workers of an engine, to whom work is given and whose results are asked for later."""

    workers: int

    def submit(self, work: Callable[[T], R], task: T) -> Any:
        """Begin `work(task)`; what is returned is the handle of its result."""

    def result(self, handle: Any) -> Any:
        """The result behind a handle, waited for. Raises SolverFailure where workers are lost over it."""


def open_pool(engine: str | None, workers: int | None, scheduler: str | None) -> AbstractContextManager[Pool]:
    """The pool of the named engine; of this process alone where it is None.

    `workers` are processes of this machine, `scheduler` the address of a cluster that is there already.
    Raises InputError where the engine is not installed, and where no cluster answers.
    """
    if engine is None:
        from glmopt.study.engines.here import Here

        return Here()
    module = importlib.import_module(f"glmopt.study.engines.{engine}")
    opened: AbstractContextManager[Pool] = module.pool(workers, scheduler)
    return opened


def in_order(pool: Pool, work: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
    """The results of `tasks` in their order; few tasks are taken ahead, so that many take no more room."""
    waiting: deque[Any] = deque()
    for task in tasks:
        waiting.append(pool.submit(work, task))
        if len(waiting) >= AHEAD * pool.workers:
            yield pool.result(waiting.popleft())
    while waiting:
        yield pool.result(waiting.popleft())
