"""A cluster of Dask: one that is there already, or one of processes of this machine.

Dask itself gives the tasks of a lost worker to another one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from glmopt.errors import Fault, InputError, SolverFailure
from glmopt.study.engines.terms import missing, missing_there, one_of, unreached

TIMEOUT_S = 15


@contextmanager
def pool(workers: int | None, scheduler: str | None) -> Iterator[Dask]:
    """The workers behind `scheduler`, or `workers` processes, one for each processor unless it is said."""
    one_of(workers, scheduler)
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise missing("dask", "distributed") from None
    with ExitStack() as stack:
        where: Any = scheduler
        if where is None:
            where = LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL
            )
            stack.enter_context(where)
        try:
            client = stack.enter_context(Client(where, timeout=TIMEOUT_S, set_as_default=False))
        except (OSError, ValueError) as error:
            raise unreached("Dask", str(scheduler)) from error
        yield Dask(client)


class Dask:
    """The workers of a cluster of Dask."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.workers = sum(client.nthreads().values())
        if not self.workers:
            raise InputError(Fault("usage", "the cluster has no workers", field="--scheduler"))

    def submit(self, work: Callable[[Any], Any], task: Any) -> Any:
        """Give `task` to the cluster."""
        return self._client.submit(work, task, pure=False)

    def result(self, handle: Any) -> Any:
        """What a worker answers."""
        from distributed.scheduler import KilledWorker

        try:
            return handle.result()
        except KilledWorker as lost:
            raise SolverFailure("workers were lost over the same points of the sweep") from lost
        except ImportError as error:
            raise missing_there(error) from error
