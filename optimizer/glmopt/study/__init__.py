"""Studies of a scenario: many solves, one table. Each kind is a file of its own."""

from glmopt.study.bundle import MOST_ALTERNATIVES, NOT_ASKED, NOT_PROVED, TIME_OVER, Studies, studies
from glmopt.study.compare import (
    BASE,
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
from glmopt.study.risk import FiguresCase, PriceCase, Risk, risk
from glmopt.study.tornado import Bar, End, Tornado, tornado

__all__ = [
    "BASE",
    "MOST_ALTERNATIVES",
    "NOT_ASKED",
    "NOT_PROVED",
    "TIME_OVER",
    "Bar",
    "Comparison",
    "Confidence",
    "Difference",
    "End",
    "FiguresCase",
    "Frontier",
    "PriceCase",
    "Risk",
    "Step",
    "Studies",
    "Tornado",
    "Variation",
    "compare",
    "compared",
    "confidence",
    "frontier",
    "records",
    "risk",
    "studies",
    "tornado",
    "validated",
    "variations",
]
