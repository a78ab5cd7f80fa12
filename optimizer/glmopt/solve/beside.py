"""A second solver that runs beside the first one: two proofs in the time of the slower."""

from __future__ import annotations

import threading
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from glmopt.program import Program
from glmopt.solve.clock import Clock
from glmopt.solvers import SOLVERS, Solution, cbc

if TYPE_CHECKING:
    from concurrent.futures import Future


class Beside:
    """Runs `solver` on a copy of `program` while the block does something else; None runs nothing.

    Only for solvers that are processes of their own: this one waits for them in a thread. Leaving the block
    before the answer was asked for ends the solver.
    """

    def __init__(self, program: Program, solver: str | None, clock: Clock) -> None:
        self.program, self.solver, self.clock = program, solver, clock
        self.stop = threading.Event()
        self.future: Future[Solution] | None = None

    def __enter__(self) -> Self:
        # For an empty objective pulp's writer puts a dummy into the program, under the first solver's eyes.
        if self.solver is not None and self.program.lp.objective:
            run = SOLVERS[self.solver]
            if run is cbc.solve:
                run = partial(run, stop=self.stop)
            from concurrent.futures import ThreadPoolExecutor

            self.pool = ThreadPoolExecutor(1)
            self.future = self.pool.submit(run, self._copy(), self.clock.left())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.future is not None:
            self.stop.set()
            self.pool.shutdown()

    def _copy(self) -> Any:
        twin = self.program.variant()
        twin.minimise(self.program.lp.objective)
        return twin.lp

    def answer(self) -> Solution | None:
        """The solver's answer, waited for; None where none was started. Raises what the solver raises."""
        return None if self.future is None else self.future.result()
