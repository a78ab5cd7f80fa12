"""The oracle: CP-SAT in a process of its own, for its library and HiGHS' cannot share one.

Reads a model a line as JSON from stdin, writes its optimum a line: {"status": ..., "objective": ...}. The
model is written here anew, from the problem's numbers, and shares no line with glmopt.

    {"kind": "cards", "goal": "capex", "offers": [...], "streams": 200, ...}     see `cards`
    {"kind": "servers", "pools": [...], "offers": [...], ...}                     see `servers`
    {"kind": "fees", "cards": [[a, price, stock, vendor, pack], ...], "fees": [...], "target": 200}
"""

from __future__ import annotations

import itertools
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


def servers(m: cp_model.CpModel, q: dict[str, Any]) -> Any:
    """Every node on its own: its cards, its gangs, and every need met again without each one of the nodes.

    Cards may be moved between the nodes of one pool: an owned node may end with fewer than it came with.
    """
    nodes: list[dict[str, Any]] = []
    for k, p in enumerate(q["pools"]):
        o = q["offers"][p["offer"]]
        new = [_node(m, f"{k}_{n}", p, o, owned=False) for n in range(o["stock"] if p["buyable"] else 0)]
        there = [_node(m, f"{k}_o{n}", p, o, owned=True) for n in range(p["owned_nodes"])]
        for first, second in itertools.pairwise(new):
            m.add(first["fill"] >= second["fill"])
        came = p["owned_cards"] * sum(x["on"] for x in there)
        bought = m.new_int_var(0, o["stock"], f"bought{k}")
        filled = m.new_int_var(0, p["fillable"] and o["stock"], f"filled{k}")
        m.add(filled <= (p["slots"] - p["owned_cards"]) * sum(x["on"] for x in there))
        cards = bought - filled
        m.add(cards >= sum(x["on"] for x in new))
        m.add(cards <= p["slots"] * sum(x["on"] for x in new))
        if p["sold_full"]:
            m.add(cards == p["slots"] * sum(x["on"] for x in new))
        m.add(sum(x["fill"] for x in [*new, *there]) == came + bought)
        o.setdefault("bought", []).append(bought)
        nodes += [*new, *there]
    for k, o in enumerate(q["offers"]):
        mine = [x for x in nodes if x["offer"] is o]
        bought, in_use = sum(o.get("bought", [])), sum(x["fill"] for x in mine)
        m.add(bought <= o["stock"])
        m.add(bought >= o["minimum"])
        if q["types"] is not None:
            used = m.new_bool_var(f"type{k}")
            m.add(in_use == 0).only_enforce_if(~used)
            o["used"] = used
    if q["types"] is not None:
        m.add(sum(o["used"] for o in q["offers"]) <= q["types"])
    m.add(sum(x["host_w"] * x["on"] + x["card_w"] * x["fill"] for x in nodes) <= q["power"])
    m.add(sum(x["rack"] * x["on"] for x in nodes) <= q["rack"])
    m.add(sum(x["gangs"] for x in nodes) >= q["gangs"])
    losses = [[], *([x] for x in nodes)] if q["survive"] else [[]]
    for lost in losses:
        left = [x for x in nodes if x not in lost]
        for key, need in (("streams", q["streams"]), ("instances", q["instances"]), ("light", q["light"])):
            m.add(sum(x["offer"][key] * x["serving"] for x in left) >= need)
    purchase = sum(o["price"] * b for o in q["offers"] for b in o.get("bought", []))
    cost = purchase + sum(x["host"] * x["new"] for x in nodes)
    if q["budget"] is not None:
        m.add(cost <= q["budget"])
    streams = sum(x["offer"]["streams"] * x["serving"] for x in nodes)
    return {
        "capex": cost,
        "cards": sum(b for o in q["offers"] for b in o.get("bought", [])),
        "streams": -streams,
    }[q["goal"]]


def _node(
    m: cp_model.CpModel, name: str, pool: dict[str, Any], offer: dict[str, Any], *, owned: bool
) -> dict[str, Any]:
    on = m.new_bool_var(f"on{name}")
    slots, unit = pool["slots"], pool["unit"]
    units = m.new_int_var(0, slots // unit, f"units{name}")
    fill = unit * units
    m.add(units >= 1).only_enforce_if(on)
    m.add(units == 0).only_enforce_if(~on)
    gangs = m.new_int_var(0, slots // pool["gang"] if pool["gang"] else 0, f"gangs{name}")
    m.add(pool["gang"] * gangs <= fill)
    return {
        **{key: pool[key] for key in ("host_w", "card_w", "rack", "host")},
        "offer": offer,
        "on": on,
        "new": 0 if owned else on,
        "fill": fill,
        "gangs": gangs,
        "serving": fill - (pool["gang"] * gangs if pool["dedicated"] else 0),
    }


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
    objective = {"cards": cards, "servers": servers, "fees": fees}[question["kind"]](model, question)
    if not isinstance(objective, int):
        model.minimize(objective)
    # One worker is the quickest for nearly all; a few that it never ends are nothing for several together.
    for workers, limit_s in ((1, 2), (8, 60)):
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = workers
        solver.parameters.max_time_in_seconds = limit_s
        name = solver.status_name(solver.solve(model))
        if name in ("OPTIMAL", "INFEASIBLE"):
            break
    value = None
    if name in ("OPTIMAL", "FEASIBLE"):
        # The objective is a float in CP-SAT; the value of the expression is exact.
        value = objective if isinstance(objective, int) else solver.value(objective)
    return {"status": name, "objective": value}


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(solve(json.loads(line))) + "\n")
        sys.stdout.flush()
