"""Instances of a card: loaded copies of the llm with room for at least one stream each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from glmopt.catalog.partitions import Partition
from glmopt.sizing.roofline.case import Case
from glmopt.sizing.roofline.memory import kv_limit


def holds_instance(case: Case, memory: float, context: int) -> bool:
    """B_kv >= 1 in `memory` bytes: the weights, the reserve and one stream's context fit."""
    return kv_limit(replace(case, card=replace(case.card, memory=memory)), context) >= 1


def instances(case: Case, context: int, partitions: Iterable[Partition]) -> tuple[int, str]:
    """q = the most parts of one profile that hold an instance each, or 1 for the whole card; and the profile.

    A group of n cards holds one instance, so that a card of it counts none.
    """
    if case.group > 1 or not holds_instance(case, case.card.memory, context):
        return 0, ""
    best, profile = 1, "whole card"
    for part in partitions:
        if part.count > best and holds_instance(case, part.memory, context):
            best, profile = part.count, part.profile
    return best, profile
