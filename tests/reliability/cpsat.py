"""The oracle: CP-SAT in a process of its own, for its library and HiGHS' cannot share one.

Reads a model a line as JSON from stdin, writes its optimum a line: {"status": ..., "objective": ...}. The
model is written here anew, from the problem's numbers, and shares no line with glmopt.

    {"kind": "cards", "goal": "capex", "offers": [...], "streams": 200, ...}     see `cards`
    {"kind": "fees", "cards": [[a, price, stock, vendor, pack], ...], "fees": [...], "target": 200}
"""

from __future__ import annotations

import json
import sys
from typing import Any

from ortools.sat.python import cp_model

MOST = 1 << 40


def cards(m: cp_model.CpModel, q: dict[str, Any]) -> Any:
    """Counts n and gangs z of each offer under every need and limit; what is to be made small."""
    offers = [o for o in q["offers"] if not o["barred"]]
    n, z, used = [], [], []
    for k, o in enumerate(offers):
        # More than all needs together are never bought of one card: each card that helps gives one at least.
        top = q["streams"] + q["instances"] + q["light"] + q["virtual_streams"] + q["virtual_instances"]
        top += q["gangs"] * o["gang"] + o["minimum"] + o["order"] + 1
        if q["goal"] == "streams" or o["stock"] is not None:
            top = o["stock"] if o["stock"] is not None else q["budget"] // o["price"]
        n.append(m.new_int_var(0, min(top, MOST), f"n{k}"))
        z.append(m.new_int_var(0, q["gangs"], f"z{k}"))
        used.append(m.new_bool_var(f"u{k}"))
        m.add(n[k] >= 1).only_enforce_if(used[k])
        m.add(n[k] == 0).only_enforce_if(~used[k])
        m.add(n[k] >= o["minimum"])
        m.add(n[k] >= o["order"]).only_enforce_if(used[k])
        m.add(o["gang"] * z[k] <= n[k])
    serving = [v - (o["gang"] * g if q["dedicated"] else 0) for o, v, g in zip(offers, n, z, strict=True)]

    def total(key: str, *, virtual: bool = False) -> Any:
        return sum(o[key] * s for o, s in zip(offers, serving, strict=True) if o["virtual"] or not virtual)

    m.add(total("streams") >= q["streams"])
    m.add(total("instances") >= q["instances"])
    m.add(total("light") >= q["light"])
    m.add(total("streams", virtual=True) >= q["virtual_streams"])
    m.add(total("instances", virtual=True) >= q["virtual_instances"])
    m.add(sum(z) >= q["gangs"])
    if any(o["barred"] and o["minimum"] for o in q["offers"]):
        m.add_bool_or([])
    if q["types"] is not None:
        m.add(sum(used) <= q["types"])
    cost = sum(o["price"] * v for o, v in zip(offers, n, strict=True)) if q["priced"] else 0
    if q["budget"] is not None:
        m.add(cost <= q["budget"])
    return {"capex": cost, "cards": sum(n), "streams": -total("streams")}[q["goal"]]


def fees(m: cp_model.CpModel, q: dict[str, Any]) -> Any:
    """Cards in packs, and a fee for each vendor that is bought from."""
    pays = [m.new_bool_var(f"fee{v}") for v in range(len(q["fees"]))]
    packs = []
    for k, (_a, _price, stock, vendor, pack) in enumerate(q["cards"]):
        packs.append(m.new_int_var(0, stock // pack, f"pack{k}"))
        m.add(packs[k] == 0).only_enforce_if(~pays[vendor])
    m.add(sum(c[0] * c[4] * p for c, p in zip(q["cards"], packs, strict=True)) >= q["target"])
    bought = sum(c[1] * c[4] * p for c, p in zip(q["cards"], packs, strict=True))
    return bought + sum(fee * u for fee, u in zip(q["fees"], pays, strict=True))


def solve(question: dict[str, Any]) -> dict[str, Any]:
    """The optimum of one model."""
    model = cp_model.CpModel()
    objective = {"cards": cards, "fees": fees}[question["kind"]](model, question)
    if not isinstance(objective, int):
        model.minimize(objective)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = 60
    status = solver.solve(model)
    name = solver.status_name(status)
    value = None
    if name in ("OPTIMAL", "FEASIBLE"):
        # The objective is a float in CP-SAT; the value of the expression is exact.
        value = objective if isinstance(objective, int) else solver.value(objective)
    return {"status": name, "objective": value}


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(solve(json.loads(line))) + "\n")
        sys.stdout.flush()
