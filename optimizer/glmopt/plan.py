"""What to buy and what it does (Plan), and what was proved about it (Ending)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Status = Literal["optimal", "feasible", "infeasible", "unknown"]


@dataclass(frozen=True, slots=True)
class Proof:
    """One solver's word: `objective` is the exact value of its solution, `bound` what it proved."""

    solver: str
    version: str
    outcome: str
    objective: int | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Ending:
    """Why the search stopped and what is proved; the two are never mixed.

    optimal     the plan is proved best (by as many solvers as `proofs` has)
    feasible    a plan, stopped by a limit before the proof: `bound` is what was proved
    infeasible  proved that no plan meets every rule
    unknown     stopped by a limit with neither plan nor proof

    `objective` and `bound` are in the goal's own unit: minor units of money, cards, or streams.
    """

    status: Status
    goal: str
    objective: int | None
    bound: int | None
    proofs: tuple[Proof, ...]
    interrupted: bool = False

    @property
    def gap(self) -> float | None:
        """(objective - bound) / objective; 0 where optimal, None where either is missing."""
        if self.objective is None or self.bound is None:
            return None
        return abs(self.objective - self.bound) / max(1, abs(self.objective))


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of card in the plan. Prices in the plan's currency, streams for the low and high estimate.

    `gangs` full fine-tuning jobs of `gang_cards` cards each; `dedicated_cards` of them serve no streams.
    """

    card: str
    count: int
    unit_price: Decimal | None
    subtotal: Decimal | None
    streams_low: int
    streams_high: int
    instances: int
    light_finetune: int
    gangs: int
    gang_cards: int
    dedicated_cards: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the lines of a plan."""

    cost: Decimal | None
    cards: int
    streams: int
    streams_low: int
    streams_high: int
    instances: int
    light_finetune: int
    gangs: int


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a class on one kind of card: `share` of all that comes of it by day, at night, or at any hour.

    `part` is day or night for requests that are served as they come, any or night for a batch; `window` is when
    this share is served. It is served by some of the `groups` groups of `cards` cards that hold `llm` then, and
    keeps `busy` of them busy, rounded up to a millionth.
    """

    name: str
    part: str
    card: str
    window: str
    cards: int
    llm: str
    groups: int
    share: Fraction
    busy: Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """A purchase: its lines in the order of card ids, and its totals; `shares`: which card serves which class."""

    currency: str
    lines: tuple[Line, ...]
    totals: Totals
    shares: tuple[Share, ...] = ()

    def count(self, card: str) -> int:
        """How many of `card` are bought."""
        return next((line.count for line in self.lines if line.card == card), 0)
