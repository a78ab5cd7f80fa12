"""Why this plan, and why nothing fits. Every answer is a new solve, never a dual value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glmopt.lazy import fetch_names

if TYPE_CHECKING:
    from glmopt.explain.alternatives import Alternative, Alternatives, alternatives
    from glmopt.explain.audit import Audit, Short, audit
    from glmopt.explain.binding import Binding, binding
    from glmopt.explain.breakeven import BreakEven, breakeven
    from glmopt.explain.conflict import Conflicting, conflict
    from glmopt.explain.conflicts import Conflicts, conflicts
    from glmopt.explain.marginal import Marginal, marginal
    from glmopt.explain.nearest import Nearest, nearest
    from glmopt.explain.why_not import WhyNot, no_gang_cards, why_not

_HOME = {
    "Alternative": "alternatives",
    "Alternatives": "alternatives",
    "Audit": "audit",
    "Binding": "binding",
    "BreakEven": "breakeven",
    "Conflicting": "conflict",
    "Conflicts": "conflicts",
    "Marginal": "marginal",
    "Nearest": "nearest",
    "Short": "audit",
    "WhyNot": "why_not",
    "alternatives": "alternatives",
    "audit": "audit",
    "binding": "binding",
    "breakeven": "breakeven",
    "conflict": "conflict",
    "conflicts": "conflicts",
    "marginal": "marginal",
    "nearest": "nearest",
    "no_gang_cards": "why_not",
    "why_not": "why_not",
}

__all__ = [
    "Alternative",
    "Alternatives",
    "Audit",
    "Binding",
    "BreakEven",
    "Conflicting",
    "Conflicts",
    "Marginal",
    "Nearest",
    "Short",
    "WhyNot",
    "alternatives",
    "audit",
    "binding",
    "breakeven",
    "conflict",
    "conflicts",
    "marginal",
    "nearest",
    "no_gang_cards",
    "why_not",
]

fetch_names(__name__, _HOME)
