"""Counts in servers, the cheapest first: against every choice of counts."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from glmopt.solve.seats import Case, tabulate
from glmopt.solve.seats.case import NONE


def drawn(dice: random.Random) -> Case:
    """Three cards of random costs, some of whose counts may not be bought, some without a way to a gang."""
    sizes = [dice.randint(1, 5) for _ in range(3)]
    costs = [np.array([0, *(dice.randint(1, 30) for _ in range(n))], dtype=np.int64) for n in sizes]
    for each in costs:
        if dice.random() < 0.3:
            each[dice.randrange(len(each))] = NONE
    gangs = [np.where(dice.random() < 0.3, NONE, np.minimum(c + dice.randint(0, 9), NONE)) for c in costs]
    for each in gangs:
        each[0] = NONE
    streams = tuple(dice.randint(0, 4) for _ in range(3))
    return Case(("a", "b", "c"), streams, tuple(costs), tuple(gangs), dice.random() < 0.5, 1)


def cost_of(case: Case, counts: tuple[int, ...]) -> int:
    """What counts cost, with the cheapest gang among them where one is needed."""
    plain = [int(c[n]) for c, n in zip(case.costs, counts, strict=True)]
    if not case.gang:
        return min(sum(plain), int(NONE))
    held = [int(g[n]) for g, n in zip(case.gangs, counts, strict=True)]
    return min(*(sum(plain) - p + h for p, h in zip(plain, held, strict=True)), int(NONE))


@pytest.mark.parametrize("seed", range(60))
def test_every_choice_comes_once_in_the_order_of_its_cost(seed: int) -> None:
    case = drawn(random.Random(seed))  # noqa: S311
    table = tabulate(case, 12)
    assert table is not None
    for target in (0, 3, 12):
        every = {
            counts: cost_of(case, counts)
            for counts in itertools.product(*(range(len(c)) for c in case.costs))
            if sum(a * n for a, n in zip(case.streams, counts, strict=True)) >= target
        }
        truth = {counts: cost for counts, cost in every.items() if cost < NONE}
        found = list(table.rising(target))
        assert {counts: cost for cost, counts in found} == truth
        assert len(found) == len(truth)
        assert [cost for cost, _ in found] == sorted(truth.values())
        assert table.value(target) == min(truth.values(), default=None)


def test_types_power_and_rack_space_rule_counts_out() -> None:
    """2 a take 200 W: more than 150; a with b are two types: more than one."""
    costs = (np.array([0, 1, 2]), np.array([0, 1]))
    watts = (np.array([0, 100, 200]), np.array([0, 50]))
    case = Case(("a", "b"), (1, 1), costs, costs, False, 1, ((watts, 150),), 1)
    assert [case.allows(n) for n in ((1, 0), (2, 0), (0, 1), (1, 1))] == [True, False, True, False]
