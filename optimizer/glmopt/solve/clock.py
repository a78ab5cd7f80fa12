"""One time limit over several runs of a solver."""

from __future__ import annotations

import time

LEAST_S = 0.05


class Clock:
    """Counts down from `limit_s` seconds, starting when it is made."""

    def __init__(self, limit_s: float) -> None:
        self.deadline = time.monotonic() + limit_s

    def left(self) -> float:
        """Seconds left for the next run; never nothing, for solvers read that as no limit."""
        return max(LEAST_S, self.deadline - time.monotonic())

    @property
    def over(self) -> bool:
        """Whether the time is used up."""
        return time.monotonic() > self.deadline
