"""Read a saved result back, and judge it from its file alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from glmopt.catalog import Card, Catalog, Efficiency, Llm, PriceList, SizingRules
from glmopt.check import check
from glmopt.errors import Fault, InputError, Place
from glmopt.plan import Line, Plan, Share, Totals
from glmopt.records.reading import read_file
from glmopt.result.document import SCHEMA, digest, jsonable
from glmopt.scenario import Scenario

# A result carries the tables that its classes were sized by.
MAX_RESULT_BYTES = 100_000_000
MOST_SHARE_DIGITS = 20_000


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
    true = {"capex": plan.totals.cost, "cards": plan.totals.cards, "streams": plan.totals.streams}[
        scenario.goal
    ]
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
    prices = PriceList.model_validate(_tuples(data["prices"])) if data["prices"] else None
    return Catalog(
        cards={c.id: c for c in cards},
        llms={m.id: m for m in llms},
        rules={r.id: r for r in rules},
        efficiencies={e.id: e for e in sets},
        prices={scenario.prices: prices} if prices and scenario.prices else {},
        sources={},
    )


def _plan(data: dict[str, Any], scenario: Scenario) -> Plan | None:
    if data["totals"] is None:
        return None
    amounts = ("unit_price", "subtotal", "cost")

    def figures(record: type[Line | Totals], entry: dict[str, Any]) -> dict[str, Any]:
        return {
            key: _money(key, entry[key]) if key in amounts else _whole(key, entry[key])
            for key in record.__dataclass_fields__
            if key != "card"
        }

    lines = [Line(card=str(entry["card"]), **figures(Line, entry)) for entry in data["plan"]]
    shares = tuple(_share(entry) for entry in data.get("shares", ()))
    return Plan(scenario.money.currency, tuple(lines), Totals(**figures(Totals, data["totals"])), shares)


def _share(entry: dict[str, Any]) -> Share:
    busy = _money("busy", entry["busy"])
    if busy is None or not isinstance(entry["exact"], str) or len(entry["exact"]) > MOST_SHARE_DIGITS:
        raise TypeError("a share without its exact value")
    return Share(
        name=str(entry["class"]),
        part=str(entry["part"]),
        card=str(entry["card"]),
        window=str(entry["window"]),
        cards=_whole("cards", entry["cards"]),
        llm=str(entry["llm"]),
        groups=_whole("groups", entry["groups"]),
        share=Fraction(entry["exact"]),
        busy=busy,
    )


def _whole(key: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{key} is no whole number")
    return value


def _money(key: str, value: Any) -> Decimal | None:
    if value is not None and (not isinstance(value, int | Decimal) or isinstance(value, bool)):
        raise TypeError(f"{key} is no amount")
    return None if value is None else Decimal(value)
