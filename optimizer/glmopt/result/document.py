"""A result as JSON: key order fixed, no clock in the hashed part, every input that the check needs inside."""

from __future__ import annotations

import platform
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from glmopt import __version__
from glmopt.check import bridges, partitioned
from glmopt.errors import Place
from glmopt.explain import Alternatives, Staying
from glmopt.plan import Line, Share
from glmopt.problem import Rule
from glmopt.result.answer import Result
from glmopt.result.basis import prices_of, rests_on
from glmopt.result.inputs import inputs
from glmopt.result.moves import moves
from glmopt.result.plain import digest, jsonable
from glmopt.result.understood import effective, origins
from glmopt.result.variations import varied
from glmopt.scenario import CardPrice
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
        "nodes": [
            asdict(line) | {"first": f"n{first}", "last": f"n{last}"}
            for line, first, last in (result.plan.numbered() if result.plan else ())
        ],
        "gangs": [asdict(g) for g in (result.plan.gangs if result.plan else ())],
        "bill": [asdict(b) for b in (result.plan.bill if result.plan else ())],
        "totals": asdict(result.plan.totals) if result.plan else None,
        **_partitions(result),
        **_bridges(result),
        **_moves(result),
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
        "inputs": inputs(result, others),
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


def _partitions(result: Result) -> dict[str, Any]:
    """Instances on shared cards as the rule counts them; only where it does."""
    found = partitioned(result.plan, result.scenario, result.catalog) if result.plan else None
    return {} if found is None else {"partitions": asdict(found)}


def _bridges(result: Result) -> dict[str, Any]:
    """What must be bridged and is not in the bill; only where something must."""
    found = bridges(result.plan, result.scenario, result.catalog) if result.plan else ()
    return {"bridges": [asdict(b) for b in found]} if found else {}


def _moves(result: Result) -> dict[str, Any]:
    """Owned cards that leave the server they came with; only where some do."""
    found = moves(result.plan) if result.plan else ()

    def named(numbers: tuple[int, int]) -> dict[str, str]:
        return dict(zip(("first", "last"), (f"n{k}" for k in numbers), strict=True))

    told = [{"card": m.card, "cards": m.cards, "from": named(m.source), "to": named(m.target)} for m in found]
    return {"moves": told} if told else {}


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
            {
                "rule": n.rule.key,
                "value": n.value,
                "change": n.change,
                "set": n.setting,
                "empties": n.empties,
            }
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


def _lock(result: Result) -> dict[str, Any]:
    billed = prices_of(rests_on(result.scenario, result.catalog, result.plan))
    dated = (*(p.date for p in result.prices), *(b.date for b in billed))
    dates = sorted(date for date in dated if date)
    prices = result.catalog.prices.get(result.scenario.prices or "")
    return {
        "glmopt": __version__,
        "catalog_sha256": result.catalog.digest,
        "prices": prices.id if prices else None,
        "prices_as_of": prices.as_of if prices else None,
        "oldest_price": dates[0] if dates else None,
        "newest_price": dates[-1] if dates else None,
    }
