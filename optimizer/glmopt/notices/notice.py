"""A warning with its place."""

from __future__ import annotations

from decimal import Decimal

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.errors import Place
from glmopt.records.faults import dotted
from glmopt.scenario import Scenario
from glmopt.scenario.pricing import rate_of
from glmopt.units import Money

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


def worth(scenario: Scenario, catalog: Catalog, money: Money, usual: str = "") -> Decimal | None:
    """An amount in the scenario's currency, `usual` where none is written; None where no rate is known."""
    target = scenario.money.currency
    currency = money.currency or usual or target
    rate = Decimal(1) if currency == target else rate_of(scenario, catalog, str(currency))
    return None if rate is None else money.amount * rate


def slipped(own: Decimal | None, listed: Decimal | None) -> bool:
    """`far_off` of amounts that may not be known."""
    return own is not None and listed is not None and far_off(own, listed)
