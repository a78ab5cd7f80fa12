"""One uncertain figure at both ends of its range."""

from __future__ import annotations

from decimal import Decimal

from glmopt.dataclass import dataclass
from glmopt.problem import Problem


@dataclass(frozen=True, slots=True)
class Case:
    """One figure at one end of its range and at the other; `low` and `high` say the change in percent."""

    key: str
    low: str
    high: str
    at_low: Problem
    at_high: Problem


def percent(share: Decimal) -> str:
    """A change as it is told: +50 %."""
    return f"{share * 100:+.0f} %" if share else "0 %"
