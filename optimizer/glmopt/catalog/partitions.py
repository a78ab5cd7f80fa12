"""Partitions of a card: the profiles of its data sheet as sizes and counts."""

from __future__ import annotations

import re
from typing import Literal

from glmopt.catalog.cards import Datasheet
from glmopt.dataclass import dataclass

# 1g.20gb x4 (MIG) · vgpu 16C x5 · vir06_1c_16g x4 and vir16 17476MiB x1 (vNPU) · CPX x8 (equal parts)
_FORMS: tuple[tuple[Literal["hard", "time-sliced"], str, int], ...] = (
    ("hard", r"\d+g\.(?P<size>\d+)gb x(?P<count>\d+)", 2**30),
    ("time-sliced", r"vgpu (?P<size>\d+)C x(?P<count>\d+)", 2**30),
    ("hard", r"vir\d+_\d+c_(?P<size>\d+)g x(?P<count>\d+)", 2**30),
    ("hard", r"vir\d+ (?P<size>\d+)MiB x(?P<count>\d+)", 2**20),
    ("hard", r"CPX x(?P<count>\d+)", 0),
)


@dataclass(frozen=True, slots=True)
class Partition:
    """A card cut into `count` equal parts of `memory` bytes; time slices share the card's speed in turn."""

    profile: str
    kind: Literal["hard", "time-sliced"]
    memory: int
    count: int


def partitions_of(d: Datasheet) -> tuple[Partition, ...]:
    """Every way of cutting the card that its data sheet lists. ValueError for an unknown form."""
    profiles = d.virtualization.profiles.value if d.virtualization.profiles else ()
    return tuple(_partition(text, int(d.vram_gb.value * 2**30)) for text in profiles)


def _partition(text: str, whole: int) -> Partition:
    for kind, form, unit in _FORMS:
        if found := re.fullmatch(form, text):
            count = int(found["count"])
            memory = int(found["size"]) * unit if unit else whole // count
            return Partition(text, kind, memory, count)
    raise ValueError(f"partition profile not understood: {text}")
