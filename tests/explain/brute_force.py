"""Every minimal conflict, by asking of every set of rules: small problems only."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from glmopt.problem import Rule


def minimal_conflicts(
    rules: tuple[Rule, ...], fits: Callable[[tuple[Rule, ...]], bool]
) -> set[frozenset[Rule]]:
    """The sets of `rules` with which nothing fits, though something does with each smaller set of theirs."""
    found: list[frozenset[Rule]] = []
    for size in range(len(rules) + 1):
        for kept in itertools.combinations(rules, size):
            if not any(m <= set(kept) for m in found) and not fits(kept):
                found.append(frozenset(kept))
    return set(found)
