"""What a study of variations found: one row each, and the differences to the base."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from glmopt.dataclass import dataclass
from glmopt.plan import Ending, Plan
from glmopt.scenario import Scenario, Setting

if TYPE_CHECKING:
    import pandas as pd

BASE = "base"
NOT_SOLVED = "not solved"


@dataclass(frozen=True, slots=True)
class Found:
    """How a variation ended: what was proved, its plan if there is one, and what was not proved as usual."""

    ending: Ending
    plan: Plan | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Variation:
    """One scenario of a study: its name, the settings that make it, and how it ended.

    `conflict` names the rules that cannot be met together, where the scenario is infeasible.
    """

    name: str
    settings: tuple[Setting, ...]
    scenario: Scenario
    solved: Found
    conflict: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Cards bought, by id."""
        return {line.card: line.count for line in self.solved.plan.lines} if self.solved.plan else {}

    @property
    def cost(self) -> Decimal | None:
        """What the plan costs, under `tco` over the horizon; None where there is no plan or no price."""
        return self.solved.plan.totals.spent if self.solved.plan else None

    @property
    def servers(self) -> dict[str, int]:
        """Servers, owned ones too, by type; empty for bare cards."""
        found: dict[str, int] = {}
        for line in self.solved.plan.nodes if self.solved.plan else ():
            found[line.chassis] = found.get(line.chassis, 0) + line.nodes
        return found

    @property
    def streams(self) -> int | None:
        """Streams at the scenario's end of the estimate; None where the demand is in classes."""
        plan = None if self.scenario.demand.classes else self.solved.plan
        return plan.totals.streams if plan else None

    @property
    def cost_per_stream(self) -> Decimal | None:
        """Cost divided by streams, to two decimals."""
        if not self.cost or not self.streams:
            return None
        return (self.cost / self.streams).quantize(Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class Difference:
    """A variation against the base: None where one of the two has no plan, or no price.

    `cost` is that of two totals that count the same, else None: in one currency, and with running costs in
    both or in neither. `purchase` leaves running aside.
    """

    cost: Decimal | None
    purchase: Decimal | None
    cards: int | None
    streams: int | None
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A base and its variations, in the order they were asked for.

    `missing` names those that were not solved, because it was interrupted.
    """

    base: Variation
    variations: tuple[Variation, ...]
    missing: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[Variation, ...]:
        """The base, then the variations."""
        return (self.base, *self.variations)

    def difference(self, other: Variation) -> Difference:
        """`other` minus the base; `counts` has the cards that come in (positive) or go out."""
        return difference(self.base, other)

    def to_frame(self) -> pd.DataFrame:
        """One row for the base and each variation, settings as columns, money as Decimal."""
        import pandas as pd

        return pd.DataFrame(records(self)).set_index("name")


def difference(a: Variation, b: Variation) -> Difference:
    """`b` minus `a`; `counts` has the cards that come in (positive) or go out."""
    if a.solved.plan is None or b.solved.plan is None:
        return Difference(None, None, None, None, {})
    one, other = a.solved.plan, b.solved.plan
    purchase = _minus(other.totals.cost, one.totals.cost) if one.currency == other.currency else None
    # A total with running costs and one without are unlike amounts.
    alike = (one.totals.running is None) == (other.totals.running is None)
    cost = _minus(b.cost, a.cost) if purchase is not None and alike else None
    cards = sorted(a.counts.keys() | b.counts.keys())
    changes = {c: b.counts.get(c, 0) - a.counts.get(c, 0) for c in cards}
    return Difference(
        cost,
        purchase,
        other.totals.cards - one.totals.cards,
        None if a.streams is None or b.streams is None else b.streams - a.streams,
        {c: k for c, k in changes.items() if k},
    )


def _minus(b: Decimal | None, a: Decimal | None) -> Decimal | None:
    return None if a is None or b is None else b - a


def records(comparison: Comparison) -> list[dict[str, Any]]:
    """The comparison as flat records, the same for every format."""
    rows = [record(comparison.base, v) for v in comparison.rows]
    return [*rows, *(not_solved(name) for name in comparison.missing)]


def record(base: Variation, v: Variation) -> dict[str, Any]:
    """`v` and its differences to `base` as one flat record."""
    d = difference(base, v)
    totals = v.solved.plan.totals if v.solved.plan else None
    return {
        "name": v.name,
        **{s.key: s.written[0] for s in v.settings},
        "status": v.solved.ending.status,
        "cost": v.cost,
        "cost_difference": d.cost,
        "cards": totals.cards if totals else None,
        "cards_difference": d.cards,
        "streams": v.streams,
        "streams_low": totals.streams_low if totals and v.streams is not None else None,
        "streams_high": totals.streams_high if totals and v.streams is not None else None,
        "streams_difference": d.streams,
        "cost_per_stream": v.cost_per_stream,
        "purchase": totals.cost if totals else None,
        "running": totals.running if totals else None,
        "servers": v.servers,
        "power_w": totals.power_w if totals else None,
        "plan": v.counts,
        "cards_in": sum(k for k in d.counts.values() if k > 0),
        "cards_out": -sum(k for k in d.counts.values() if k < 0),
        "in_and_out": d.counts,
        "conflict": list(v.conflict),
    }


# The keys of a record that has no settings.
KEYS = (
    *("name", "status", "cost", "cost_difference", "cards", "cards_difference", "streams", "streams_low"),
    *("streams_high", "streams_difference", "cost_per_stream", "purchase", "running", "servers", "power_w"),
    *("plan", "cards_in", "cards_out", "in_and_out", "conflict"),
)


def not_solved(name: str) -> dict[str, Any]:
    """The record of a variation that was not come to."""
    return dict.fromkeys(KEYS) | {"name": name, "status": NOT_SOLVED}
