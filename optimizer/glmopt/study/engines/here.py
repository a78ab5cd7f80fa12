"""No engine: each task is done when its result is asked for, in this process."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any


class Here(AbstractContextManager["Here"]):
    """A pool of this process alone."""

    workers = 1

    def submit(self, work: Callable[[Any], Any], task: Any) -> Callable[[], Any]:
        """Nothing is done yet."""
        return lambda: work(task)

    def result(self, handle: Callable[[], Any]) -> Any:
        """The work, done now."""
        return handle()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """There is nothing to close."""
