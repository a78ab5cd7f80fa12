"""Read a saved result back, and judge it from its file alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

from glmopt.catalog import Card, Catalog, Chassis, Efficiency, Fabric, Llm, PriceList, SizingRules
from glmopt.check import check
from glmopt.errors import Fault, InputError, Place
from glmopt.plan import BillLine, GangLine, Line, NodeLine, Plan, Share, Totals
from glmopt.records.reading import read_file
from glmopt.result.document import SCHEMA, digest, jsonable
from glmopt.scenario import Scenario

# A result carries the tables that its classes were sized by.
MAX_RESULT_BYTES = 100_000_000
MOST_SHARE_DIGITS = 20_000

R = TypeVar("R", Line, Totals, NodeLine, GangLine, BillLine)


@dataclass(frozen=True, slots=True)
class Saved:
    """A result read back from its file."""

    document: dict[str, Any]
    scenario: Scenario
    catalog: Catalog
    plan: Plan | None


def read_result(path: Path) -> Saved:
    """The result in the file `path`. Raises InputError for a file that is no such document."""
    place = Place(str(path))

    def attempt(what: str, make: Callable[[], Any]) -> Any:
        try:
            return make()
        except InputError:
            raise
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            reason = str(error).splitlines()[0][:160] if str(error) else type(error).__name__
            raise InputError(Fault("bad-data", f"{what}: {reason}", place)) from None

    text = read_file(path, str(path), MAX_RESULT_BYTES)
    data = attempt("not JSON", lambda: json.loads(text, parse_float=Decimal, parse_constant=_no_constant))
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise InputError(Fault("bad-data", f"not a {SCHEMA} document", place))
    scenario = attempt("scenario", lambda: _scenario(data["scenario"]["effective"]))
    catalog = attempt("inputs", lambda: _catalog(data["inputs"], scenario))
    plan = attempt("plan", lambda: _plan(data, scenario))
    attempt("status", lambda: data["status"])
    return Saved(data, scenario, catalog, plan)


def judge(saved: Saved) -> tuple[str, ...]:
    """Everything that is wrong with a saved result: its digest, and its plan by the independent check."""
    findings = []
    if digest(jsonable(saved.document)) != saved.document.get("digest"):
        findings.append("digest: the file was changed after it was written")
    if saved.plan is not None:
        try:
            findings += check(saved.plan, saved.scenario, saved.catalog)
        except KeyError as missing:
            findings.append(f"inputs: {missing} is not in the file")
        findings += _claims(saved.document, saved.plan, saved.scenario)
    elif saved.document["status"] in ("optimal", "feasible"):
        findings.append(f"{saved.document['status']}, but without a plan")
    return tuple(findings)


def _claims(document: dict[str, Any], plan: Plan, scenario: Scenario) -> Iterator[str]:
    """What the file says of its plan beside the plan itself: status, objective and bound."""
    stated, status = document.get("objective"), document["status"]
    if not isinstance(stated, dict) or not {"goal", "value", "bound"} <= stated.keys():
        yield "objective: is no record of goal, value and bound"
        return
    totals = plan.totals
    true = {
        "capex": totals.cost,
        "tco": None if totals.cost is None else totals.cost + (totals.running or 0),
        "cards": sum(line.bought for line in plan.lines),
        "streams": totals.streams,
    }[scenario.goal]
    if status not in ("optimal", "feasible"):
        yield f"status: {status}, but with a plan"
    if stated["goal"] != scenario.goal or stated["value"] != true:
        yield f"objective: {stated['goal']} {stated['value']}, the plan's {scenario.goal} is {true}"
    if status == "optimal" and stated["bound"] != stated["value"]:
        yield f"bound: {stated['bound']} is not the optimum {stated['value']}"


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


def _tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _tuples(v) for k, v in value.items()}
    return tuple(_tuples(v) for v in value) if isinstance(value, list) else value


def _scenario(data: dict[str, Any]) -> Scenario:
    return Scenario.model_validate(_tuples(data))


def _catalog(data: dict[str, Any], scenario: Scenario) -> Catalog:
    cards = [Card.model_validate(_tuples(c)) for c in data["cards"]]
    cards += [Card.defined(c, f) for c, f in scenario.cards.define.items()]
    llms = [Llm.model_validate(_tuples(m)) for m in (data["llm"], *data.get("class_llms", ()))]
    rules = [SizingRules.model_validate(_tuples(r)) for r in (data["rules"],) if r]
    sets = [Efficiency.model_validate(_tuples(e)) for e in data.get("efficiencies", ())]
    chassis = [Chassis.model_validate(_tuples(c)) for c in data.get("chassis", ())]
    fabrics = [Fabric.model_validate(_tuples(f)) for f in data.get("fabrics", ())]
    prices = PriceList.model_validate(_tuples(data["prices"])) if data["prices"] else None
    return Catalog(
        cards={c.id: c for c in cards},
        llms={m.id: m for m in llms},
        rules={r.id: r for r in rules},
        efficiencies={e.id: e for e in sets},
        prices={scenario.prices: prices} if prices and scenario.prices else {},
        sources={},
        chassis={c.id: c for c in chassis},
        fabrics={f.id: f for f in fabrics},
    )


def _plan(data: dict[str, Any], scenario: Scenario) -> Plan | None:
    if data["totals"] is None:
        return None
    lines = tuple(_read(Line, entry) for entry in data["plan"])
    return Plan(
        scenario.money.currency,
        lines,
        _read(Totals, data["totals"]),
        tuple(_read(NodeLine, entry) for entry in data["nodes"]),
        tuple(_read(GangLine, entry) for entry in data["gangs"]),
        tuple(_read(BillLine, entry) for entry in data["bill"]),
        tuple(_share(entry) for entry in data.get("shares", ())),
    )


def _share(entry: dict[str, Any]) -> Share:
    """A share of a class; its exact value is a text, such as 1/3."""
    exact = _name("exact", entry["exact"])
    if len(exact) > MOST_SHARE_DIGITS:
        raise TypeError("exact is too long")
    texts = {key: _name(key, entry[key]) for key in ("part", "card", "window", "llm")}
    return Share(
        name=_name("class", entry["class"]),
        **texts,
        cards=_whole("cards", entry["cards"]),
        groups=_whole("groups", entry["groups"]),
        share=Fraction(exact),
        busy=_money("busy", entry["busy"]),
    )


def _read(record: type[R], entry: dict[str, Any]) -> R:
    """One record of a plan, each field as its type says; TypeError for anything else."""
    read: dict[str, Callable[[str, Any], Any]] = {
        "int": _whole,
        "str": _name,
        "bool": _flag,
        "Decimal": _money,
        "Decimal | None": _amount,
        "int | None": _whole_or_none,
        "tuple[str, ...]": _names,
    }
    return record(**{f.name: read[str(f.type)](f.name, entry[f.name]) for f in fields(record)})


def _name(key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{key} is no name")
    return value


def _names(key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"{key} is no list of names")
    return tuple(_name(key, entry) for entry in value)


def _flag(key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{key} is neither true nor false")
    return value


def _whole(key: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{key} is no whole number")
    return value


def _whole_or_none(key: str, value: Any) -> int | None:
    return None if value is None else _whole(key, value)


def _money(key: str, value: Any) -> Decimal:
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        raise TypeError(f"{key} is no amount")
    return Decimal(value)


def _amount(key: str, value: Any) -> Decimal | None:
    return None if value is None else _money(key, value)
