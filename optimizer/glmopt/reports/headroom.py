"""What a plan has to spare, as one column: streams, or, of classes of requests, how busy its busiest card is.

Where the demand is in classes there is no one kind of stream to count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from glmopt.catalog import Catalog
from glmopt.plan import Plan, Use
from glmopt.reports.numbers import amount, between, share
from glmopt.reports.tabular import Column, Table
from glmopt.scenario import Scenario

Translate = Callable[[str], str]
# The keys of columns that mean something of streams alone.
OF_STREAMS = ("streams", "streams_difference", "cost_per_stream")
NOTHING = "–"


def busiest_column(_: Translate) -> Column:
    """How busy the busiest card of each plan is."""
    return Column("busiest", _("busiest card"), "right")


def without_streams(table: Table, *, classes: bool) -> Table:
    """`table` as it is read: of classes without what is said of streams, else without the busiest card."""
    return table.without(*OF_STREAMS) if classes else table.without("busiest")


def compared(table: Table, scenarios: Iterable[Scenario]) -> Table:
    """A table of several scenarios without what none of them has: streams, or a busiest card."""
    classes = {bool(scenario.demand.classes) for scenario in scenarios}
    return without_streams(table, classes=classes.pop()) if len(classes) == 1 else table


def tells_instances(plan: Plan, scenario: Scenario) -> bool:
    """Whether instances mean anything: of cards that are known from a throughput table alone they are 0."""
    asked = not scenario.demand.classes or scenario.demand.instances
    return bool(asked or plan.totals.instances)


def streams(plan: Plan | None, *, classes: bool = False) -> str:
    """The streams of a plan, low to high; of classes nothing."""
    if plan is None or classes:
        return NOTHING
    return between(plan.totals.streams_low, plan.totals.streams_high)


def busiest(plan: Plan | None) -> str:
    """How busy the busiest card is; a dash where no card serves a class."""
    use = plan.busiest if plan else None
    return share(use.part) if use else NOTHING


def busy(plan: Plan, card: str) -> str:
    """How busy the cards of one kind are, in the window in which they are busier."""
    parts = [use.part for use in plan.uses if use.card == card]
    return share(max(parts)) if parts else NOTHING


def free(use: Use) -> Decimal:
    """The part of the cards' time that nothing is asked of; 0 where rounding up leaves none."""
    return max(Decimal(0), 1 - use.part)


def used(uses: Iterable[Use], catalog: Catalog, _: Translate, lang: str) -> list[str]:
    """How busy each kind of card is in words; with the window where some work at night."""
    uses = tuple(uses)
    words = {"day": _("by day"), "night": _("at night")}
    nights = any(use.window == "night" for use in uses)
    return [
        f"{amount(use.cards)} {catalog.cards[use.card].name.get(lang)} {share(use.part)}"
        + (f" ({words[use.window]})" if nights else "")
        for use in uses
    ]
