"""A warning with its place."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from glmopt.errors import Place
from glmopt.records.faults import dotted
from glmopt.scenario import Scenario

# An own price or rate this many times off the listed one is more likely a slip of digits.
FAR_OFF = 5


@dataclass(frozen=True, slots=True)
class Notice:
    """A warning: what was seen, and where."""

    message: str
    place: Place | None = None
    field: str = ""

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        what = f"{self.field}: " if self.field else ""
        return f"{where}warning: {what}{self.message}"


def notice(scenario: Scenario, path: tuple[str | int, ...], message: str) -> Notice:
    """A warning about what `scenario` says under `path`."""
    return Notice(message, scenario.place(*path), dotted(path))


def far_off(own: Decimal, listed: Decimal) -> bool:
    """Whether `own` is many times off `listed`, either way; a gift is not a slip."""
    return listed > 0 and own > 0 and not 1 / Decimal(FAR_OFF) <= own / listed <= FAR_OFF
