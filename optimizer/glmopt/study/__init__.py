"""Studies of a scenario: many solves, one table. Each kind is a file of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glmopt.lazy import fetch_names

if TYPE_CHECKING:
    from glmopt.study.budgets import Budgets, BudgetStep, budgets
    from glmopt.study.bundle import MOST_ALTERNATIVES, NOT_ASKED, NOT_PROVED, TIME_OVER, Studies, studies
    from glmopt.study.compare import (
        BASE,
        NOT_SOLVED,
        Comparison,
        Difference,
        Variation,
        compare,
        compared,
        records,
        validated,
        variations,
    )
    from glmopt.study.confidence import Confidence, confidence
    from glmopt.study.frontier import Frontier, Step, frontier
    from glmopt.study.journal import Journal, open_journal
    from glmopt.study.risk import FiguresCase, PriceCase, Risk, risk
    from glmopt.study.tornado import Bar, End, Tornado, tornado
    from glmopt.study.tradeoff import CRITERIA, MONEY, Criterion, Point, Tradeoff, tradeoff

_HOME = {
    "BASE": "compare",
    "Bar": "tornado",
    "BudgetStep": "budgets",
    "Budgets": "budgets",
    "CRITERIA": "tradeoff",
    "Comparison": "compare",
    "Confidence": "confidence",
    "Criterion": "tradeoff",
    "Difference": "compare",
    "End": "tornado",
    "FiguresCase": "risk",
    "Frontier": "frontier",
    "Journal": "journal",
    "MONEY": "tradeoff",
    "MOST_ALTERNATIVES": "bundle",
    "NOT_ASKED": "bundle",
    "NOT_PROVED": "bundle",
    "NOT_SOLVED": "compare",
    "Point": "tradeoff",
    "PriceCase": "risk",
    "Risk": "risk",
    "Step": "frontier",
    "Studies": "bundle",
    "TIME_OVER": "bundle",
    "Tornado": "tornado",
    "Tradeoff": "tradeoff",
    "Variation": "compare",
    "budgets": "budgets",
    "compare": "compare",
    "compared": "compare",
    "confidence": "confidence",
    "frontier": "frontier",
    "open_journal": "journal",
    "records": "compare",
    "risk": "risk",
    "studies": "bundle",
    "tornado": "tornado",
    "tradeoff": "tradeoff",
    "validated": "compare",
    "variations": "compare",
}

__all__ = [
    "BASE",
    "CRITERIA",
    "MONEY",
    "MOST_ALTERNATIVES",
    "NOT_ASKED",
    "NOT_PROVED",
    "NOT_SOLVED",
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
    "Risk",
    "Step",
    "Studies",
    "Tornado",
    "Tradeoff",
    "Variation",
    "budgets",
    "compare",
    "compared",
    "confidence",
    "frontier",
    "open_journal",
    "records",
    "risk",
    "studies",
    "tornado",
    "tradeoff",
    "validated",
    "variations",
]

fetch_names(__name__, _HOME)
