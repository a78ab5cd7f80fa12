"""Studies of a scenario: many solves, one table. Each kind is a file of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glmopt.lazy import fetch_names

if TYPE_CHECKING:
    from glmopt.study.attempts import SECONDS
    from glmopt.study.beside import studies_beside
    from glmopt.study.budgets import Budgets, BudgetStep, budgets
    from glmopt.study.bundle import STUDIES, Studies, studies
    from glmopt.study.compare import compare, compared
    from glmopt.study.comparison import (
        BASE,
        KEYS,
        NOT_SOLVED,
        Comparison,
        Difference,
        Variation,
        not_solved,
        record,
        records,
    )
    from glmopt.study.confidence import Confidence, confidence
    from glmopt.study.frontier import Frontier, Step, frontier
    from glmopt.study.journal import Journal, open_journal
    from glmopt.study.parts import MOST_ALTERNATIVES
    from glmopt.study.recorded import (
        INTERRUPTED,
        MALFORMED,
        NOT_ASKED,
        NOT_PROVED,
        TIME_OVER,
        Recorded,
        recorded_in,
    )
    from glmopt.study.risk import FiguresCase, PriceCase, Risk, risk
    from glmopt.study.sweep import Sweep, asked, gathered, sweep
    from glmopt.study.tornado import Bar, End, Tornado, tornado
    from glmopt.study.tradeoff import CRITERIA, MONEY, Criterion, Point, Tradeoff, tradeoff
    from glmopt.study.validated import validated

_HOME = {
    "BASE": "comparison",
    "Bar": "tornado",
    "BudgetStep": "budgets",
    "Budgets": "budgets",
    "CRITERIA": "tradeoff",
    "Comparison": "comparison",
    "Confidence": "confidence",
    "Criterion": "tradeoff",
    "Difference": "comparison",
    "End": "tornado",
    "FiguresCase": "risk",
    "Frontier": "frontier",
    "Journal": "journal",
    "KEYS": "comparison",
    "MALFORMED": "recorded",
    "MONEY": "tradeoff",
    "INTERRUPTED": "recorded",
    "MOST_ALTERNATIVES": "parts",
    "NOT_ASKED": "recorded",
    "NOT_PROVED": "recorded",
    "NOT_SOLVED": "comparison",
    "Point": "tradeoff",
    "PriceCase": "risk",
    "Recorded": "recorded",
    "Risk": "risk",
    "Step": "frontier",
    "STUDIES": "bundle",
    "Studies": "bundle",
    "Sweep": "sweep",
    "SECONDS": "attempts",
    "TIME_OVER": "recorded",
    "Tornado": "tornado",
    "Tradeoff": "tradeoff",
    "Variation": "comparison",
    "asked": "sweep",
    "budgets": "budgets",
    "compare": "compare",
    "compared": "compare",
    "confidence": "confidence",
    "frontier": "frontier",
    "gathered": "sweep",
    "not_solved": "comparison",
    "open_journal": "journal",
    "record": "comparison",
    "recorded_in": "recorded",
    "records": "comparison",
    "risk": "risk",
    "studies": "bundle",
    "studies_beside": "beside",
    "sweep": "sweep",
    "tornado": "tornado",
    "tradeoff": "tradeoff",
    "validated": "validated",
}

__all__ = [
    "BASE",
    "CRITERIA",
    "INTERRUPTED",
    "KEYS",
    "MALFORMED",
    "MONEY",
    "MOST_ALTERNATIVES",
    "NOT_ASKED",
    "NOT_PROVED",
    "NOT_SOLVED",
    "SECONDS",
    "STUDIES",
    "TIME_OVER",
    "Bar",
    "BudgetStep",
    "Budgets",
    "Comparison",
    "Confidence",
    "Criterion",
    "Difference",
    "End",
    "FiguresCase",
    "Frontier",
    "Journal",
    "Point",
    "PriceCase",
    "Recorded",
    "Risk",
    "Step",
    "Studies",
    "Sweep",
    "Tornado",
    "Tradeoff",
    "Variation",
    "asked",
    "budgets",
    "compare",
    "compared",
    "confidence",
    "frontier",
    "gathered",
    "not_solved",
    "open_journal",
    "record",
    "recorded_in",
    "records",
    "risk",
    "studies",
    "studies_beside",
    "sweep",
    "tornado",
    "tradeoff",
    "validated",
]

fetch_names(__name__, _HOME)
