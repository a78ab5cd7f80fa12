"""Instances on a shared card: hard partitions and time slices are different figures."""

from __future__ import annotations

from glmopt.catalog import Card, Catalog
from glmopt.dataclass import dataclass

# Partitions in hardware; the rest are time slices.
HARD = frozenset(("mig", "vnpu", "partition", "sr-iov"))


@dataclass(frozen=True, slots=True)
class Partitions:
    """v_i: instances of 16 GB on one shared card; `licensed`: time slices that need a licence."""

    count: int
    licensed: bool = False


def partitions(card: Card, catalog: Catalog, kind: str) -> Partitions:
    """v_i of `card` by its data sheet: `hard` partitions only, or of `any` kind, whichever gives more.

    A generic card is judged by its default part; a card defined in place has none (0).
    """
    part = catalog.cards.get(card.parts.default) if card.parts else card
    sheet = part.datasheet if part else None
    if sheet is None:
        return Partitions(0)
    shared = sheet.virtualization
    kinds = set(shared.kinds.value)
    hard = shared.instances_16gb_hard.value if shared.instances_16gb_hard and kinds & HARD else 0
    sliced = shared.instances_16gb_time_sliced
    slices = sliced.value if kind == "any" and sliced and "vgpu" in kinds else 0
    return Partitions(slices, licensed=True) if slices > hard else Partitions(hard)


def tdp_w(card: Card, catalog: Catalog) -> int | None:
    """W_i: watts of one card at full power, rounded up; of its default part; None where nothing says."""
    part = catalog.cards.get(card.parts.default) if card.parts else card
    if part is None:
        return None
    if part.given:
        figure = part.given.tdp_w
    else:
        figure = part.datasheet.tdp_w.value if part.datasheet and part.datasheet.tdp_w else None
    return None if figure is None else -int(-figure // 1)
