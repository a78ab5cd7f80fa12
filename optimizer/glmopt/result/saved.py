"""Read a saved result back, and judge it from its file alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from glmopt.catalog import Card, Catalog, Efficiency, Llm, PriceList, SizingRules
from glmopt.check import check
from glmopt.errors import Fault, InputError, Place
from glmopt.plan import Line, Plan, Totals
from glmopt.records.reading import read_file
from glmopt.result.document import SCHEMA, digest, jsonable
from glmopt.scenario import Scenario


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
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            reason = str(error).splitlines()[0][:160] if str(error) else type(error).__name__
            raise InputError(Fault("bad-data", f"{what}: {reason}", place)) from None

    text = read_file(path, str(path))
    data = attempt("not JSON", lambda: json.loads(text, parse_float=Decimal, parse_constant=_no_constant))
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise InputError(Fault("bad-data", f"not a {SCHEMA} document", place))
    scenario = attempt("scenario", lambda: _scenario(data["scenario"]["effective"]))
    catalog = attempt("inputs", lambda: _catalog(data["inputs"], scenario))
    plan = attempt("plan", lambda: _plan(data, scenario)) if data["totals"] else None
    return Saved(data, scenario, catalog, plan)


def judge(saved: Saved) -> tuple[str, ...]:
    """Everything that is wrong with a saved result: its digest, and its plan by the independent check."""
    findings = []
    if digest(jsonable(saved.document)) != saved.document.get("digest"):
        findings.append("digest: the file was changed after it was written")
    if saved.plan is not None:
        findings += check(saved.plan, saved.scenario, saved.catalog)
    elif saved.document["status"] in ("optimal", "feasible"):
        findings.append(f"{saved.document['status']}, but without a plan")
    return tuple(findings)


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
    llm = Llm.model_validate(_tuples(data["llm"]))
    rules = [SizingRules.model_validate(_tuples(r)) for r in (data["rules"],) if r]
    sets = [Efficiency.model_validate(_tuples(e)) for e in data.get("efficiencies", ())]
    prices = PriceList.model_validate(_tuples(data["prices"])) if data["prices"] else None
    return Catalog(
        cards={c.id: c for c in cards},
        llms={llm.id: llm},
        rules={r.id: r for r in rules},
        efficiencies={e.id: e for e in sets},
        prices={scenario.prices: prices} if prices and scenario.prices else {},
        sources={},
    )


def _plan(data: dict[str, Any], scenario: Scenario) -> Plan:
    def money(value: Any) -> Decimal | None:
        return None if value is None else Decimal(value)

    keys = Line.__dataclass_fields__
    lines = []
    for entry in data["plan"]:
        fields = {k: entry[k] for k in keys}
        fields |= {k: money(entry[k]) for k in ("unit_price", "subtotal")}
        lines.append(Line(**fields))
    totals = Totals(**(data["totals"] | {"cost": money(data["totals"]["cost"])}))
    return Plan(scenario.money.currency, tuple(lines), totals)
