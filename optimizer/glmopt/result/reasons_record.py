"""Reasons as plain data: the same in result.json and in `glmopt explain -f json`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from glmopt.explain import Conflicting, Nearest
from glmopt.result.why import INTERRUPTED, NOT_PROVED, Reasons

# Where the answer to each question stands.
KEYS = {
    "break-even prices": "breakeven",
    "what one more costs": "marginal",
    "figures that decide": "deciding",
    "conflicts": "conflicts",
    "ways out": "ways",
}


def reasons_record(told: Reasons) -> dict[str, Any]:
    """What `told` says, by the question; null where the question does not arise."""
    every, out, decision = told.conflicts, told.ways, told.decision
    return {
        "breakeven": [asdict(b) for b in told.breakeven],
        "marginal": [asdict(m) for m in told.marginal],
        "deciding": None
        if decision is None
        else {"varied": decision.varied, "figures": [asdict(d) for d in decision.deciding]},
        "conflicts": [[_rule(c) for c in one] for one in (every.sets if every else ())],
        "conflicts_complete": every.complete if every else None,
        "ways": [
            {
                "share": round(way.share, 6),
                "changes": [_change(c) for c in way.changes],
                "empties": way.empties,
            }
            for way in (out.ways if out else ())
        ],
        "ways_complete": out.complete if out else None,
        "why_not": [
            {
                "card": w.card,
                "kind": w.kind,
                "chassis": w.chassis or None,
                "rule": w.rule.key if w.rule else None,
                "place": w.place,
                "says": w.says.model_dump() if w.says else None,
            }
            for w in told.why_not
        ],
        "refused": list(told.refused),
    }


def answered(told: Mapping[str, Any], *questions: str) -> bool:
    """Whether the saved reasons `told` answer every one of `questions`, stopped by no limit and no Ctrl-C."""
    refused = told.get("refused") or ()
    stopped = {f"{question}: {why}" for question in questions for why in (NOT_PROVED, INTERRUPTED)}
    return all(told.get(KEYS[q]) is not None for q in questions) and not stopped & set(refused)


def _rule(c: Conflicting) -> dict[str, Any]:
    return {
        "rule": c.rule.key,
        "constraint": c.rule.constraint,
        "says": c.rule.says,
        "place": c.place,
    }


def _change(change: Nearest) -> dict[str, Any]:
    return {
        "rule": change.rule.key,
        "value": change.value,
        "change": change.change,
        "set": change.setting,
    }
