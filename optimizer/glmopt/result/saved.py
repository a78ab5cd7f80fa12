"""Read a saved result back, and judge it from its file alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar, get_args

from glmopt.catalog import Card, Catalog, Chassis, Efficiency, Fabric, Llm, PriceList, SizingRules, Source
from glmopt.check import check
from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError, Place
from glmopt.plan import BillLine, GangLine, Line, NodeLine, Plan, Share, Status, Totals
from glmopt.records.reading import read_file
from glmopt.result.document import SCHEMA
from glmopt.result.plain import digest, jsonable
from glmopt.result.reading import MAX_RESULT_BYTES, Document
from glmopt.scenario import Scenario

R = TypeVar("R", Line, Totals, NodeLine, GangLine, BillLine)
M = TypeVar("M", Card, Llm, SizingRules, Efficiency, PriceList, Chassis, Fabric)
MOST_SHARE_DIGITS = 4_000  # Python reads no longer whole numbers
STATUSES = get_args(Status)


@dataclass(frozen=True, slots=True)
class Saved:
    """A result read back from its file; `variations` are its what-ifs and its sweep, by name."""

    document: dict[str, Any]
    scenario: Scenario
    catalog: Catalog
    plan: Plan | None
    variations: tuple[tuple[str, Scenario], ...] = ()


def read_result(path: Path) -> Saved:
    """The result in the file `path`. Raises InputError, with line and field, for a file that is no result."""
    return parse_result(read_file(path, str(path), MAX_RESULT_BYTES), str(path))


def parse_result(text: str, name: str) -> Saved:
    """The result whose document is `text`, named `name` in messages; InputError as for a file."""
    document = Document(text, name)
    if document.data.get("schema") != SCHEMA:
        raise InputError(Fault("bad-data", f"not a {SCHEMA} document", Place(document.file)))
    scenario = document.record(Scenario, "scenario", "effective")
    catalog = _catalog(document, scenario)
    if document.get("status") not in STATUSES:
        document.refuse(f"one of {', '.join(STATUSES)}", "status", code="bad-choice")
    return Saved(document.data, scenario, catalog, _plan(document, scenario), _variations(document))


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
        findings += _numbers(saved.document, saved.plan)
    elif saved.document["status"] in ("optimal", "feasible"):
        findings.append(f"{saved.document['status']}, but without a plan")
    return tuple(findings)


def _claims(document: dict[str, Any], plan: Plan, scenario: Scenario) -> Iterator[str]:
    """What the file says of its plan beside the plan itself: status, objective and bound."""
    stated, status = document.get("objective"), document["status"]
    if not isinstance(stated, dict) or not {"goal", "value", "bound"} <= stated.keys():
        yield "objective: is no record of goal, value and bound"
        return
    true = plan.worth(scenario.goal)
    if status not in ("optimal", "feasible"):
        yield f"status: {status}, but with a plan"
    if stated["goal"] != scenario.goal or stated["value"] != true:
        yield f"objective: {stated['goal']} {stated['value']}, the plan's {scenario.goal} is {true}"
    if status == "optimal" and stated["bound"] != stated["value"]:
        yield f"bound: {stated['bound']} is not the optimum {stated['value']}"


def _numbers(document: dict[str, Any], plan: Plan) -> Iterator[str]:
    """Servers that the file numbers otherwise than the plan's graph; files of before have no numbers."""
    for entry, (line, first, last) in zip(document.get("nodes") or (), plan.numbered(), strict=True):
        for key, number in (("first", first), ("last", last)):
            if key in entry and entry[key] != f"n{number}":
                yield f"nodes: {line.chassis} is n{first} to n{last}, {key} is stated as {entry[key]}"


def _variations(document: Document) -> tuple[tuple[str, Scenario], ...]:
    """The variations of the scenario: each the parts of it that differ, laid on the whole."""
    if "variations" not in document.get("scenario"):
        return ()
    base, path = ("scenario", "effective"), ("scenario", "variations")
    return tuple(
        (document.name(*path, k, "name"), document.laid_on(Scenario, base, (*path, k, "changes")))
        for k in document.items(*path)
    )


def _catalog(document: Document, scenario: Scenario) -> Catalog:
    def records(model: type[M], key: str) -> dict[str, M]:
        if key not in document.get("inputs"):
            return {}
        found = [document.record(model, "inputs", key, k) for k in document.items("inputs", key)]
        return {record.id: record for record in found}

    def record(model: type[M], key: str) -> dict[str, M]:
        if document.get("inputs", key) is None:
            return {}
        found = document.record(model, "inputs", key)
        return {found.id: found}

    if not isinstance(document.get("inputs"), dict):
        document.refuse("expected an object", "inputs", code="wrong-type")
    sources = document.get("inputs", "sources") if "sources" in document.get("inputs") else {}
    if not isinstance(sources, dict):
        document.refuse("expected an object", "inputs", "sources", code="wrong-type")
    llm = document.record(Llm, "inputs", "llm")
    # Listed by the name that the scenario gives, which may be a path.
    prices = list(record(PriceList, "prices").values())
    lists = document.get("inputs").get("further_prices", {})
    if not isinstance(lists, dict):
        document.refuse("expected an object", "inputs", "further_prices", code="wrong-type")
    further = {name: document.record(PriceList, "inputs", "further_prices", name) for name in lists}
    found = Catalog(
        cards=records(Card, "cards"),
        llms={llm.id: llm} | records(Llm, "class_llms"),
        rules=record(SizingRules, "rules"),
        efficiencies=records(Efficiency, "efficiencies"),
        prices=({scenario.prices: prices[0]} if scenario.prices and prices else {}) | further,
        sources={code: document.record(Source, "inputs", "sources", code) for code in sources},
        chassis=records(Chassis, "chassis"),
        fabrics=records(Fabric, "fabrics"),
    )
    return with_own_cards(found, scenario)


def with_own_cards(catalog: Catalog, scenario: Scenario) -> Catalog:
    """`catalog` with the cards that `scenario` defines itself."""
    own = {c: Card.defined(c, f) for c, f in scenario.cards.define.items()}
    return replace(catalog, cards={**catalog.cards, **own})


def _plan(document: Document, scenario: Scenario) -> Plan | None:
    if document.get("totals") is None:
        return None

    def lines(record: type[R], key: str) -> tuple[R, ...]:
        return tuple(_read(record, document, key, k) for k in document.items(key))

    return Plan(
        scenario.money.currency,
        lines(Line, "plan"),
        _read(Totals, document, "totals"),
        lines(NodeLine, "nodes"),
        lines(GangLine, "gangs"),
        lines(BillLine, "bill"),
        tuple(_share(document, k) for k in document.items("shares")) if "shares" in document.data else (),
    )


def _share(document: Document, number: int) -> Share:
    """A share of a class; its exact value is a text, such as 1/3."""
    path = ("shares", number)
    exact = document.name(*path, "exact")
    if len(exact) > MOST_SHARE_DIGITS or not re.fullmatch(r"[0-9]+(/[1-9][0-9]*)?", exact):
        document.refuse("not a fraction such as 1/3", *path, "exact")
    return Share(
        name=document.name(*path, "class"),
        part=document.name(*path, "part"),
        card=document.name(*path, "card"),
        window=document.name(*path, "window"),
        cards=document.whole(*path, "cards"),
        llm=document.name(*path, "llm"),
        groups=document.whole(*path, "groups"),
        share=Fraction(exact),
        busy=document.amount(*path, "busy"),
    )


def _read(record: type[R], document: Document, *path: str | int) -> R:
    """The record of a plan at `path`, each field as its type says; InputError for anything else."""
    here = document.get(*path)
    missing = LATER - here.keys() if isinstance(here, dict) else ()
    told = [f for f in fields(record) if f.name not in missing]
    return record(**{f.name: READERS[str(f.type)](document, *path, f.name) for f in told})


# What results of earlier versions do not say: there the default holds.
LATER = frozenset({"bisection_exact", "had"})
READERS: dict[str, Callable[..., Any]] = {
    "int": Document.whole,
    "int | None": Document.whole_or_none,
    "str": Document.name,
    "tuple[str, ...]": Document.names,
    "bool": Document.flag,
    "Decimal": Document.amount,
    "Decimal | None": Document.amount_or_none,
}
