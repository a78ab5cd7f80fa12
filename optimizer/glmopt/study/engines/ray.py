"""A cluster of Ray: one that is there already, or one of processes of this machine.

Ray itself gives the task of a lost worker to another one.
"""

from __future__ import annotations

import logging
import os
import secrets
import sys
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
    if scheduler is None:
        _close_to_others()
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
        action = "look at its address, and at RAY_AUTH_TOKEN if it asks for a token"
        raise unreached("Ray", scheduler, action) from error
    try:
        yield Ray(ray)
    finally:
        ray.shutdown()


def _close_to_others() -> None:
    """A cluster that is started takes work from this process alone, unless the user has said otherwise.

    Ray listens on the network, and unguarded it runs whatever anyone there hands it (CVE-2023-48022). Whether
    there is a token it reads once, when it is imported: who imported it before us has chosen.
    """
    if "ray" not in sys.modules and "RAY_AUTH_MODE" not in os.environ:
        os.environ |= {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}


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
