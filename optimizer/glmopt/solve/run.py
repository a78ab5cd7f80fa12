"""One solver's answer in whole numbers, proved exactly where its tolerance could hide a unit."""

from __future__ import annotations

import time
from dataclasses import replace

from glmopt.dataclass import dataclass
from glmopt.errors import SolverFailure
from glmopt.plan import Proof
from glmopt.program import Program
from glmopt.program.exact import is_coarse, value_of
from glmopt.solve.alone import alone, worth_a_look
from glmopt.solve.beside import Beside
from glmopt.solve.clock import Clock
from glmopt.solve.exactly import exactly
from glmopt.solvers import Outcome, Solution

# A solver's whole number may be off by its tolerance, never by more.
FRACTION = 1e-4


@dataclass(frozen=True, slots=True)
class Run:
    """One solver's answer in whole numbers; `objective` and `whole` are None where it has no solution.

    `only` where no other counts of cards are as good.
    """

    solution: Solution
    outcome: Outcome
    whole: dict[str, int] | None
    objective: int | None
    seconds: float
    only: bool = False

    def proof(self) -> Proof:
        """What a report says of it."""
        return Proof(
            self.solution.solver, self.solution.version, self.outcome.value, self.objective, self.seconds
        )


def run_of(
    program: Program, solver: str, clock: Clock, beside: Beside | None = None, *, gap: float = 0.0
) -> Run:
    """Run `solver` on `program`; its answer rounded, every row and the objective computed anew.

    Where it was started `beside` the first, its answer is waited for instead. With a `gap` no optimum is
    asked for, only what is as near.
    """
    solution = (beside and beside.answer()) or exactly(program, solver, clock, gap=gap)
    if solution.values is None:
        return Run(solution, solution.outcome, None, None, solution.seconds)
    for name, value in solution.values.items():
        if name not in program.continuous and abs(value - round(value)) > FRACTION:
            raise SolverFailure(f"{solution.solver} answers {name} = {value}, not a whole number")
    whole = program.whole(solution.values)
    if broken := program.broken(whole):
        raise SolverFailure(f"{solution.solver}'s answer breaks {', '.join(broken)}")
    return Run(solution, solution.outcome, whole, value_of(program.lp.objective, whole), solution.seconds)


def looked_at(program: Program, solver: str, run: Run, clock: Clock) -> Run:
    """`run`, where it must be sharpened and ties be settled with whether one look by HiGHS does both."""
    whole = run.whole
    if solver != "highs" or run.outcome is not Outcome.OPTIMAL or whole is None or run.solution.interrupted:
        return run
    if not is_coarse(program.lp.objective) or not worth_a_look(program):
        return run
    started = time.perf_counter()
    try:
        only = alone(program, whole, Clock(clock.left() / 2))
    except KeyboardInterrupt:
        return replace(run, outcome=Outcome.FEASIBLE, solution=replace(run.solution, interrupted=True))
    return replace(run, only=only, seconds=run.seconds + time.perf_counter() - started)


def with_core(program: Program, run: Run, clock: Clock) -> tuple[Program, Run]:
    """`program` narrowed to the plans as good as that of `run`, where large coefficients ask for a proof."""
    coarse = is_coarse(program.lp.objective) and not run.solution.interrupted
    if run.outcome is not Outcome.OPTIMAL or run.objective is None or not coarse:
        return program, run
    from glmopt.solve.narrow import narrowed

    started = time.perf_counter()
    try:
        core = narrowed(program, run.objective, clock)
    except KeyboardInterrupt:
        stopped = replace(run.solution, interrupted=True)
        return program, replace(run, outcome=Outcome.FEASIBLE, solution=stopped)
    return core, replace(run, seconds=run.seconds + time.perf_counter() - started)


def sharpened(program: Program, solver: str, run: Run, clock: Clock) -> Run:
    """`run` with its optimum proved exactly, where large coefficients leave room for a solver's tolerance."""
    while run.outcome is Outcome.OPTIMAL and is_coarse(program.lp.objective):
        try:
            better = run_of(improved(program, run), solver, clock)
        except KeyboardInterrupt:
            solution = replace(run.solution, interrupted=True)
            return replace(run, outcome=Outcome.FEASIBLE, solution=solution)
        seconds = run.seconds + better.seconds
        pressed = run.solution.interrupted or better.solution.interrupted
        solution = replace(run.solution, interrupted=pressed)
        if better.outcome is Outcome.INFEASIBLE:
            return replace(run, seconds=seconds, solution=solution)
        if better.whole is None:
            return replace(run, outcome=Outcome.FEASIBLE, seconds=seconds, solution=solution)
        whole = {name: better.whole[name] for name in run.whole or {}}
        solution = replace(better.solution, interrupted=pressed)
        run = replace(better, whole=whole, seconds=seconds, solution=solution)
    return run


def improved(program: Program, run: Run) -> Program:
    """`program` with the demand that the objective be at least one better than in `run`."""
    trial = program.variant()
    trial.at_most("better", program.lp.objective, (run.objective or 0) - 1)
    return trial
