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
    from glmopt.explain.conflicts import Conflicts, OtherConflicts, conflicts, other_conflicts
    from glmopt.explain.deciding import Deciding, Decision, deciding
    from glmopt.explain.marginal import Marginal, marginal
    from glmopt.explain.nearest import Nearest, nearest
    from glmopt.explain.pareto import Point, best_of_both, pareto
    from glmopt.explain.staying import Changed, Staying, staying
    from glmopt.explain.ways import Way, Ways, ways
    from glmopt.explain.why_not import WhyNot, no_gang_cards, why_not

_HOME = {
    "Alternative": "alternatives",
    "Alternatives": "alternatives",
    "Audit": "audit",
    "Binding": "binding",
    "BreakEven": "breakeven",
    "Changed": "staying",
    "Conflicting": "conflict",
    "Conflicts": "conflicts",
    "Deciding": "deciding",
    "Decision": "deciding",
    "Marginal": "marginal",
    "Nearest": "nearest",
    "OtherConflicts": "conflicts",
    "Point": "pareto",
    "Short": "audit",
    "Staying": "staying",
    "Way": "ways",
    "Ways": "ways",
    "WhyNot": "why_not",
    "alternatives": "alternatives",
    "audit": "audit",
    "best_of_both": "pareto",
    "binding": "binding",
    "breakeven": "breakeven",
    "conflict": "conflict",
    "conflicts": "conflicts",
    "deciding": "deciding",
    "marginal": "marginal",
    "nearest": "nearest",
    "other_conflicts": "conflicts",
    "pareto": "pareto",
    "staying": "staying",
    "ways": "ways",
    "no_gang_cards": "why_not",
    "why_not": "why_not",
}

__all__ = [
    "Alternative",
    "Alternatives",
    "Audit",
    "Binding",
    "BreakEven",
    "Changed",
    "Conflicting",
    "Conflicts",
    "Deciding",
    "Decision",
    "Marginal",
    "Nearest",
    "OtherConflicts",
    "Point",
    "Short",
    "Staying",
    "Way",
    "Ways",
    "WhyNot",
    "alternatives",
    "audit",
    "best_of_both",
    "binding",
    "breakeven",
    "conflict",
    "conflicts",
    "deciding",
    "marginal",
    "nearest",
    "no_gang_cards",
    "other_conflicts",
    "pareto",
    "staying",
    "ways",
    "why_not",
]

fetch_names(__name__, _HOME)
