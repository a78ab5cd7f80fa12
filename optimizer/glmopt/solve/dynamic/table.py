"""The table: the least key of every target, gang count and type limit, with the cards from each one on.

A key is one whole number in which what is minimised first weighs most, so that ties between plans are
settled by comparing numbers: cost, then card types, then cards.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from glmopt.dataclass import dataclass
from glmopt.solve.dynamic.items import Item, Separable
from glmopt.solve.dynamic.stage import NONE, Keys, lay
from glmopt.solve.dynamic.tail import Moduli, Tail

# Cells of a table: above it a solver is quicker, and the memory is better left to others.
MOST_CELLS = 4_000_000
# Window minima of a table, in cells: about a second of work.
MOST_WORK = 300_000_000
MOST_KEY = 2**60


@dataclass(frozen=True, slots=True)
class Weights:
    """What one unit of cost, one card type and one card weigh in a key."""

    cost: int
    type: int
    card: int
    cards_first: bool = False

    def cost_of(self, key: int) -> int:
        """The cost in a key."""
        return key % self.card // self.cost if self.cards_first else key // self.cost

    def cards_of(self, key: int) -> int:
        """The cards in a key."""
        return key // self.card if self.cards_first else key % self.type


@dataclass(frozen=True, slots=True)
class Table:
    """`layers[i][t, g, s]`: the least key with the cards from i on, at most t types, g gangs, s streams.

    The first axis has one entry where card types are not limited. With `tails` (solve/dynamic/tails.py) keys
    are known beyond the layers' end as well, up to `streams`.
    """

    separable: Separable
    weights: Weights
    layers: tuple[Keys, ...]
    streams: int
    tails: tuple[tuple[tuple[Tail, ...], ...], ...] | None = None

    @property
    def keys(self) -> Keys:
        """The least key of every target of the layers with all cards, all gangs, as many types as may be."""
        result: Keys = self.layers[0][-1, self.separable.gangs]
        return result

    def least(self, target: int) -> int | None:
        """The least key of a target 0..streams, likewise; None where there is no plan."""
        return self.key(0, len(self.layers[0]) - 1, self.separable.gangs, target)

    def key(self, i: int, types: int, gangs: int, target: int) -> int | None:
        """The least key of `target` with the cards from i on, at most so many types, and so many gangs."""
        row = self.layers[i][types, gangs]
        if target >= len(row):
            return None if self.tails is None else self.tails[i][types][gangs].key(row, target)
        key = int(row[target])
        return None if key >= NONE else key

    def modulo(self, i: int, types: int, gangs: int, targets: Keys) -> Moduli:
        """The same of many targets, modulo 2**64; anything where there is no plan."""
        row: Keys = self.layers[i][types, gangs]
        if self.tails is None or not len(targets) or targets.max() < len(row):
            return row.view(np.uint64)[targets]
        return self.tails[i][types][gangs].modulo(row, targets)


def tabulate(
    case: Separable, streams: int, goal: str = "capex", *, reach: int = 0, trace: bool = True
) -> Table | None:
    """The table of `case` for the targets 0..streams; None where it would be too large or inexact.

    Without `trace` only the first and the last layer are kept: keys can be read, plans cannot. Keys are
    weighed so that they are exact up to `reach` streams, should that be more.
    """
    weights = _weights(case, streams, goal, max(streams, reach))
    kinds = 1 if case.types is None else min(case.types, len(case.items)) + 1
    shape = (kinds, case.gangs + 1, streams + 1)
    cells = kinds * (case.gangs + 1) * (streams + 1)
    steps = kinds * (case.gangs + 1) * (case.gangs + 2) // 2 * (streams + 1)
    work = steps * sum(len(i.segments) for i in case.items)
    if weights is None or work > MOST_WORK or cells * (len(case.items) + 1 if trace else 2) > MOST_CELLS:
        return None
    last = np.full(shape, NONE, dtype=np.int64)
    last[:, 0, 0] = 0
    layers = [last]
    for item in reversed(case.items):
        layer = _layer(case, item, layers[0], weights)
        layers = [layer, *layers] if trace else [layer]
    return Table(case, weights, tuple(layers), streams)


def _layer(case: Separable, item: Item, rest: Keys, weights: Weights) -> Keys:
    new = rest.copy() if item.optional else np.full_like(rest, NONE)
    for t in range(rest.shape[0]):
        for g in range(rest.shape[1]):
            for buy in buys(case, item, weights, t, g):
                source = rest[buy.types, buy.gangs]
                if source[0] < NONE:
                    laid = lay(source, item.streams, buy.low, buy.high, buy.fixed, buy.each)
                    np.minimum(new[t, g], laid, out=new[t, g])
    return new


@dataclass(frozen=True, slots=True)
class Buy:
    """One way to buy a card: `low`..`high` of it that serve, for the key `fixed + each * n`.

    The cards after it have `types` types and `gangs` gangs left.
    """

    types: int
    gangs: int
    low: int
    high: int | None
    fixed: int
    each: int


def buys(case: Separable, item: Item, weights: Weights, types: int, gangs: int) -> Iterator[Buy]:
    """Every way to buy some of `item` where so many types and gangs are left."""
    before = types if case.types is None else types - 1
    if before < 0:
        return
    for z in range(gangs + 1 if item.gang else 1):
        taken = item.gang * z
        for s in item.segments:
            each = s.each * weights.cost + weights.card
            fixed = s.fixed * weights.cost + weights.type
            if s.high is not None and s.high < taken:
                continue
            if case.dedicated:
                low, high = max(0, s.low - taken), None if s.high is None else s.high - taken
                yield Buy(before, gangs - z, low, high, fixed + each * taken, each)
            else:
                yield Buy(before, gangs - z, max(s.low, taken), s.high, fixed, each)


def _weights(case: Separable, streams: int, goal: str, reach: int) -> Weights | None:
    """Weights under which keys compare like (cost, types, cards), or (cards, cost, types) for `cards`.

    They do for all targets up to `reach`. None where the key of one up to `streams` could leave its range:
    then nothing is computed rather than something wrong.
    """
    cards = _most_cards(case, reach)
    dearest = max((s.each for i in case.items for s in i.segments), default=0)
    fixed = sum(max((s.fixed for s in i.segments), default=0) for i in case.items)
    cost = _dearest_cover(case, streams) + fixed
    kinds = len(case.items) + 1
    if goal == "cards":
        weights = Weights(cost=kinds, type=1, card=kinds * (dearest * cards + fixed + 1), cards_first=True)
    else:
        weights = Weights(cost=kinds * (cards + 1), type=cards + 1, card=1)
    highest = max(cost, 1) * weights.cost + kinds * weights.type + _most_cards(case, streams) * weights.card
    return weights if highest < MOST_KEY else None


def _most_cards(case: Separable, streams: int) -> int:
    """A plan with more cards than this has one that can be left out, and is never the least."""
    return (
        streams
        + case.gangs * max((i.gang for i in case.items), default=0)
        + sum(max((s.low for s in i.segments), default=0) for i in case.items)
        + 1
    )


def _dearest_cover(case: Separable, streams: int) -> int:
    """A cost that no plan worth having exceeds, nor any window of a stage.

    The dearest card alone for every target and gang, and one card more than the smallest order of each.
    """
    alone = []
    for item in case.items:
        for s in item.segments:
            count = max(s.low, -(-streams // item.streams) if item.streams else 0)
            alone.append(s.each * (count + 1 + case.gangs * item.gang))
    return max(alone, default=0) + sum(s.each * (s.low + 1) for i in case.items for s in i.segments)
