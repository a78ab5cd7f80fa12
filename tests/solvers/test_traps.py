"""Models on which a solver with its defaults calls a dearer plan optimal: both drivers are right on all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pulp
import pytest
from tests.classes.instances import slice_traps

from glmopt.solvers import SOLVERS, Outcome


def _traps() -> list[dict[str, Any]]:
    return json.loads((Path(__file__).parent / "traps.json").read_text(encoding="utf-8"))


def _fixed_fees(trap: dict[str, Any]) -> Any:
    """Cards in packs, and a fee for each vendor that is bought from: least cost of the streams wanted."""
    lp = pulp.LpProblem("trap", pulp.LpMinimize)
    fees = [lp.add_variable(f"fee_{v}", 0, 1, "Integer") for v in range(len(trap["fees"]))]
    packs = []
    for i, (_streams, _price, stock, vendor, pack) in enumerate(trap["cards"]):
        packs.append(lp.add_variable(f"pack_{i}", 0, stock // pack, "Integer"))
        lp.addConstraint(packs[i] - (stock // pack) * fees[vendor] <= 0, f"vendor_{i}")
    rows = list(zip(packs, trap["cards"], strict=True))
    streams = pulp.lpSum(card[0] * card[4] * n for n, card in rows)
    lp.addConstraint(streams >= trap["target"], "streams")
    cost = pulp.lpSum(card[1] * card[4] * n for n, card in rows)
    lp.setObjective(cost + pulp.lpSum(fee * u for fee, u in zip(trap["fees"], fees, strict=True)))
    return lp


@pytest.mark.parametrize("name", SOLVERS)
@pytest.mark.parametrize("trap", _traps(), ids=lambda trap: trap["id"])
def test_a_solver_is_right_where_cbc_with_its_defaults_is_wrong(name: str, trap: dict[str, Any]) -> None:
    """The optima are known from exact dynamic programming; CBC's own settings miss each by up to 7 %."""
    lp = _fixed_fees(trap)
    run = SOLVERS[name](lp)
    assert run.values is not None
    cost = sum(int(c) * round(run.values[v.name]) for v, c in lp.objective.items())
    assert cost == trap["optimum"]


def _slices(trap: dict[str, Any]) -> Any:
    """Every slice of a bucket on one type of GPU, x in {0, 1}; of each type as many as its slices fill."""
    lp = pulp.LpProblem("slices", pulp.LpMinimize)
    asked = trap["melange"]
    gpus = list(asked["gpu_info"].values())
    filled: list[list[Any]] = [[] for _ in gpus]
    slices = asked["slice_factor"]
    for row, parts in enumerate(asked["workload_distribution"]):
        for column, part in enumerate(parts):
            need = asked["total_request_rate"] * part / slices
            for s in range(slices):
                here = []
                for j, gpu in enumerate(gpus):
                    x = lp.add_variable(f"x_{row}_{column}_{s}_{j}", 0, 1, "Integer")
                    filled[j].append(need / gpu["tputs"][row][column] * x)
                    here.append(x)
                lp.addConstraint(pulp.lpSum(here) == 1, f"slice_{row}_{column}_{s}")
    count = [lp.add_variable(f"y_{j}", 0, None, "Integer") for j in range(len(gpus))]
    for j, loads in enumerate(filled):
        lp.addConstraint(pulp.lpSum(loads) - count[j] <= 0, f"type_{j}")
    lp.setObjective(pulp.lpSum(gpu["cost"] * y for gpu, y in zip(gpus, count, strict=True)))
    return lp


@pytest.mark.parametrize("name", SOLVERS)
@pytest.mark.parametrize("trap", slice_traps(), ids=lambda trap: str(trap["name"]))
def test_a_solver_is_right_on_slices_where_cbc_with_its_defaults_is_wrong(
    name: str, trap: dict[str, Any]
) -> None:
    """0/1 slices and shares in decimals; the optima are known from enumeration, in $/h."""
    lp = _slices(trap)
    run = SOLVERS[name](lp)
    assert run.outcome is Outcome.OPTIMAL
    assert run.values is not None
    cost = sum(c * round(run.values[v.name]) for v, c in lp.objective.items())
    assert cost == pytest.approx(trap["slice_optimum"], abs=1e-9)
