"""The same program in another tool, as a whole process: `python peer_model.py TOOL FILE LIMIT_S`.

FILE has the arrays as JSON; for our own two ways the problem, pickled.

Prints JSON: whether an optimum was proved, and its value. Each tool builds its own model from the same arrays and
asks for gap 0; what it takes to import the tool is part of the process.
"""

from __future__ import annotations

import json
import math
import pickle
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

INFINITY = 1e15


def linopy(a: Any, limit: float) -> tuple[bool, float]:
    """linopy, all rows as one padded array, HiGHS."""
    import linopy as tool
    import numpy as np
    import xarray as xr

    model = tool.Model()
    columns = np.arange(len(a.names))
    kind = {"integer": True} if all(a.whole) else {}
    low, high = (xr.DataArray(np.array(end, dtype=float), dims="x") for end in (a.low, a.high))
    x = model.add_variables(lower=low, upper=high, coords=[columns], dims=["x"], name="x", **kind)
    width = max(b - s for s, b in zip(a.start, a.start[1:], strict=False))
    size = len(a.row_low)
    terms, values = np.full((size, width), -1), np.full((size, width), np.nan)
    for r, (s, b) in enumerate(zip(a.start, a.start[1:], strict=False)):
        terms[r, : b - s], values[r, : b - s] = x.labels.values[a.column[s:b]], a.value[s:b]
    for sign, side in ((">=", a.row_low), ("<=", a.row_high)):
        rows = np.flatnonzero(np.isfinite(side))
        data = xr.Dataset(
            {
                "coeffs": (("row", "_term"), values[rows]),
                "vars": (("row", "_term"), terms[rows]),
                "const": (("row",), np.zeros(len(rows))),
            },
            coords={"row": rows},
        )
        right = xr.DataArray(np.array(side)[rows], dims="row", coords={"row": rows})
        model.add_constraints(tool.LinearExpression(data, model), sign, right, name=f"rows{sign}")
    model.add_objective(
        (xr.DataArray(np.array(a.cost, dtype=float), dims="x", coords={"x": columns}) * x).sum()
    )
    exact = {"mip_rel_gap": 0.0, "mip_abs_gap": 0.0, "time_limit": limit, "threads": 1, "output_flag": False}
    _, condition = model.solve("highs", io_api="direct", **exact)
    return condition == "optimal", float(model.objective.value or math.nan) + a.offset


def mathopt(a: Any, limit: float, solver: str = "GSCIP") -> tuple[bool, float]:
    """OR-Tools' MathOpt with one of its solvers."""
    import datetime

    from ortools.math_opt.python import mathopt as tool

    model = tool.Model()
    x = [
        model.add_variable(lb=max(low, -INFINITY), ub=min(high, INFINITY), is_integer=whole)
        for low, high, whole in zip(a.low, a.high, a.whole, strict=True)
    ]
    for r, (low, high) in enumerate(zip(a.row_low, a.row_high, strict=True)):
        row = model.add_linear_constraint(lb=low, ub=high)
        for k in range(a.start[r], a.start[r + 1]):
            row.set_coefficient(x[a.column[k]], a.value[k])
    model.minimize(sum(c * v for c, v in zip(a.cost, x, strict=True) if c) + a.offset)
    terms = tool.SolveParameters(
        time_limit=datetime.timedelta(seconds=limit),
        threads=1,
        relative_gap_tolerance=0.0,
        absolute_gap_tolerance=0.0,
    )
    result = tool.solve(model, tool.SolverType[solver], params=terms)
    done = result.termination.reason == tool.TerminationReason.OPTIMAL
    return done, result.objective_value() if result.has_primal_feasible_solution() else math.nan


def cpsat(a: Any, limit: float) -> tuple[bool, float]:
    """CP-SAT by way of MathOpt."""
    return mathopt(a, limit, "CP_SAT")


def pulp(a: Any, limit: float) -> tuple[bool, float]:
    """Plain pulp with its bundled CBC, gap 0."""
    import pulp as tool

    model = tool.LpProblem("peer", tool.LpMinimize)
    x = [
        model.add_variable(
            f"x{k}", low, None if math.isinf(high) else high, tool.LpInteger if whole else tool.LpContinuous
        )
        for k, (low, high, whole) in enumerate(zip(a.low, a.high, a.whole, strict=True))
    ]
    model += tool.lpSum(c * v for c, v in zip(a.cost, x, strict=True)) + a.offset
    for r, (low, high) in enumerate(zip(a.row_low, a.row_high, strict=True)):
        row = tool.lpSum(a.value[k] * x[a.column[k]] for k in range(a.start[r], a.start[r + 1]))
        if low == high:
            model += row == low
        elif math.isinf(low):
            model += row <= high
        else:
            model += row >= low
    model.solve(tool.PULP_CBC_CMD(msg=False, timeLimit=limit, gapRel=0, gapAbs=0))
    return model.sol_status == tool.LpSolutionOptimal, float(tool.value(model.objective) or math.nan)


def glmopt(problem: Any, limit: float) -> tuple[bool, float]:
    """Ours, of the same problem: dominated offers left out, one proof by HiGHS."""
    from glmopt.problem import undominated
    from glmopt.program import build
    from glmopt.solvers import highs

    program = build(undominated(problem))
    answer = highs.solve(program.lp, limit)
    if answer.values is None:
        return False, math.nan
    value = sum(c * round(answer.values[v.name]) for v, c in program.lp.objective.items())
    return answer.outcome.value == "optimal", value * program.problem.price_unit / problem.price_unit


def plain(problem: Any, limit: float) -> tuple[bool, float]:
    """Our plain program of every offer, HiGHS."""
    from glmopt.program import build
    from glmopt.solvers import highs

    program = build(problem)
    answer = highs.solve(program.lp, limit)
    if answer.values is None:
        return False, math.nan
    return answer.outcome.value == "optimal", sum(
        c * round(answer.values[v.name]) for v, c in program.lp.objective.items()
    )


TOOLS = {f.__name__: f for f in (glmopt, plain, linopy, mathopt, cpsat, pulp)}

if __name__ == "__main__":
    text = Path(sys.argv[2]).read_bytes()
    ours = sys.argv[1] in ("glmopt", "plain")
    data = pickle.loads(text) if ours else SimpleNamespace(**json.loads(text))  # noqa: S301
    done, value = TOOLS[sys.argv[1]](data, float(sys.argv[3]))
    sys.stdout.write(json.dumps({"proved": bool(done), "value": None if math.isnan(value) else round(value)}))
