"""What to buy and what it does (Plan), and what was proved about it (Ending)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Literal

from glmopt.dataclass import dataclass

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

    `owned` of the `count` cards are there already, the others are paid for. `gangs` full fine-tuning jobs
    need `gang_cards` cards each, or more where servers allow only certain sizes (see GangLine);
    `dedicated_cards` serve no streams.
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
    owned: int = 0

    @property
    def bought(self) -> int:
        """Cards that are paid for."""
        return self.count - self.owned


@dataclass(frozen=True, slots=True)
class NodeLine:
    """`nodes` equal servers with `cards` of one kind in each, on `fabric` (none: no network).

    `had`: the cards that each owned one came with; 0 for new ones, and in results of before.
    """

    chassis: str
    card: str
    site: str
    fabric: str
    cards: int
    nodes: int
    owned: bool = False
    had: int = 0


@dataclass(frozen=True, slots=True)
class GangLine:
    """`count` gangs of `cards` cards, `per_node` on each of `nodes` nodes, wired as was asked.

    `reach`: group, node or pod. Rates in GB/s per direction as the plan's graph has them: the slowest gang's
    bottleneck (None for a single card) and bisection, an upper bound where it is not exact. `places`: the
    servers of each gang, as in the graph.
    """

    card: str
    chassis: str
    site: str
    fabric: str
    reach: str
    cards: int
    nodes: int
    per_node: int
    count: int
    bottleneck_gb_s: Decimal | None = None
    bisection_gb_s: Decimal | None = None
    bisection_exact: bool = False
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BillLine:
    """`count` of `item` at `unit`; category cards, hosts, fabric, licences or electricity."""

    category: str
    item: str
    count: int
    unit: Decimal
    subtotal: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over a plan. `cost` is the purchase: cards, hosts and networks; `running` what the horizon adds.

    `power_w` at full power, of cards, hosts, adapters and switches (of bare cards: the cards); None where a
    card has no power figure.
    """

    cost: Decimal | None
    cards: int
    streams: int
    streams_low: int
    streams_high: int
    instances: int
    light_finetune: int
    gangs: int
    nodes: int = 0
    power_w: int | None = None
    rack_units: Decimal | None = None
    running: Decimal | None = None

    @property
    def spent(self) -> Decimal | None:
        """The purchase and, where running costs are counted, what the horizon adds."""
        return None if self.cost is None else self.cost + (self.running or 0)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a class on one kind of card: `share` of all that comes by day, at night, or at any hour.

    `part` is day or night for requests that are served as they come, any or night for a batch; `window` is
    when this share is served. It is served by some of the `groups` groups of `cards` cards that hold `llm`
    then, and keeps `busy` of them busy, rounded up to a millionth.
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
class Use:
    """How busy the `cards` cards of a kind that hold one llm are in a window: `part` of 1."""

    card: str
    window: str
    cards: int
    part: Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """A purchase: its lines in the order of card ids, and its totals.

    `nodes`: the servers that the cards sit in, empty for bare cards; `gangs`: how those in servers are wired;
    `bill`: what it costs, by category, where there are prices. `shares`: which card serves which class.
    """

    currency: str
    lines: tuple[Line, ...]
    totals: Totals
    nodes: tuple[NodeLine, ...] = ()
    gangs: tuple[GangLine, ...] = ()
    bill: tuple[BillLine, ...] = ()
    shares: tuple[Share, ...] = ()

    @property
    def cost_of_cards(self) -> Decimal | None:
        """The sum of the lines' subtotals, without servers, networks and running; None without prices."""
        if self.totals.cost is None:
            return None
        return sum((line.subtotal or Decimal(0) for line in self.lines), Decimal(0))

    def worth(self, goal: str) -> Decimal | int | None:
        """What `goal` counts of it: money, cards bought or streams; None for money without prices."""
        bought = sum(line.bought for line in self.lines)
        totals = self.totals
        return {"capex": totals.cost, "tco": totals.spent, "cards": bought, "streams": totals.streams}[goal]

    @property
    def uses(self) -> tuple[Use, ...]:
        """How busy the cards are that serve classes, by card and window."""
        busy: dict[tuple[str, str, int, str], Decimal] = {}
        groups: dict[tuple[str, str, int, str], int] = {}
        for s in self.shares:
            pool = (s.card, s.window, s.cards, s.llm)
            busy[pool] = busy.get(pool, Decimal(0)) + s.busy
            groups[pool] = s.groups
        return tuple(
            Use(pool[0], pool[1], groups[pool] * pool[2], busy[pool] / groups[pool]) for pool in sorted(busy)
        )

    @property
    def busiest(self) -> Use | None:
        """The cards that are the busiest, the first of several; what they have free is the head-room."""
        return max(self.uses, key=lambda use: use.part, default=None)

    def numbered(self) -> tuple[tuple[NodeLine, int, int], ...]:
        """Each line of servers with the numbers of its first and last, counted as in the plan's graph."""
        found: list[tuple[NodeLine, int, int]] = []
        last = 0
        for line in self.nodes:
            found.append((line, last + 1, last + line.nodes))
            last += line.nodes
        return tuple(found)

    def count(self, card: str) -> int:
        """How many of `card` are in use."""
        return next((line.count for line in self.lines if line.card == card), 0)

    def bought(self, card: str) -> int:
        """How many of `card` are paid for."""
        return next((line.bought for line in self.lines if line.card == card), 0)
