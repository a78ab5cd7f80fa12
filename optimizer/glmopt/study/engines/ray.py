"""A cluster of Ray: one that is there already, or one of processes of this machine.

Ray itself gives the task of a lost worker to another one.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from glmopt.errors import SolverFailure
from glmopt.study.engines.terms import missing, missing_there, one_of, unreached

MOST_LOSSES = 3


@contextmanager
def pool(workers: int | None, scheduler: str | None) -> Iterator[Ray]:
    """The workers behind `scheduler`, or `workers` processes, one for each processor unless it is said."""
    one_of(workers, scheduler)
    # Nothing is told to anyone: Ray reports its use unless it is asked not to.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError:
        raise missing("ray", "ray") from None
    try:
        ray.init(
            address=scheduler or "local",
            num_cpus=workers,
            include_dashboard=None if scheduler else False,
            log_to_driver=False,
            logging_level=logging.CRITICAL,
        )
    except (ConnectionError, ValueError) as error:
        if scheduler is None:
            raise
        raise unreached("Ray", scheduler) from error
    try:
        yield Ray(ray)
    finally:
        ray.shutdown()


class Ray:
    """The processors of a cluster of Ray."""

    def __init__(self, ray: Any) -> None:
        self._ray = ray
        self.workers = max(1, int(ray.cluster_resources().get("CPU", 1)))

    def submit(self, work: Callable[[Any], Any], task: Any) -> Any:
        """Give `task` to the cluster."""
        return self._ray.remote(max_retries=MOST_LOSSES)(work).remote(task)

    def result(self, handle: Any) -> Any:
        """What a worker answers."""
        errors = self._ray.exceptions
        try:
            return self._ray.get(handle)
        except (errors.WorkerCrashedError, errors.NodeDiedError) as lost:
            raise SolverFailure("workers were lost over the same points of the sweep") from lost
        except (ImportError, errors.RaySystemError) as error:
            raise missing_there(error) from error
