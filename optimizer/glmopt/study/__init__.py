"""Studies of a scenario: many solves, one table. Each kind is a file of its own."""

from glmopt.study.budgets import Budgets, BudgetStep, budgets
from glmopt.study.compare import (
    BASE,
    NOT_SOLVED,
    Comparison,
    Difference,
    Variation,
    compare,
    records,
    variations,
)
from glmopt.study.confidence import Confidence, confidence
from glmopt.study.frontier import Frontier, Step, frontier
from glmopt.study.journal import Journal, open_journal
from glmopt.study.tornado import Bar, End, Tornado, tornado
from glmopt.study.tradeoff import CRITERIA, MONEY, Criterion, Point, Tradeoff, tradeoff

__all__ = [
    "BASE",
    "CRITERIA",
    "MONEY",
    "NOT_SOLVED",
    "Bar",
    "BudgetStep",
    "Budgets",
    "Comparison",
    "Confidence",
    "Criterion",
    "Difference",
    "End",
    "Frontier",
    "Journal",
    "Point",
    "Step",
    "Tornado",
    "Tradeoff",
    "Variation",
    "budgets",
    "compare",
    "confidence",
    "frontier",
    "open_journal",
    "records",
    "tornado",
    "tradeoff",
    "variations",
]
