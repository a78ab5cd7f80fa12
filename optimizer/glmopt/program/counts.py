"""From a whole point of the program to the counts of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any

from glmopt.dataclass import dataclass
from glmopt.problem.housing import Pool, Way
from glmopt.program.exact import value_of

if TYPE_CHECKING:
    from glmopt.program.model import Program
    from glmopt.program.servers import PoolVariables


@dataclass(frozen=True, slots=True)
class PoolCounts:
    """Whole numbers of one pool.

    `new` nodes bought with `cards` cards in all; of each owned entry `used` nodes and `filled` cards bought
    for them; `joined` nodes by network; gangs by way, with the nodes that may carry them, and those with t
    each where the program fixed them; nodes by `fill` where it fixed those.
    """

    pool: Pool
    new: int
    cards: int
    used: tuple[int, ...]
    filled: tuple[int, ...]
    joined: dict[str, int]
    gangs: tuple[tuple[Way, int, int, dict[int, int]], ...]
    fill: dict[int, int]

    @property
    def in_use(self) -> int:
        """Cards in use."""
        return self.bought + self.owned

    @property
    def bought(self) -> int:
        """Cards bought."""
        return self.cards + sum(self.filled)

    @property
    def owned(self) -> int:
        """Owned cards in use."""
        return sum(o.cards * w for o, w in zip(self.pool.owned, self.used, strict=True))

    @property
    def nodes(self) -> int:
        """Nodes in use."""
        return self.new + sum(self.used)


@dataclass(frozen=True, slots=True)
class Counts:
    """Whole numbers of a plan: cards n_i in use, those of them `owned`, and gangs z_i, without the zeros.

    `pools`: how they sit in servers; empty for bare cards. Where classes are served also `groups` g_j of
    each of their pools, and `slices` by item and pool, where shares are whole slices.
    """

    cards: dict[str, int]
    gangs: dict[str, int]
    owned: dict[str, int] = field(default_factory=dict)
    pools: tuple[PoolCounts, ...] = ()
    groups: dict[int, int] = field(default_factory=dict)
    slices: dict[tuple[int, int], int] = field(default_factory=dict)


def counts_of(program: Program, whole: Mapping[str, int]) -> Counts:
    """The counts of a whole point."""
    cards = {c: whole[v.name] for c, v in program.n.items()}
    gangs: dict[str, int] = {}
    for card, _, z in program.gangs:
        gangs[card] = gangs.get(card, 0) + whole[z.name]
    pools = tuple(_pool(p, whole) for p in program.servers.pools) if program.servers else ()
    pools = tuple(p for p in pools if p.nodes)
    owned = {o.card: min(o.owned, cards[o.card]) for o in program.offers}
    if program.servers:
        owned = {card: sum(p.owned for p in pools if p.pool.card == card) for card in cards}
    return Counts(
        {c: k for c, k in cards.items() if k},
        {c: k for c, k in gangs.items() if k},
        {c: k for c, k in owned.items() if k},
        pools,
        program.groups_of(whole),
        {at: whole[v.name] for at, v in program.slices.items() if whole.get(v.name)},
    )


def _pool(p: PoolVariables, whole: Mapping[str, int]) -> PoolCounts:
    def value(expression: Any) -> int:
        if isinstance(expression, int):
            return expression
        return whole[expression.name] if hasattr(expression, "upBound") else value_of(expression, whole)

    return PoolCounts(
        pool=p.pool,
        new=value(p.new),
        cards=value(p.cards),
        used=tuple(value(w) for w in p.used),
        filled=tuple(value(p.filled[k]) if k in p.filled else 0 for k in range(len(p.used))),
        joined={fabric: value(c) for fabric, c in p.joined.items() if value(c)},
        gangs=tuple(
            (g.way, value(g.z), value(g.nodes), {t: value(v) for t, v in g.sized.items() if value(v)})
            for g in p.gangs
            if value(g.z)
        ),
        fill={fill: value(k) for fill, k in p.of_fill.items() if value(k)},
    )
