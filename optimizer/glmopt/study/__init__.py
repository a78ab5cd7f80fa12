"""Studies of a scenario: many solves, one table. Each kind is a file of its own."""

from glmopt.study.compare import (
    BASE,
    Comparison,
    Difference,
    Variation,
    compare,
    records,
    validated,
    variations,
)
from glmopt.study.confidence import Confidence, confidence
from glmopt.study.frontier import Frontier, Step, frontier
from glmopt.study.tornado import Bar, End, Tornado, tornado

__all__ = [
    "BASE",
    "Bar",
    "Comparison",
    "Confidence",
    "Difference",
    "End",
    "Frontier",
    "Step",
    "Tornado",
    "Variation",
    "compare",
    "confidence",
    "frontier",
    "records",
    "tornado",
    "validated",
    "variations",
]
