"""HiGHS in process: gap 0, every option's return looked at, Ctrl-C honoured, nothing printed."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from glmopt import interrupts
from glmopt.errors import SolverFailure
from glmopt.solvers.arrays import Arrays, to_arrays
from glmopt.solvers.outcome import Outcome, Solution

# HiGHS stops at a relative gap of 1e-4 unless told otherwise: ten thousand in a hundred million.
OPTIONS = {"output_flag": False, "mip_rel_gap": 0.0, "mip_abs_gap": 0.0, "threads": 1, "random_seed": 0}

# Below this many variables the feasibility jump takes four times as long as all the rest.
SMALL = 500

# Where some variables are shares the tree is small, and these take longer than it does.
WITH_SHARES = {
    "mip_heuristic_run_feasibility_jump": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_root_reduced_cost": False,
    "mip_heuristic_effort": 0.0,
    "mip_allow_cut_separation_at_nodes": False,
    "mip_allow_restart": False,
    "mip_detect_symmetry": False,
}

MANY_SHARES = {
    "mip_allow_cut_separation_at_nodes": False,
    "mip_allow_restart": False,
    "mip_detect_symmetry": False,
}

# How often Python looks for signals while HiGHS works, and how long HiGHS may take to stop when it is asked:
# processor seconds, for what it gets of a busy machine is not its fault, and seconds on the wall at most.
POLL_S = 0.1
STOPPING_S = 0.7
STOPPING_AT_MOST_S = 5.0


def solve(lp: Any, time_limit_s: float | None = None, gap: float = 0.0) -> Solution:
    """Minimise the pulp program `lp`; with a `gap` any solution will do that is as near, and none is optimal.

    Raises SolverFailure where HiGHS refuses the model or an option, or ends in a state that proves nothing.
    """
    import highspy

    highs = highspy.Highs()
    arrays = to_arrays(lp)
    options = OPTIONS | ({"time_limit": float(time_limit_s)} if time_limit_s else {})
    if gap:
        options["mip_rel_gap"] = gap
    if len(arrays.names) < SMALL:
        options["mip_heuristic_run_feasibility_jump"] = False
    if not all(arrays.whole):
        options |= WITH_SHARES if len(arrays.names) < SMALL else MANY_SHARES
    for name, setting in options.items():
        demand(highspy, highs.setOptionValue(name, setting), f"option {name}={setting}")
    demand(highspy, highs.passModel(model_of(highspy, arrays)), "the model")
    started = time.perf_counter()
    pressed = _run(highs)
    seconds = time.perf_counter() - started
    solution = _solution(highspy, highs, arrays, seconds, pressed=pressed)
    if gap and solution.outcome is Outcome.OPTIMAL:
        return replace(solution, outcome=Outcome.FEASIBLE)
    return solution


def _run(highs: Any) -> bool:
    """Run `highs` in a thread of its own; on Ctrl-C ask it to stop, so that its best plan can be read.

    Whether Ctrl-C came, also where HiGHS was done by then: in a long study of short solves it often is.
    highspy's own way (HandleKeyboardInterrupt) writes to stdout. Raises KeyboardInterrupt where HiGHS does
    not stop in time, and whatever else a signal raises.
    """
    highs.HandleUserInterrupt = True
    try:
        # Cut in two, a start or a wait leaves a lock taken that nobody gives back.
        with interrupts.held():
            highs.startSolve()
        done = False
        while not done:
            with interrupts.held():
                done = highs.wait(POLL_S)[0]
    except BaseException as reason:
        highs.cancelSolve()
        stopped = _stops(highs)
        if not stopped:
            interrupts.left_running()
        if not (stopped and isinstance(reason, KeyboardInterrupt)):
            raise
        return True
    return False


def _stops(highs: Any) -> bool:
    """Whether `highs`, which was asked to stop, does so in time."""
    work, deadline = time.process_time() + STOPPING_S, time.monotonic() + STOPPING_AT_MOST_S
    while not highs.wait(POLL_S)[0]:
        if time.process_time() > work or time.monotonic() > deadline:
            return False
    return True


def demand(highspy: Any, status: Any, what: str) -> None:
    """SolverFailure where `status` is not that all is well with `what`."""
    if status != highspy.HighsStatus.kOk:
        raise SolverFailure(f"HiGHS does not take {what}")


def model_of(highspy: Any, arrays: Arrays) -> Any:
    """The arrays as HiGHS takes them."""
    model = highspy.HighsLp()
    model.num_col_ = len(arrays.names)
    model.num_row_ = len(arrays.row_low)
    model.col_cost_ = arrays.cost
    model.offset_ = arrays.offset
    model.col_lower_ = arrays.low
    model.col_upper_ = arrays.high
    model.row_lower_ = arrays.row_low
    model.row_upper_ = arrays.row_high
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = arrays.start
    model.a_matrix_.index_ = arrays.column
    model.a_matrix_.value_ = arrays.value
    kinds = highspy.HighsVarType
    if any(arrays.whole):
        model.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in arrays.whole]
    return model


def _solution(highspy: Any, highs: Any, arrays: Arrays, seconds: float, *, pressed: bool) -> Solution:
    status, info = highs.getModelStatus(), highs.getInfo()
    states = highspy.HighsModelStatus
    has_values = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    if status == states.kOptimal or (status == states.kModelEmpty and has_values):
        outcome = Outcome.OPTIMAL
    elif status == states.kInfeasible:
        outcome = Outcome.INFEASIBLE
    elif status in (states.kTimeLimit, states.kInterrupt):
        outcome = Outcome.FEASIBLE if has_values else Outcome.UNKNOWN
    elif status == states.kModelEmpty:
        outcome = Outcome.INFEASIBLE if _contradicts_itself(arrays) else Outcome.OPTIMAL
    else:
        raise SolverFailure(f"HiGHS ended with {highs.modelStatusToString(status)}")
    values = None
    if outcome in (Outcome.OPTIMAL, Outcome.FEASIBLE):
        values = dict(zip(arrays.names, highs.getSolution().col_value, strict=True))
    bound = info.mip_dual_bound if abs(info.mip_dual_bound) < highspy.kHighsInf else None
    return Solution(
        outcome,
        values,
        bound if outcome is not Outcome.INFEASIBLE else None,
        "HiGHS",
        highs.version(),
        seconds,
        interrupted=pressed or status == states.kInterrupt,
    )


def _contradicts_itself(arrays: Arrays) -> bool:
    """Whether a program without variables has a row that 0 does not meet."""
    return any(low > 0 or high < 0 for low, high in zip(arrays.row_low, arrays.row_high, strict=True))
