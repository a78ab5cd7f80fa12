"""One study after another, each within its time: what it proved is noted, and why it is not there."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from glmopt.errors import Fault, InputError, SolverFailure
from glmopt.scenario import Scenario
from glmopt.study.doubts import Progress, TimeOverError
from glmopt.study.journal import Journal
from glmopt.study.recorded import (
    INTERRUPTED,
    MALFORMED,
    NOT_ASKED,
    NOT_PROVED,
    TIME_OVER,
    Recorded,
    Rows,
)

T = TypeVar("T")
Study = Callable[[Scenario, Progress, Rows], T | None]

SECONDS = 20.0


class Attempts:
    """Makes studies of `scenario`, at most about `seconds` each; see `studies` for the rest."""

    def __init__(
        self,
        scenario: Scenario,
        seconds: float,
        known: frozenset[str],
        before: Recorded | None,
        file: Journal | None,
        tell: Callable[[str], None] | None,
        pressed: Callable[[], bool],
        *,
        again: bool,
    ) -> None:
        self.before = before or Recorded()
        self.again = again or self.before.interrupted
        self.seconds = seconds if self.again or before is None else before.seconds
        limit = min(scenario.solver.time_limit_s, Decimal(str(self.seconds)))
        terms = scenario.solver.model_copy(update={"time_limit_s": limit})
        self.scenario = scenario.model_copy(update={"solver": terms})
        self.known, self.file, self.tell, self.pressed = known, file, tell, pressed
        self.rows: dict[str, dict[str, Any]] = {}
        self.left_out: dict[str, str] = {}

    def make(self, name: str, study: Study[T]) -> T | None:
        """What `study` finds; None where it is left out."""
        if self.tell:
            self.tell(name)
        if name in self.known:
            # told with the reasons: nothing is left out
            return None
        ended = not self.again and self.before.has(name)
        found, why = None, self._refused(name, ended=ended)
        if not why:
            rows = Rows(name, self.before.rows.get(name, {}), self.file, ended=ended)
            found, why = self._made(study, rows)
            if rows.noted:
                self.rows[name] = rows.noted
        if why:
            self.left_out[name] = why
        return found

    def recorded(self) -> Recorded:
        """What was proved so far, and what is not there."""
        return Recorded(self.rows, self.left_out, self.seconds, interrupted=self.pressed())

    def _refused(self, name: str, *, ended: bool) -> str:
        """Why a study is not made at all."""
        if self.pressed():
            return INTERRUPTED
        return self.before.left_out.get(name, "") if ended else ""

    def _made(self, study: Study[T], rows: Rows) -> tuple[T | None, str]:
        """What a study finds, and else why it does not."""
        deadline = time.monotonic() + self.seconds

        def go(_done: int, _all: int) -> None:
            if not rows.ended and time.monotonic() > deadline:
                raise TimeOverError

        try:
            found = study(self.scenario, go, rows)
        except TimeOverError:
            return None, TIME_OVER
        except SolverFailure:
            return None, NOT_PROVED
        except KeyboardInterrupt:
            if not (rows.ended or self.pressed()):
                raise
            return None, INTERRUPTED
        except MALFORMED as error:
            if not rows.known:
                raise
            field = f"explain.studied.rows.{rows.study}"
            raise InputError(Fault("bad-data", "not the rows of a study", None, field)) from error
        return found, "" if found is not None else NOT_ASKED
