"""A result as JSON: key order fixed, no clock in the hashed part, every input that the check needs inside."""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from glmopt import __version__
from glmopt.catalog import Catalog, PriceList, SizingRules
from glmopt.errors import Place
from glmopt.explain import Alternatives, Staying
from glmopt.plan import Line, Share
from glmopt.problem import Rule
from glmopt.records.faults import dotted
from glmopt.result.answer import Result
from glmopt.result.variations import Varied, varied
from glmopt.scenario import CardPrice, Scenario
from glmopt.sizing import rules as seed_rules
from glmopt.units import from_minor

SCHEMA = "glmopt/result@1"


def document(result: Result) -> dict[str, Any]:
    """`result` as its JSON document: fixed key order, no clock outside `run`, Decimals as numbers."""
    solved, ending = result.solved, result.solved.ending
    base = effective(result.scenario)
    others = varied(result.scenario, result.catalog, base)
    money = ending.goal in ("capex", "tco")
    unit = result.scenario.money.currency

    def in_unit(value: int | None) -> Decimal | int | None:
        return from_minor(value, unit) if money and value is not None else value

    content = {
        "schema": SCHEMA,
        "status": ending.status,
        "objective": {
            "goal": ending.goal,
            "value": in_unit(ending.objective),
            "bound": in_unit(ending.bound),
            "gap": ending.gap,
            "currency": unit if money else None,
        },
        "plan": [_line(line, result) for line in (result.plan.lines if result.plan else ())],
        "nodes": [asdict(n) for n in (result.plan.nodes if result.plan else ())],
        "gangs": [asdict(g) for g in (result.plan.gangs if result.plan else ())],
        "bill": [asdict(b) for b in (result.plan.bill if result.plan else ())],
        "totals": asdict(result.plan.totals) if result.plan else None,
        **({"shares": [_share(s) for s in result.plan.shares]} if result.plan and result.plan.shares else {}),
        # Only where they were asked for: an empty list would claim that there are none.
        **({"alternatives": _alternatives(result.alternatives)} if result.alternatives else {}),
        **({"earlier": _staying(result.staying)} if result.staying else {}),
        "explain": _explain(result),
        "audit": asdict(result.audit) if result.audit else None,
        "opinion": asdict(result.opinion) if result.opinion else None,
        "figures": {
            "set": result.scenario.figures,
            "rows": len(result.catalog.errata),
            "rows_contradicted": sum("fp16_tflops" in row for row in result.catalog.errata),
        },
        "not_considered": [{"card": c, "why": why} for c, why in solved.problem.not_considered],
        "notices": [str(n) for n in result.notices],
        "scenario": {
            "effective": base,
            "origins": origins(result.scenario),
            "variations": [{"name": v.name, "changes": v.changes} for v in others],
        },
        "inputs": _inputs(result, others),
        "lock": _lock(result),
    }
    plain = jsonable(content)
    return {
        **plain,
        "digest": digest(plain),
        "run": {
            "proofs": [asdict(p) | {"objective": jsonable(in_unit(p.objective))} for p in ending.proofs],
            "notes": list(solved.notes),
            "seconds": round(result.seconds, 3),
            "python": platform.python_version(),
        },
    }


def explained(document: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """A document with more to say under `explain`, and its digest anew."""
    plain = jsonable({**document, "explain": {**document["explain"], **more}})
    return {**plain, "digest": digest(plain)}


def digest(plain: dict[str, Any]) -> str:
    """SHA-256 over the document without its own digest and without `run`."""
    content = {k: v for k, v in plain.items() if k not in ("digest", "run")}
    return hashlib.sha256(dumps(content).encode()).hexdigest()


def dumps(plain: Any) -> str:
    """JSON as glmopt writes it everywhere: readable, Chinese as Chinese, no NaN."""
    return json.dumps(plain, ensure_ascii=False, indent=2, allow_nan=False)


def jsonable(value: Any) -> Any:
    """Plain JSON data: Decimals as numbers that read back exactly, places as text."""
    if isinstance(value, float):
        value = Decimal(str(value))
    if isinstance(value, Decimal):
        number = int(value) if value == value.to_integral_value() else float(value)
        if Decimal(str(number)) != value:
            raise ValueError(f"{value} has too many digits for JSON")
        return number
    if isinstance(value, Place):
        return str(value)
    if isinstance(value, Rule):
        return {"rule": value.key, "says": value.says}
    if isinstance(value, dict):
        return {str(k): jsonable(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(v) for v in value]
    return value


def effective(scenario: Scenario) -> dict[str, Any]:
    """The scenario as it was understood, defaults included, what-if blocks and sweeps left out."""
    left_out = {"what_if", "sweep", "extends", "catalogs"}
    data: dict[str, Any] = jsonable(scenario.model_dump(by_alias=True, exclude=left_out))
    return data


def origins(scenario: Scenario) -> dict[str, str]:
    """Each value that was written, by its key, with its place; what is not here is a default."""
    found: dict[str, str] = {}
    if scenario.origin:
        _walk(scenario.origin.tree, (), found)
    return found


def _walk(node: Any, path: tuple[str | int, ...], found: dict[str, str]) -> None:
    children = list(node.items())
    if not children or isinstance(node.value, list):
        found[dotted(path)] = str(node.place)
        return
    for key, child in children:
        if path or key not in ("what_if", "sweep"):
            _walk(child, (*path, key), found)


def _line(line: Line, result: Result) -> dict[str, Any]:
    price = next((p for p in result.prices if p.card == line.card), None)
    card = result.catalog.cards[line.card]
    nodes = [n for n in (result.plan.nodes if result.plan else ()) if n.card == line.card]
    return {
        "card": line.card,
        "name": card.name.model_dump(),
        "vendor": card.vendor,
        "chassis": sorted({n.chassis for n in nodes}) or None,
        "nodes": sum(n.nodes for n in nodes) or None,
        **{k: v for k, v in asdict(line).items() if k != "card"},
        "price": _price(price) if price else None,
    }


def _price(price: CardPrice) -> dict[str, Any]:
    """A price; what is said of a price break only where one is reached."""
    broken = {"start", "single"} if price.start is None else set()
    return {key: value for key, value in asdict(price).items() if key not in broken}


def _share(share: Share) -> dict[str, Any]:
    """A share of a class; `exact` is the share itself, the number beside it is for reading."""
    plain = asdict(share) | {"share": round(float(share.share), 9), "exact": str(share.share)}
    return {"class": plain.pop("name"), **plain}


def _explain(result: Result) -> dict[str, Any]:
    def rule(rule: Rule, place: Place | None) -> dict[str, Any]:
        return {"rule": rule.key, "constraint": rule.constraint, "says": rule.says, "place": place}

    return {
        "binding": [rule(b.rule, b.place) | {"saving": b.saving} for b in result.binding],
        "conflict": [rule(c.rule, c.place) for c in result.conflict],
        "other_conflicts": asdict(result.others) if result.others else None,
        "nearest": [
            {"rule": n.rule.key, "value": n.value, "change": n.change, "set": n.setting}
            for n in result.nearest
        ],
        # Only where they were asked for: they take many solves.
        **_reasons(result),
    }


def _reasons(result: Result) -> dict[str, Any]:
    """Only where they were asked for: they take many solves."""
    if result.reasons is None:
        return {}
    from glmopt.result.reasons_record import reasons_record

    return reasons_record(result.reasons)


def _alternatives(found: Alternatives) -> dict[str, Any]:
    plans = [
        {
            "plan": {line.card: line.count for line in a.plan.lines},
            "totals": asdict(a.plan.totals),
            "labels": a.labels,
        }
        for a in found.plans
    ]
    return {
        "by": found.by,
        "within": found.within,
        "complete": found.complete,
        "labels": found.labels,
        "plans": plans,
    }


def _staying(found: Staying) -> dict[str, Any]:
    return {
        "plan": found.earlier,
        "stays": found.stays,
        "cost": found.cost,
        "gone": found.gone,
        "broken": [{"rule": c.rule.key, "says": c.rule.says, "place": c.place} for c in found.broken],
        "complete": found.complete,
        "changes": [
            {
                "changes": step.changes,
                "plan": {line.card: line.count for line in step.plan.lines},
                "in_and_out": step.in_and_out,
                "cost": step.cost,
                "totals": asdict(step.plan.totals),
            }
            for step in found.steps
        ],
    }


def _inputs(result: Result, others: tuple[Varied, ...]) -> dict[str, Any]:
    """What check and studies need of the catalog: every card and server on offer, here or in a variation.

    With them their parts and the anchor; networks, rules, llm, prices, and the sources of all these figures.
    Under `sizing: roofline` there need not be rules for the llm; efficiency sets are there where it is asked.
    """
    catalog, scenario = result.catalog, result.scenario
    asked = (scenario, *(v.scenario for v in others))
    rules = _rules(catalog, scenario)
    problems = (result.solved.problem, *(v.problem for v in others))
    wanted = {o.card for p in problems for o in p.offers}
    near = wanted | ({rules.anchor.card} if rules else set())
    servers = {c for p in problems if p.housing for c in p.housing.chassis} | _named_chassis(catalog, asked)
    # What a scenario defines itself stands in the scenario.
    near -= {card for s in asked for card in s.cards.define}
    for card in tuple(near):
        # In servers a generic name can be any of its parts.
        parts = catalog.cards[card].parts
        near |= set() if parts is None else set(parts.candidates) if servers else {parts.default}
    near |= _named_cards(catalog, asked)
    sets = _efficiencies(catalog, asked) if any(s.sizing == "roofline" for s in asked) else []
    prices = catalog.prices.get(scenario.prices or "")
    further = _further_llms(asked)
    names = {s.prices for s in asked if s.prices and s.prices != scenario.prices}
    lists = {name: catalog.prices[name] for name in names}
    data = {
        "cards": [_dump(catalog.cards[c]) for c in sorted(near)],
        "chassis": [_dump(catalog.chassis[c]) for c in sorted(servers)],
        "fabrics": [_dump(f) for f in catalog.fabrics.values() if servers or f.id == "none"],
        "llm": _dump(catalog.llms[scenario.demand.llm]),
        **({"class_llms": [_dump(catalog.llms[m]) for m in further]} if further else {}),
        "rules": _dump(rules) if rules else None,
        "efficiencies": [_dump(catalog.efficiencies[e]) for e in sets],
        "prices": _dump_prices(prices, wanted) if prices else None,
        **(
            {"further_prices": {name: _dump_prices(one, wanted) for name, one in sorted(lists.items())}}
            if lists
            else {}
        ),
    }
    cited = sorted(_cited(data) & catalog.sources.keys())
    return data | {"sources": {code: _dump(catalog.sources[code]) for code in cited}}


def _named_cards(catalog: Catalog, asked: tuple[Scenario, ...]) -> set[str]:
    """Cards that the scenarios name, offered or not, and one of each vendor: a name must be known again."""
    named: set[str] = set()
    for s in asked:
        named |= {*(s.cards.allow or ()), *s.cards.deny, *s.cards.stock, *s.cards.price}
        named |= {entry.card for entry in s.owned}
        for vendor in (*(s.rules.vendors.allow or ()), *s.rules.vendors.deny):
            named |= {min(c.id for c in catalog.cards.values() if c.vendor == vendor)}
    return named & catalog.cards.keys()


def _named_chassis(catalog: Catalog, asked: tuple[Scenario, ...]) -> set[str]:
    """Servers that the scenarios name, on offer or owned."""
    named: set[str] = set()
    for s in asked:
        named |= {entry.chassis for entry in s.owned if entry.chassis}
        named |= set(s.nodes.price) if s.nodes else set()
    return named & catalog.chassis.keys()


def _further_llms(asked: tuple[Scenario, ...]) -> list[str]:
    """Further llms that classes name, where the check sizes by them, and those of variations."""
    named = {c.llm for s in asked if s.demand.capacity is None for c in s.demand.classes.values() if c.llm}
    named |= {s.demand.llm for s in asked}
    return sorted(named - {asked[0].demand.llm})


def _rules(catalog: Catalog, scenario: Scenario) -> SizingRules | None:
    """The rules written for the scenario's llm; none is no fault where the roofline sizes."""
    if scenario.sizing == "rules":
        return seed_rules.rules_for(catalog, scenario.demand.llm)
    return next((r for r in catalog.rules.values() if r.llm == scenario.demand.llm), None)


def _efficiencies(catalog: Catalog, asked: tuple[Scenario, ...]) -> list[str]:
    """The efficiency sets that the scenarios name, those of vendors, and the default set."""
    named = {"default"}.union(*(s.demand.efficiency.values() for s in asked))
    return sorted(e.id for e in catalog.efficiencies.values() if e.id in named or e.vendors)


def _cited(data: Any) -> set[str]:
    """Every source code that some figure inside `data` names."""
    if isinstance(data, dict):
        codes = data.get("source")
        own = {str(c) for c in codes} if isinstance(codes, list) else set()
        return own.union(*map(_cited, data.values()))
    return set().union(*map(_cited, data)) if isinstance(data, list) else set()


def _dump(record: Any) -> Any:
    return jsonable(record.model_dump(by_alias=True, exclude_none=True))


def _dump_prices(prices: PriceList, wanted: set[str]) -> Any:
    data = _dump(prices)
    kept = [p for p in data["prices"] if p["card"] in wanted]
    return data | {"prices": kept or data["prices"][:1]}


def _lock(result: Result) -> dict[str, Any]:
    dates = sorted(p.date for p in result.prices if p.date)
    prices = result.catalog.prices.get(result.scenario.prices or "")
    return {
        "glmopt": __version__,
        "catalog_sha256": result.catalog.digest,
        "prices": prices.id if prices else None,
        "prices_as_of": prices.as_of if prices else None,
        "oldest_price": dates[0] if dates else None,
        "newest_price": dates[-1] if dates else None,
    }
